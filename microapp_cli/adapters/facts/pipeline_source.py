"""One pipeline file: its data, where each value stands, and which commands a script holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from microapp_cli.core.plain_data import pointer

BLOCK = re.compile(r"[|>][-+0-9]{0,2}\s*(#.*)?$")
COMMENT = re.compile(r"\s#\s*(\S.{0,200})?$")
Fact = dict[str, Any]
Keys = tuple[object, ...]


class TooMuch(Exception):
    """The file stands for more than is judged."""


@dataclass(frozen=True)
class Source:
    """What stands in one pipeline file."""

    data: Mapping[str, Any]
    lines: Mapping[str, int]
    text: Sequence[str]

    def line(self, *keys: object) -> int:
        """The line of a value, or of the nearest one around it that has a line of its own."""
        where, line = "", self.lines.get("", 1)
        for key in keys:
            where = pointer(where, key)
            if where not in self.lines:
                return line
            line = self.lines[where]
        return line

    def script(self, value: object, *keys: object) -> Fact:
        """A script with its commands; `value` is what stands under these keys."""
        text = value if isinstance(value, str) else ""
        line = self.line(*keys)
        first = line + 1 if BLOCK.search(self._row(line)) else line
        folded = ">" in self._row(line) and first > line
        return {"text": text, "line": line, "commands": _commands(text, first, folded=folded)}

    def comment(self, line: int) -> str:
        """What a comment at the end of this line says."""
        match = COMMENT.search(self._row(line))
        return (match[1] or "").strip() if match else ""

    def _row(self, line: int) -> str:
        return self.text[line - 1] if 0 < line <= len(self.text) else ""


def mapping(value: object) -> Mapping[str, Any]:
    """The mapping, or an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def entries(value: object) -> list[Any]:
    """The list; one thing alone is a list of one, and nothing is none."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def words(value: object) -> list[str]:
    """The texts among the entries."""
    return [entry for entry in entries(value) if isinstance(entry, str)]


def image(value: object) -> str | None:
    """The name of an image, said alone or in a mapping."""
    stated = value.get("name", value.get("image")) if isinstance(value, Mapping) else value
    return stated if isinstance(stated, str) and stated else None


def _commands(text: str, line: int, *, folded: bool) -> list[Fact]:
    """Every command with its line; continued lines are one, comments are none."""
    found: list[Fact] = []
    held: list[str] = []
    start = line
    rows = text.splitlines()
    for offset, row in enumerate(rows):
        start = start if held else line + (0 if folded else offset)
        plain = _without_comment(row)
        is_continued = plain.endswith("\\") and offset < len(rows) - 1
        held.append(plain[:-1] if is_continued else plain)
        if not is_continued:
            said = " ".join("".join(held).split())
            found += [{"text": said, "line": start}] if said else []
            held = []
    return found


def _without_comment(row: str) -> str:
    """The row up to a # that begins a word outside of quotes."""
    quote = ""
    for at, sign in enumerate(row):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "#" and (at == 0 or row[at - 1].isspace()):
            return row[:at].rstrip()
    return row.rstrip()
