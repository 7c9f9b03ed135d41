"""`microapp check` of many repositories: the bar, and a process that is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pexpect
import pytest

from tests.commands.checked_apps import *  # noqa: F403
from tests.rulebooks import write_rule

PROGRAM = [sys.executable, "-m", "microapp_cli"]
ENDLESS = """
import rego.v1

deny contains finding if {{
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	a + b == 0
	finding := {{"id": "{id}", "path": "x", "message": "x"}}
}}
"""


@pytest.fixture
def fleet(app: Path) -> list[str]:
    """Three repositories beside each other."""
    return [Path(shutil.copytree(app, f"app-{number}")).name for number in range(3)]


def a_child_of(process: int) -> int:
    """One of the two processes that a check starts, within ten seconds."""
    for _ in range(200):
        found = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
        if len(found) == 2:
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("no process was started")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_on_a_terminal_a_bar_counts_and_leaves_nothing_behind(fleet: list[str], jobs: str) -> None:
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    words = ["-m", "microapp_cli", "check", *fleet, "--jobs", jobs]
    terminal = pexpect.spawn(
        sys.executable, words, env=environ, dimensions=(40, 100), encoding="utf-8", timeout=30
    )

    terminal.expect_exact("0 of 3 repositories")
    terminal.expect_exact("\r\x1b[K")
    terminal.expect_exact("All fine: 3 repositories.")
    rest = terminal.read()
    terminal.close()

    assert terminal.exitstatus == 0
    assert "of 3 repositories" not in rest


def test_piped_there_is_no_bar_and_no_colour(fleet: list[str]) -> None:
    done = subprocess.run([*PROGRAM, "check", *fleet], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout


def test_a_process_that_is_killed_is_told_and_never_a_pass(fleet: list[str]) -> None:
    write_rule(Path("acme"), "base/slow", "ACME001", body=ENDLESS)
    command = [*PROGRAM, "check", "--policies", "acme", *fleet, "--jobs", "2"]
    out = subprocess.PIPE
    begun = subprocess.Popen(command, stdout=out, stderr=out, text=True, start_new_session=True)

    os.kill(a_child_of(begun.pid), signal.SIGKILL)

    said, told = begun.communicate(timeout=30)
    with suppress(ProcessLookupError):
        os.killpg(begun.pid, signal.SIGKILL)
    assert (begun.returncode, said) == (2, "")
    assert sorted(told.splitlines()) == [
        f"{name}: the process that checked it ended. Is there enough memory? Try --jobs 1."
        for name in fleet
    ]
