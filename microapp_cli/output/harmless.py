"""Text of others, made fit to be shown: it moves no cursor, and starts no line or command."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 2000
"""How much of one text a person is shown; JSON carries all of it."""
COMMAND = re.compile(r"##(?=\w*\[)")
STARTS = re.compile(r"^(\s*)::")
"""How a log tells a CI system what to do: the one wherever in a line, the other at its start."""


def printable(text: str, at_most: int = LONGEST) -> str:
    """The text on one line and of bounded length, with what is invisible spelt out."""
    short = text if len(text) <= at_most else f"{text[: at_most - 1]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)


def whole(text: str) -> str:
    """All of the text as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode()


def logged(line: str) -> str:
    """A line of the same length for a log, which no CI system takes for a command."""
    return COMMAND.sub("# ", STARTS.sub(r"\1: ", line))


def columns(text: str) -> int:
    """How many columns a terminal needs for a text."""
    return sum(map(_columns, text))


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most this many columns, broken between words where it can be."""
    line = ""
    for word in text.split(" "):
        if line and columns(line) + 1 + columns(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
        while columns(line) > width:
            head = _head(line, width)
            yield head
            line = line[len(head) :]
    yield line


def cut(text: str, width: int) -> str:
    """The text in at most this many columns."""
    return text if columns(text) <= width else f"{_head(text, width - 1)}…"


def in_markdown(text: str, at_most: int = LONGEST) -> str:
    """Text that Markdown shows as it is, and that calls nobody and links nowhere."""
    shown = re.sub(r"([\\`*_{}\[\]<>|~&])", r"\\\1", printable(text, at_most))
    return re.sub(r"([@#]|:(?=//)|www(?=\.))", "\\1\u200b", shown)


def _head(text: str, width: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += _columns(character)
        if used > width:
            return text[: max(index, 1)]
    return text


def _columns(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 1 + (unicodedata.east_asian_width(character) in "WF")
