"""Reads what data says, field by field: what is wrong is collected, and reading goes on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from microapp_cli.core.catalog.entry import MOST_LINE
from microapp_cli.core.plain_text import line_problem, quoted

Place = tuple[str, ...]
Problem = tuple[Place, str]
"""The keys that lead to what is wrong, and what to do about it."""


@dataclass(frozen=True)
class Bare:
    """A value that YAML takes for a number, for true or false, or for nothing."""

    text: str

    @property
    def value(self) -> object:
        """What it is taken for; a number that JSON cannot write stays a text."""
        word = self.text.lower()
        if word in ("", "~", "null"):
            return None
        if word in ("true", "false"):
            return word == "true"
        for read in (lambda text: int(text, 0), int, float):
            with suppress(ValueError):
                number: float = read(self.text)
                return number if isfinite(number) else self.text
        return self.text


@dataclass
class Form:
    """Reads to the end, whatever is wrong on the way."""

    problems: list[Problem] = field(default_factory=list)

    def line(self, value: object, place: Place) -> str:
        """A text in one line."""
        text = self.text(value, place)
        self.check(place, line_problem(text, at_most=MOST_LINE) if text else None)
        return text

    def text(self, value: object, place: Place, may_be_empty: bool = False) -> str:
        """A text that is there."""
        if isinstance(value, str) and (value.strip() or may_be_empty):
            return value
        if value is None or isinstance(value, str):
            self.say(place, "is missing. Fill it in.")
        else:
            self.say(place, f"{shown(value)} is no text. Write it in quotes.")
        return ""

    def one_of(self, value: object, words: tuple[str, ...], place: Place) -> str:
        """One of these words, or nothing."""
        text = self.text(value, place)
        if text and text not in words:
            self.say(place, f"{quoted(text)} is not known. It is one of: {', '.join(words)}.")
        return text if text in words else ""

    def mapping(self, value: object, place: Place) -> Mapping[str, Any]:
        """A mapping, empty where there is none."""
        if isinstance(value, Mapping):
            return value
        self.say(place, "is missing." if value is None else "has to be a mapping.")
        return {}

    def check(self, place: Place, problem: str | None) -> None:
        """Note the problem that a check came to, if any."""
        if problem:
            self.say(place, problem)

    def say(self, place: Place, message: str) -> None:
        """Note what is wrong at a place."""
        self.problems.append((place, message))


def plain(value: Any) -> Any:
    """The value as JSON has it: what YAML took for a number or for true is one."""
    if isinstance(value, Bare):
        return value.value
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def items(value: object) -> list[tuple[str, object]]:
    """The keys and values of a mapping, and of nothing else."""
    return list(value.items()) if isinstance(value, Mapping) else []


def shown(value: object) -> str:
    """A value for a message."""
    if isinstance(value, Bare):
        return value.text[:40] or "nothing"
    return quoted(value) if isinstance(value, str) else "This"
