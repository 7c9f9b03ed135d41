"""`microapp check` with rules that never end: a clear line in bounded time, and Ctrl-C works."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.checked_apps import *  # noqa: F403
from tests.rulebooks import write_rule

ENDLESS = """
import rego.v1

deny contains finding if {{
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	a + b == 0
	finding := {{"id": "{id}", "path": "x", "message": "x"}}
}}
"""
GREEDY = """
import rego.v1

deny contains finding if {{
	long := concat("", ["0123456789" | some _ in numbers.range(1, 100000)])
	longer := concat("", [long | some _ in numbers.range(1, 100000)])
	finding := {{"id": "{id}", "path": "x", "message": longer}}
}}
"""
NESTED = "\nimport rego.v1\n\ndeny contains x if {{ x := " + "[" * 400 + "]" * 400 + " }}\n"
RULE = "acme/rules/base/slow/slow.rego"


def microapp(*words: str, seconds: int = 1) -> subprocess.Popen[str]:
    """A check that has begun, with the rules of acme, in a group of its own as in a terminal."""
    command = [sys.executable, "-m", "microapp_cli", "check", "--policies", "acme", *words]
    environ = {**os.environ, "MICROAPP_RULE_SECONDS": str(seconds)}
    out = subprocess.PIPE
    return subprocess.Popen(
        command, env=environ, stdout=out, stderr=out, text=True, start_new_session=True
    )


def said(begun: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code and all that was said, which is one line and no traceback."""
    try:
        out, err = begun.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(begun.pid, signal.SIGKILL)
        raise
    assert (out, err.count("\n")) == ("", 1), out + err
    return begun.returncode, err


def wait_for_a_copy(process: int, *, depth: int) -> None:
    """Wait until a process has a copy of itself, or a copy's copy, that judges."""
    for _ in range(400):
        level = [process]
        for _ in range(depth):
            level = [child for parent in level for child in copies(parent)]
        if level:
            time.sleep(0.2)  # so that it is in the engine
            return
        time.sleep(0.05)
    raise AssertionError("nothing judges")


def copies(process: int) -> list[int]:
    """The children of a process that run the same program: git is none."""
    place = Path("/proc")
    try:
        program = (place / f"{process}/cmdline").read_bytes()
        listed = (place / f"{process}/task/{process}/children").read_text("ascii").split()
        return [
            int(child)
            for child in listed
            if (place / child / "cmdline").read_bytes() == program != b""
        ]
    except OSError:  # one of them is gone meanwhile
        return []


def nothing_is_left_of(group: int) -> bool:
    """Whether every process of a group is gone within two seconds."""
    for _ in range(40):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("body", [ENDLESS, NESTED], ids=["judging", "reading"])
def test_a_rule_that_never_ends_is_named_in_bounded_time(app: Path, body: str) -> None:
    write_rule(Path("acme"), "base/slow", "ACME001", body=body)
    write_rule(Path("acme"), "base/fine", "ACME002")

    code, line = said(microapp(app.name))

    assert code == 2
    assert f"{RULE}: the rule did not come to an end within 1 seconds" in line
    assert "MICROAPP_RULE_SECONDS" in line


def test_a_rule_that_asks_for_all_memory_is_named(app: Path) -> None:
    write_rule(Path("acme"), "base/slow", "ACME001", body=GREEDY)

    code, line = said(microapp(app.name, seconds=20))

    assert code == 2
    assert f"{RULE}: the rule stopped the policy engine" in line


@pytest.mark.parametrize(
    ("number", "kill"),
    [(1, os.killpg), (3, os.killpg), (3, os.kill)],
    ids=["one", "many", "many, and only the first process is told"],
)
def test_ctrl_c_ends_a_check_whose_rule_does_not_end(
    app: Path, number: int, kill: Callable[[int, int], None]
) -> None:
    write_rule(Path("acme"), "base/slow", "ACME001", body=ENDLESS)
    apps = [Path(shutil.copytree(app, f"app-{one}")).name for one in range(number)]
    begun = microapp(*apps, "--jobs", "2", seconds=60)
    wait_for_a_copy(begun.pid, depth=1 if number == 1 else 2)

    kill(begun.pid, signal.SIGINT)

    at = time.monotonic()
    code, line = said(begun)
    assert (code, line) == (130, "Stopped. Nothing was judged to the end.\n")
    assert time.monotonic() - at < 5
    assert nothing_is_left_of(begun.pid)


@pytest.mark.parametrize("given", ["0", "many"])
def test_a_limit_that_is_none_is_wrong_use(
    app: Path, monkeypatch: pytest.MonkeyPatch, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from microapp_cli.main import run

    write_rule(Path("acme"), "base/fine", "ACME001")
    monkeypatch.setenv("MICROAPP_RULE_SECONDS", given)

    assert run(["check", app.name, "--policies", "acme"]) == 2
    assert "MICROAPP_RULE_SECONDS must be a whole number from 1" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["test"], ["explain", "ACME001"]])
def test_a_rule_on_trial_that_never_ends_is_told_too(
    app: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from microapp_cli.commands import policy
    from microapp_cli.main import run

    write_rule(Path("acme"), "base/slow", "ACME001", body=ENDLESS)
    monkeypatch.setenv("MICROAPP_RULE_SECONDS", "1")
    monkeypatch.setattr(policy, "TIMES", 2)

    assert app.exists()
    assert run(["policy", *words, "--policies", "acme"]) == 2
    assert "did not come to an end within 2 seconds" in capsys.readouterr().err


TOLD_WHILE_IT_FORKS = """
import os, signal, time
from microapp_cli.adapters import bounded, parallel_checks

signal.signal(signal.SIGTERM, parallel_checks._end)
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM))
bounded.run(lambda: time.sleep(60) or [], seconds=60)
"""


def test_who_is_told_to_end_while_it_copies_itself_leaves_no_copy() -> None:
    begun = subprocess.Popen([sys.executable, "-c", TOLD_WHILE_IT_FORKS], start_new_session=True)

    assert begun.wait(30) == 1
    assert nothing_is_left_of(begun.pid)
