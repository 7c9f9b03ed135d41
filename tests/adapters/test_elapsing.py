"""A long step says what it is, and how long it took; a terminal sees the seconds pass."""

from __future__ import annotations

import io
import time

import pytest

from microapp_cli.adapters.progress import elapsing


class Terminal(io.StringIO):
    """A terminal in memory."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_a_log_has_one_line_when_a_step_begins_and_one_when_it_is_over() -> None:
    log = io.StringIO()

    with elapsing("Installing", log, every_s=0.01):
        time.sleep(0.05)

    assert log.getvalue() == "Installing …\n  done in 0 s\n"


def test_a_terminal_sees_the_seconds_and_then_one_line() -> None:
    terminal = Terminal()

    with elapsing("Installing", terminal, every_s=0.01):
        time.sleep(0.05)

    begun, *ticks, last = terminal.getvalue().split("\r\x1b[K")
    assert (begun, last) == ("Installing …", "Installing: 0 s\n")
    assert set(ticks) == {"Installing … 0 s"}


def test_a_step_that_fails_is_not_said_to_be_done() -> None:
    terminal = Terminal()

    with pytest.raises(OSError, match="no network"), elapsing("Installing", terminal):
        raise OSError("no network")

    assert terminal.getvalue() == "Installing …\n"
