"""Standard output that takes no more stops nobody, and no line is lost when a service ends."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from microapp_kit.output import SECONDS_TO_GATHER, Output
from tests.houses import ROOT
from tests.servers.llm import SECRET, made
from tests.servers.processes import Process, free_port

KIT = ROOT / "blueprints/base/files"
CALLS = 20


@contextmanager
def service(folder: Path, log: Path) -> Iterator[tuple[httpx.Client, Process]]:
    """Run a proxy as its owner does, with its output in a file."""
    made(folder)
    port = free_port()
    env = {"PATH": os.environ["PATH"], "APP_ENV": "local", "APP_SECRET": SECRET}
    env |= {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder / '.local' / 'test.db'}"}
    process = Process([sys.executable, "-m", "app"], log=log, cwd=folder, env=env)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}")

    def answers() -> bool:
        try:
            return client.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    try:
        process.wait_until(answers, "the proxy answering")
        yield client, process
    finally:
        client.close()
        process.stop()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_the_lines_of_a_service_that_is_told_to_stop_are_all_there(
    tmp_path: Path, sign: signal.Signals
) -> None:
    log = tmp_path / "log"

    with service(tmp_path / "app", log) as (client, process):
        for _ in range(CALLS):
            client.get("/healthz", headers={"X-Request-Id": "counted-here"})
        os.kill(process.pid, sign)
        process.exit_code()

    assert log.read_text().count('"request_id":"counted-here"') == CALLS
    assert "Finished server process" in log.read_text().splitlines()[-1]


def test_a_service_whose_standard_output_is_full_serves_and_counts_what_it_cannot_say(
    tmp_path: Path,
) -> None:
    with service(tmp_path / "app", Path("/dev/full")) as (client, _):
        answers = [client.get("/healthz") for _ in range(CALLS)]
        refused = client.get("/v1/models")
        time.sleep(10 * SECONDS_TO_GATHER)  # lines that are still held are not lost yet
        told = client.get("/metrics").text

    (line,) = [one for one in told.splitlines() if one.startswith("microapp_log_lines_lost_total")]
    assert {answer.status_code for answer in answers} == {200}
    assert refused.status_code == 401
    assert float(line.rpartition(" ")[2]) >= CALLS


ENDS = {"raises": "raise OSError", "exits": "sys.exit(3)", "returns": "return"}


@pytest.mark.parametrize("end", ENDS)
def test_a_line_leaves_when_the_program_ends_right_after_it(end: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from microapp_kit.output import output\n"
        f"async def main():\n    output.write(b'the last line'); {ENDS[end]}\n"
        "asyncio.run(main())\n"
    )

    told = subprocess.run(
        [sys.executable, "-c", program], cwd=KIT, capture_output=True, check=False
    )

    assert told.stdout == b"the last line\n"


class Filling(io.RawIOBase):
    """A disk that has room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.has = b""

    @property
    def buffer(self) -> Filling:
        """Itself."""
        return self

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take what there is room for."""
        taken = data[: self.room]
        if not taken:
            raise OSError("full")
        self.room -= len(taken)
        self.has += taken
        return len(taken)


@pytest.mark.parametrize("room", [0, 1, 4, 6, 7, 10, 12])
def test_a_line_that_was_cut_off_spoils_no_other(
    room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, disk = Output(), Filling(room)
    monkeypatch.setattr(sys, "stdout", disk)

    for line in (b"first", b"other"):
        output.write(line)
    disk.room = 100
    output.write(b"third")

    lines = disk.has.split(b"\n")
    whole = [line for line in lines if line in (b"first", b"other", b"third")]
    assert lines[-2:] == [b"third", b""]
    assert output.lost == 3 - len(whole)
