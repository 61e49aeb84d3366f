"""The server refuses to start where everybody on the network could change everything, and answers at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def started(tmp_path: Path, address: str, **settings: str) -> str:
    """Return what the program of the server says when it is loaded with an address to listen on."""
    code = f"from streamlit import config; config.set_option('server.address', {address!r}); import app"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "CONSORTIUM_STORE": str(tmp_path / "s.duckdb"), **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return f"{done.returncode} {done.stderr}"


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", ""])
def test_an_editor_without_sign_in_does_not_listen_to_the_network(tmp_path, address):
    said = started(tmp_path, address)
    assert said.startswith("1 ")
    assert "Set ACCESS to sign-in or public" in said


@pytest.mark.parametrize("mode", ["local-network", "public", "sign-in"])
def test_it_does_once_somebody_has_chosen(tmp_path, mode):
    assert started(tmp_path, "0.0.0.0", ACCESS=mode).startswith("0 ")


def test_a_slip_of_the_pen_lets_nobody_in(tmp_path):
    assert "ACCESS says locl, which is not among its values." in started(tmp_path, "localhost", ACCESS="locl")


def test_small_messages_leave_at_once():
    """A listening socket as the server makes it; what it accepts does not wait for acknowledgements."""
    code = """
import asyncio, socket
import app

async def seen():
    found = asyncio.get_running_loop().create_future()
    listening = socket.socket(socket.AF_INET)
    listening.bind(("127.0.0.1", 0))

    def accepted(_, writer):
        connection = writer.get_extra_info("socket")
        found.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(accepted, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        print("sent at once" if await found else "held back")
        writer.close()

asyncio.run(seen())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout == "sent at once\n", done.stderr
