"""Asks one thing on the terminal: a line of text, or a choice from a list; and shows text."""

import shutil
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import questionary

from microapp_cli.core.errors import Cancelled

NARROWEST, WIDEST = 20, 100
STOPPED = "Stopped. Nothing was written."


@dataclass(frozen=True)
class Option:
    """Something to pick: what is kept, and what is read."""

    value: str
    label: str


def say(*lines: str) -> None:
    """Show lines, wrapped between words and no wider than the terminal."""
    width = max(NARROWEST, min(shutil.get_terminal_size().columns - 1, WIDEST))
    for text in lines:
        indent = " " * (len(text) - len(text.lstrip()) + 2)
        print(textwrap.fill(text, width, subsequent_indent=indent, break_on_hyphens=False))


def line(message: str, *, default: str = "", check: Callable[[str], str | None]) -> str:
    """A line of text that passes the check; what is wrong is said while typing."""
    question = questionary.text(message, default=default, validate=lambda text: check(text) or True)
    return str(_answer(question)).strip()


def pick(message: str, options: Sequence[Option], *, default: str | None = None) -> str:
    """The value of the option that was picked."""
    question = questionary.select(
        message,
        choices=[questionary.Choice(option.label, value=option.value) for option in options],
        default=default,
        instruction="(arrow keys, then Enter)",
    )
    return str(_answer(question))


def _answer(question: questionary.Question) -> object:
    try:
        return question.unsafe_ask()
    except (KeyboardInterrupt, EOFError):
        raise Cancelled(STOPPED) from None
