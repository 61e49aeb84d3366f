"""A server of the dashboard on loopback, and how to open it in a Chromium that reaches no other host."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)
SERVER_LIMIT_S = 60
IDLE = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return !!app
        && app.getAttribute("data-test-script-state") === "notRunning"
        && !document.querySelector('[data-testid="stStatusWidget"]')
        && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]')
        && !!document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]');
}"""


class Address(str):
    """Where a server answers, the number of its process and what that takes."""

    __slots__ = ("process",)

    process: int

    def memory(self, of: str = "VmRSS") -> float:
        """Return the memory of the process in MB: resident now, or with "VmHWM" at most so far."""
        lines = Path(f"/proc/{self.process}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(of)) / 1024

    def processor_ms(self) -> float:
        """Return the processor time of the process so far in milliseconds, to a hundredth of a second."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 10.0


@contextmanager
def serve(
    folder: Path,
    script: Path = ROOT / "app.py",
    *,
    options: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
) -> Iterator[Address]:
    """Give the address of a fresh server of `script`, its store and its log in `folder`; stop it at the end.

    `options` are further ones of Streamlit, `settings` environment variables.
    """
    log = folder / "server.log"
    # Port 0: the system chooses a free one and the log says which.
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    command += options if "--server.port" in options else ["--server.port", "0", *options]
    environment = {
        **os.environ,
        "CONSORTIUM_STORE": str(folder / "consortium.duckdb"),
        "PYTHONUNBUFFERED": "1",
        **(settings or {}),
    }
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command, cwd=script.parent, env=environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL
        )
    try:
        address = Address(_address(process, log))
        address.process = process.pid
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    limit = time.monotonic() + SERVER_LIMIT_S
    while time.monotonic() < limit and process.poll() is None:
        said = re.search(r"http://localhost:\d+", log.read_text(encoding="utf-8"))
        if said and _is_healthy(said[0]):
            return said[0]
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start. Its log:\n{log.read_text(encoding='utf-8')[-3000:]}")


def _is_healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False
