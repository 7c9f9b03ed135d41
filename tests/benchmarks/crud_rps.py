"""Requests per second of crud, all protections on, against a peer in FastAPI + SQLModel.

Run it as `python -m tests.benchmarks.crud_rps`. One uvicorn worker each, on one core; the client
on the other. Rounds are interleaved; the medians and their ratios are printed. Exit code 1 when a
ratio is below its bar.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load import Spell, requests_per_second
from tests.servers.issuer import Issuer
from tests.servers.processes import Process, free_port
from tests.servers.rendered import render
from tests.servers.service import NOTES, Service
from tests.servers.wire import exchange, request

ITEMS = "/api/v1/items/"
ROWS = 1000
TEXT = "A body of an ordinary length, as people write it into a small form. " * 2
BARS = {"list of 20": 3.0, "insert": 2.0}
JSON = ("Content-Type", "application/json")


@dataclass(frozen=True)
class Target:
    """A running server and the requests that measure it."""

    port: int
    listing: bytes
    insert: bytes
    created: int


def ours(folder: Path, issuer: Issuer) -> tuple[Target, Service]:
    """Start a rendered crud repository."""
    database = f"sqlite:///{folder / 'ours.db'}"
    service = Service(render(folder), issuer=issuer, database=database, folder=folder)
    service.start(from_nothing=True)
    token = ("Authorization", f"Bearer {issuer.token(roles=['writer'])}")
    body = json.dumps({"title": "a title", "body": TEXT}).encode()
    listing = request("GET", f"{NOTES}?limit=20", [token])
    insert = request("POST", NOTES, [token, JSON], body)
    return Target(service.port, listing, insert, 201), service


def the_peer(folder: Path) -> tuple[Target, Process]:
    """Start the peer."""
    port = free_port()
    variables = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": secrets.token_hex(32),
        "DATABASE_URL": f"sqlite:///{folder / 'peer.db'}",
    }
    program = "tests.benchmarks.peer_sqlmodel"
    made = subprocess.run(
        [sys.executable, "-m", program], env=variables, capture_output=True, text=True, check=True
    )
    token = ("Authorization", f"Bearer {made.stdout.strip()}")
    command = [sys.executable, "-m", "uvicorn", f"{program}:app", "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    process = Process(command, log=folder / "peer.log", cwd=Path.cwd(), env=variables)
    listing = request("GET", f"{ITEMS}?limit=20", [token])
    body = json.dumps({"title": "a title", "description": TEXT}).encode()
    target = Target(port, listing, request("POST", ITEMS, [token, JSON], body), 200)
    process.wait_until(lambda: _lists(target), "the peer answering with our token")
    return target, process


def _lists(target: Target) -> bool:
    try:
        return exchange(target.port, target.listing).status == 200
    except OSError:
        return False


def keyed(insert: bytes) -> Spell:
    """Give a request with a fresh Idempotency-Key each time."""
    head, body = insert.split(b"\r\n\r\n", 1)
    number = itertools.count()
    run = secrets.token_hex(8).encode()
    return lambda: b"%s\r\nIdempotency-Key: %s-%d\r\n\r\n%s" % (head, run, next(number), body)


def measure(target: Target, spell: Spell, expected: int, seconds: float) -> float:
    """Give the requests per second of one round."""
    return requests_per_second(
        target.port, spell, connections=16, seconds=seconds, expected=expected
    )


def fill(target: Target) -> None:
    """Give both the same number of rows before lists are measured."""
    for _ in range(ROWS):
        exchange(target.port, target.insert)


def compare(name: str, rounds: int, rows: dict[str, tuple[Target, Spell, int]], s: float) -> float:
    """Measure interleaved rounds; print medians; give the ratio of the first to the last."""
    found: dict[str, list[float]] = {who: [] for who in rows}
    for _ in range(rounds):
        for who, (target, spell, expected) in rows.items():
            found[who].append(measure(target, spell, expected, s))
    medians = {who: statistics.median(values) for who, values in found.items()}
    for who, values in found.items():
        spread = f"{min(values):.0f}-{max(values):.0f}"
        print(f"{name:<12}{who:<28}{medians[who]:>8.0f} requests/s   ({spread})")
    first, *_, last = medians.values()
    return first / last


def main() -> int:
    """Measure and judge."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=float, default=2.0)
    asked = words.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        issuer = Issuer(folder)
        mine, service = ours(folder, issuer)
        theirs, peer = the_peer(folder)
        try:
            for pid in (service.process.pid, peer.pid):
                _pin(pid, cores[-1])
            _pin(0, cores[0])
            ratios = judge(mine, theirs, asked.rounds, asked.seconds)
        finally:
            service.kill()
            peer.kill()
            issuer.stop()
    return 0 if all(ratios[name] >= bar for name, bar in BARS.items()) else 1


def judge(mine: Target, theirs: Target, rounds: int, seconds: float) -> dict[str, float]:
    """Measure lists on equal tables, then inserts; print and give the ratios."""
    for target in (mine, theirs):
        fill(target)
    lists = {
        "crud": (mine, lambda: mine.listing, 200),
        "FastAPI + SQLModel": (theirs, lambda: theirs.listing, 200),
    }
    inserts = {
        "crud": (mine, lambda: mine.insert, mine.created),
        "crud with Idempotency-Key": (mine, keyed(mine.insert), mine.created),
        "FastAPI + SQLModel": (theirs, lambda: theirs.insert, theirs.created),
    }
    ratios = {
        "list of 20": compare("list of 20", rounds, lists, seconds),
        "insert": compare("insert", rounds, inserts, seconds),
    }
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.1f}x (bar {BARS[name]:g}x)")
    return ratios


def _pin(pid: int, core: int) -> None:
    """Keep a process, with all its threads, on one core."""
    threads = Path(f"/proc/{pid or 'self'}/task").iterdir()
    for thread in threads:
        os.sched_setaffinity(int(thread.name), {core})


if __name__ == "__main__":
    raise SystemExit(main())
