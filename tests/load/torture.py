"""What must not happen to a store, tried: kills, full disks, broken connections, clocks that go back.

Prints one table. Everything runs on this machine, in a temporary folder, and ends by itself.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data import store as stores
from data.checks import run_checks
from data.problems import Problem
from data.store import Store, open_store
from tests.postgresql import Databases, closing_server, running

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3
# A kill comes at some moment after some of these.
KILLED_AFTER_SAVES = 12
KILLED_AFTER_S = 0.05
SETTLE_S = 30.0
# Saves for ever; every line is said only after the store has acknowledged the save.
SAVER = """
import signal
import sys
from datetime import UTC, datetime, timedelta
from data import store as stores
from data.problems import Problem

address, name, back = sys.argv[1], sys.argv[2], float(sys.argv[3])
if back:
    class Clock(datetime):
        first = True

        @classmethod
        def now(cls, zone=None):
            # Every other moment lies in the past.
            cls.first = not cls.first
            return datetime.now(zone) - timedelta(seconds=0 if cls.first else back)

    stores.datetime = Clock
stopping = []
signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
store = stores.open_store(address)
print("ready", flush=True)
number = 0
for line in sys.stdin:
    for _ in range(int(line)):
        if stopping:
            break
        number += 1
        rows = [
            {"source_id": f"{name}-{number}-{part}", "title": "t", "language": "en", "kind": "k"}
            for part in range(ROWS)
        ]
        try:
            store.write(lambda t: t.append("source_document", rows), who=name, why="test", origin="app")
        except Problem as problem:
            print(f"refused {number} {problem}", flush=True)
        else:
            print(f"saved {number}", flush=True)
        if number % 4 == 0:
            store.checkpoint()
print("done", flush=True)
store.close()
""".replace("ROWS", str(ROWS))


class Saver:
    """A process that saves rows and says which saves were acknowledged."""

    def __init__(self, address: str, name: str, *, saves: int = 1_000_000, clock_back: float = 0.0) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-c", SAVER, address, name, str(clock_back)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.acknowledged: list[int] = []
        self.refused: list[str] = []
        self.latencies: list[float] = []
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError(f"{name} did not start")
        self.process.stdin.write(f"{saves}\n")
        self.process.stdin.close()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        before = time.monotonic()
        for line in self.process.stdout:
            now = time.monotonic()
            kind, _, rest = line.strip().partition(" ")
            if kind == "saved":
                self.acknowledged.append(int(rest))
                self.latencies.append(now - before)
            elif kind == "refused":
                self.refused.append(rest)
            before = now

    def wait_for(self, saves: int) -> None:
        """Wait until so many saves were acknowledged."""
        end = time.monotonic() + SETTLE_S
        while len(self.acknowledged) < saves and time.monotonic() < end:
            time.sleep(0.001)

    def kill(self) -> None:
        """End the process at once, whatever it is doing, and read what it had said."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reading.join()

    def stop(self) -> None:
        """Let the process end by itself after what it is doing."""
        self.process.terminate()
        self.process.wait(SETTLE_S)
        self._reading.join()


def look(store: Store, savers: dict[str, set[int]]) -> tuple[int, int]:
    """Return how many acknowledged saves are lost and how many rows are doubled or half saved.

    `savers` are the numbers each saver said were saved. One more save than said may be there: the saver may have been
    stopped between the commit and its word.
    """
    there: Counter[tuple[str, int]] = Counter()
    for (source_id,) in store.fetch("select source_id from source_document_record where kind = 'k'").iter_rows():
        name, number, _ = source_id.rsplit("-", 2)
        there[name, int(number)] += 1
    lost = sum((name, number) not in there for name, numbers in savers.items() for number in numbers)
    wrong = sum(count != ROWS for count in there.values())
    changes, versions, newest = store.fetch(
        "select count(*), count(distinct version), (select version from store_version) from change"
    ).row(0)
    wrong += changes != versions or versions != newest
    return lost, wrong


def kills(address: str, times: int) -> dict[str, object]:
    """Kill a process during its saves, again and again, and look every tenth time."""
    random.seed(7)
    acknowledged: dict[str, set[int]] = {}
    lost, wrong, failed, unsaid = 0, 0, 0, 0
    begun = time.monotonic()
    for kill in range(1, times + 1):
        saver = Saver(address, f"kill{kill}")
        saver.wait_for(random.randint(0, KILLED_AFTER_SAVES))
        time.sleep(random.uniform(0, KILLED_AFTER_S))
        saver.kill()
        acknowledged[saver.name] = set(saver.acknowledged)
        if kill % 10 == 0 or kill == times:
            with closing(open_store(address)) as store:
                lost_now, wrong_now = look(store, acknowledged)
                lost, wrong = lost + lost_now, wrong + wrong_now
                findings = run_checks(store)
                failed += findings.filter(findings["severity"] == "fail").height
                unsaid = store.version - sum(len(numbers) for numbers in acknowledged.values())
    return {
        "kills": times,
        "acknowledged": sum(len(numbers) for numbers in acknowledged.values()),
        "kept but not yet said": unsaid,
        "lost": lost,
        "doubled or half": wrong,
        "failed checks": failed,
        "seconds": round(time.monotonic() - begun),
    }


def kills_of_the_embedded_store(folder: Path, times: int) -> dict[str, object]:
    """kill -9 during saves to a DuckDB file."""
    return kills(str(folder / "kills.duckdb"), times)


def kills_of_the_shared_store(databases: Databases, times: int) -> dict[str, object]:
    """kill -9 during saves to a shared store."""
    return kills(databases.empty_store(), times)


def two_replicas_and_a_command_line(databases: Databases, seconds: float) -> dict[str, object]:
    """Three processes save at once to a shared store, and a fourth reads."""
    address = databases.empty_store()
    savers = [Saver(address, name) for name in ("replica1", "replica2", "command_line")]
    delays: list[float] = []
    with closing(open_store(address)) as reader:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            version = newest(databases, address)
            begun = time.monotonic()
            while reader.fetch("select version from store_version").item() < version:
                time.sleep(0.02)
            delays.append(time.monotonic() - begun)
            time.sleep(1)
        for saver in savers:
            saver.stop()
        wait_until(lambda: reader.version == newest(databases, address), reader)
        lost, wrong = look(reader, {saver.name: set(saver.acknowledged) for saver in savers})
        findings = run_checks(reader)
    latencies = sorted(latency for saver in savers for latency in saver.latencies)
    return {
        "seconds": seconds,
        "acknowledged": sum(len(saver.acknowledged) for saver in savers),
        "by process": [len(saver.acknowledged) for saver in savers],
        "refused": sum(len(saver.refused) for saver in savers),
        "lost": lost,
        "doubled or half": wrong,
        "failed checks": findings.filter(findings["severity"] == "fail").height,
        "save p50 ms": round(1000 * latencies[len(latencies) // 2]),
        "save p95 ms": round(1000 * latencies[int(0.95 * len(latencies))]),
        "seen by another after, s: p50": round(sorted(delays)[len(delays) // 2], 2),
        "seen by another after, s: max": round(max(delays), 2),
    }


def newest(databases: Databases, address: str) -> int:
    """Return the version PostgreSQL has."""
    with closing_server(address) as server:
        return server.present().version


def wait_until(holds: Callable[[], bool], store: Store) -> float:
    """Return after how many seconds something holds; `store` is read meanwhile, as pages do."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > SETTLE_S:
            raise TimeoutError
        store.fetch("select version from store_version")
        time.sleep(0.05)
    return time.monotonic() - begun


def postgresql_away(databases: Databases, seconds: float) -> dict[str, object]:
    """PostgreSQL is stopped while two processes save and one reads, and comes back."""
    address = databases.empty_store()
    savers = [Saver(address, name) for name in ("replica1", "replica2")]
    with closing(open_store(address)) as reader:
        time.sleep(3)
        reader.fetch("select version from store_version")
        begun = time.monotonic()
        databases.stop()
        noticed = wait_until(lambda: reader.out_of_reach_since is not None, reader)
        reads = 0
        while time.monotonic() - begun < seconds:
            reads += reader.fetch("select count(*) as n from source_document").height
            time.sleep(0.1)
        refused = sum(len(saver.refused) for saver in savers)
        said = next((text.partition(" ")[2] for saver in savers for text in saver.refused), "")
        databases.start()
        back = wait_until(lambda: reader.out_of_reach_since is None, reader)
        before = [len(saver.acknowledged) for saver in savers]
        time.sleep(15)
        went_on = [len(saver.acknowledged) - count for saver, count in zip(savers, before, strict=True)]
        for saver in savers:
            saver.stop()
        wait_until(lambda: reader.version == newest(databases, address), reader)
        lost, wrong = look(reader, {saver.name: set(saver.acknowledged) for saver in savers})
    return {
        "away s": seconds,
        "noticed after s": round(noticed, 1),
        "reads answered meanwhile": reads,
        "saves refused": refused,
        "said": said,
        "noticed to be back after s": round(back, 1),
        "saves in 15 s after": went_on,
        "lost": lost,
        "doubled or half": wrong,
    }


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """Give a folder on a disk of its own, None where this user may not make one."""
    place = folder / "small disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    try:
        yield place if made.returncode == 0 else None
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", str(place)], check=False)


def full_disk(folder: Path) -> dict[str, object]:
    """Fill the disk under an embedded store while it saves, then make room."""
    with small_disk(folder, 24) as disk:
        place = disk or folder
        file = place / "full.duckdb"
        with closing(open_store(str(file))) as store:
            if not disk:
                hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
                resource.setrlimit(resource.RLIMIT_FSIZE, (12 * 1024 * 1024, hard))
            acknowledged: set[int] = set()
            said = ""
            number = 0
            while not said:
                number += 1
                said = save_long(store, number)
                if not said:
                    acknowledged.add(number)
            reads = store.fetch("select count(*) from source_document").item()
            if disk:
                subprocess.run(["mount", "-o", "remount,size=256m", str(place)], check=True)
            else:
                resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
            after = save_long(store, number + 1)
            acknowledged.add(number + 1)
            store.checkpoint()
        with closing(open_store(str(file))) as store:
            lost, wrong = look(store, {"long": acknowledged})
        return {
            "disk": "24 MB" if disk else "files up to 12 MB",
            "saves before": number - 1,
            "said": said,
            "rows read while full": reads,
            "save after room was made": after or "saved",
            "lost": lost,
            "doubled or half": wrong,
        }


def save_long(store: Store, number: int) -> str:
    """Save rows of 200 kB and return what is said when they are refused."""
    text = os.urandom(33_000).hex()
    rows = [
        {"source_id": f"long-{number}-{part}", "title": text, "language": "en", "kind": "k"} for part in range(ROWS)
    ]
    try:
        store.write(lambda t: t.append("source_document", rows), who="test", why="test", origin="app")
    except Problem as problem:
        return str(problem)
    return ""


def folder_that_cannot_be_written(folder: Path) -> dict[str, object]:
    """Open an embedded store in a folder that is mounted read-only, or belongs to somebody else."""
    with small_disk(folder, 64) as disk:
        place = disk or folder / "read only"
        place.mkdir(exist_ok=True)
        file = place / "store.duckdb"
        open_store(str(file)).close()
        before = file.read_bytes()
        if disk:
            subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        else:
            place.chmod(0o500)
        try:
            with closing(open_store(str(file))):
                said = "opened"
        except Problem as problem:
            said = str(problem)
        finally:
            if disk:
                subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
            else:
                place.chmod(0o700)
        with closing(open_store(str(file))):
            pass
        return {"said": said.replace(str(place), "..."), "file unchanged": file.read_bytes() == before or "no"}


def clock_going_back(folder: Path, databases: Databases) -> dict[str, object]:
    """Save while the clock jumps back an hour and forth again."""
    figures: dict[str, object] = {}
    for kind, address in (("embedded", str(folder / "clock.duckdb")), ("shared", databases.empty_store())):
        saver = Saver(address, "clock", saves=50, clock_back=3600)
        saver.process.wait(SETTLE_S * 4)
        with closing(open_store(address)) as store:
            lost, wrong = look(store, {"clock": set(saver.acknowledged)})
            backwards = store.fetch(
                "select count(*) from "
                "(select recorded_at < lag(recorded_at) over (order by version) as back from change) where back"
            ).item()
            late = store.fetch("select max(recorded_at) as newest from change").item()
            figures[f"{kind}: saved, lost, doubled"] = [len(saver.acknowledged), lost, wrong]
            figures[f"{kind}: times that go back"] = backwards
            assert late < datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=1)
    return figures


def main() -> None:
    """Run what is asked for and print one table; write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="kills of each kind of store")
    parser.add_argument("--minutes", type=float, default=5, help="how long three processes save at once")
    parser.add_argument("--away", type=float, default=30, help="seconds without PostgreSQL")
    parser.add_argument("--only", nargs="*", help="names of lines of the table")
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    options = parser.parse_args()
    figures: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as made, running(durable=True) as databases:
        folder = Path(made)
        os.environ["CONSORTIUM_MIRRORS"] = str(folder / "mirrors")
        runs: dict[str, Callable[[], dict[str, object]]] = {
            "kill -9, embedded": lambda: kills_of_the_embedded_store(folder, options.kills),
            "kill -9, shared": lambda: kills_of_the_shared_store(databases, options.kills),
            "three processes, shared": lambda: two_replicas_and_a_command_line(databases, 60 * options.minutes),
            "PostgreSQL away": lambda: postgresql_away(databases, options.away),
            "full disk, embedded": lambda: full_disk(folder),
            "read-only folder, embedded": lambda: folder_that_cannot_be_written(folder),
            "clock going back": lambda: clock_going_back(folder, databases),
        }
        for name, run in runs.items():
            if not options.only or name in options.only:
                figures[name] = run()
                print(name)
                for what, value in figures[name].items():
                    print(f"    {what:34} {value}", flush=True)
                for left in folder.iterdir():
                    shutil.rmtree(left) if left.is_dir() else left.unlink()
    stores.use(None)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, default=str))
    bad = [name for name, row in figures.items() if row.get("lost") or row.get("doubled or half")]
    sys.exit(f"lost or doubled: {', '.join(bad)}" if bad else 0)


if __name__ == "__main__":
    main()
