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


@pytest.mark.parametrize("kill", [os.killpg, os.kill], ids=["all", "the first"])
@pytest.mark.parametrize("number", [1, 3])
def test_ctrl_c_ends_a_check_whose_rule_does_not_end(
    app: Path, number: int, kill: Callable[[int, int], None]
) -> None:
    write_rule(Path("acme"), "base/slow", "ACME001", body=ENDLESS)
    apps = [Path(shutil.copytree(app, f"app-{one}")).name for one in range(number)]
    begun = microapp(*apps, "--jobs", "2", seconds=60)
    time.sleep(2)

    kill(begun.pid, signal.SIGINT)

    at = time.monotonic()
    code, line = said(begun)
    assert (code, line) == (130, "Stopped. Nothing was judged to the end.\n")
    assert time.monotonic() - at < 5
    assert nothing_is_left_of(begun.pid)


@pytest.mark.parametrize("given", ["0", "many", "3601", "-1"])
def test_a_limit_that_is_none_is_wrong_use(
    app: Path, monkeypatch: pytest.MonkeyPatch, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from microapp_cli.main import run

    write_rule(Path("acme"), "base/fine", "ACME001")
    monkeypatch.setenv("MICROAPP_RULE_SECONDS", given)

    assert run(["check", app.name, "--policies", "acme"]) == 2
    assert "MICROAPP_RULE_SECONDS must be a whole number from 1" in capsys.readouterr().err
