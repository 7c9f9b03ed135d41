"""`microapp new` in a real terminal: a person types, picks and confirms."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest
import yaml

PURPOSE = "Shows everybody in the team who is away."
LINES = [
    ("Name:", "Ann: {{ 7*7 }}"),
    ("e-mail:", "ann@acme.example"),
    ("team:", "HR"),
    ("What is the app called", "leave-helper"),
    ("What do people call it", ""),
    ("Why is it there", PURPOSE),
]
PICKS = ["1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5", "Which blueprint", "Which CI system"]
ENTER, DOWN = "\r", "\x1b[B"
SECONDS = 20


@pytest.fixture
def terminal(tmp_path: Path) -> pexpect.spawn[str]:
    """`microapp new` in a terminal of a common size."""
    return pexpect.spawn(
        sys.executable,
        ["-m", "microapp_cli", "new", "--output", str(tmp_path / "out")],
        env={
            **os.environ,
            "TERM": "xterm",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "COLUMNS": "100",
            "LINES": "40",
        },
        dimensions=(40, 100),
        encoding="utf-8",
        timeout=SECONDS,
    )


def answer_everything(terminal: pexpect.spawn[str]) -> None:
    """Type each line, and take the first choice of each list."""
    for message, text in LINES:
        terminal.expect(message)
        terminal.send(text + ENTER)
    for message in PICKS:
        terminal.expect(message)
        terminal.expect("arrow keys")
        terminal.send(ENTER)
    terminal.expect("Is this right")
    terminal.expect("arrow keys")


def test_a_minute_of_answers_becomes_a_repository(
    terminal: pexpect.spawn[str], tmp_path: Path
) -> None:
    answer_everything(terminal)
    terminal.send(ENTER)
    terminal.expect("Next:")
    terminal.expect(pexpect.EOF)
    terminal.close()

    manifest = yaml.safe_load((tmp_path / "out/leave-helper/microapp.yaml").read_text("utf-8"))
    assert terminal.exitstatus == 0
    assert manifest["owner"]["name"] == "Ann: {{ 7*7 }}"
    assert manifest["title"] == "Leave helper"
    assert manifest["purpose"] == PURPOSE
    assert (manifest["blueprint"], manifest["tier"]) == ("crud", "T0")


def test_a_wrong_line_is_said_at_once_and_can_be_typed_again(
    terminal: pexpect.spawn[str],
) -> None:
    for message, text in LINES[:3]:
        terminal.expect(message)
        terminal.send(text + ENTER)
    terminal.expect("What is the app called")
    terminal.send("../../x" + ENTER)
    terminal.expect("lower-case letters")
    terminal.send("\x7f" * 7 + "leave-helper" + ENTER)

    assert terminal.expect("What do people call it") == 0
    terminal.close(force=True)


@pytest.mark.parametrize("typed", [0, 3, len(LINES)])
def test_ctrl_c_at_any_question_stops_without_a_trace(
    terminal: pexpect.spawn[str], tmp_path: Path, typed: int
) -> None:
    for message, text in LINES[:typed]:
        terminal.expect(message)
        terminal.send(text + ENTER)
    terminal.expect("Name:" if typed == 0 else LINES[typed][0] if typed < len(LINES) else "1 of 5")
    terminal.send("\x03")
    terminal.expect("Stopped. Nothing was written.")
    terminal.expect(pexpect.EOF)
    terminal.close()

    assert terminal.exitstatus == 130
    assert not (tmp_path / "out").exists()


def test_stop_at_the_end_writes_nothing(terminal: pexpect.spawn[str], tmp_path: Path) -> None:
    answer_everything(terminal)
    terminal.send(DOWN * 3 + ENTER)
    terminal.expect(pexpect.EOF)
    terminal.close()

    assert terminal.exitstatus == 130
    assert not (tmp_path / "out").exists()


def test_a_name_that_is_taken_is_refused_at_its_question(
    terminal: pexpect.spawn[str], tmp_path: Path
) -> None:
    taken = tmp_path / "out" / "leave-helper"
    taken.mkdir(parents=True)
    (taken / "mine.txt").touch()

    for message, text in LINES[:3]:
        terminal.expect(message)
        terminal.send(text + ENTER)
    terminal.expect("What is the app called")
    terminal.send("leave-helper" + ENTER)

    assert terminal.expect("here already") == 0
    terminal.close(force=True)
