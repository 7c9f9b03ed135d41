"""Redacts every string in a request's JSON, however deep and wherever it hides."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isinf
from secrets import token_hex

from microapp_llm.redaction.redactor import Redactor
from microapp_llm.redaction.vault import Vault

Json = object
UNSEEN = {"image": "picture", "audio": "sound", "video": "film"}
"""What nobody could look into, by how its address as data begins; other addresses are texts."""
_UNSEEN = re.compile(
    rf"data:(?P<kind>{'|'.join(UNSEEN)})/[\w.+-]{{1,60}}(?:;[\w.+=-]{{1,60}}){{0,4}};base64,"
    r"(?P<coded>[a-z0-9+/]{254,}={0,2})\s*\Z",
    re.ASCII | re.IGNORECASE,
)
_DATA = "data:"
_ARGUMENTS = "arguments"
_SHORTEST_NUMBER = 7


@dataclass(frozen=True)
class RedactedJson:
    """The value without what the policy hides, how much of each kind, and the kinds that forbid."""

    value: Json
    counts: Mapping[str, int]
    blocked: tuple[str, ...]


def redact_json(value: Json, redactor: Redactor, vault: Vault) -> RedactedJson:
    """A copy of the value in which every string is redacted; depth costs no stack.

    The `arguments` of a tool call are JSON in a string: what is inside is redacted, and keys and
    long numbers there too. What cannot be parsed is redacted as text. A picture, a sound or a film
    forbids to send the value, whatever the policy says: nobody could look inside.
    """
    walk = _Walk(redactor, vault)
    copy = walk.through(value, is_data=False)
    return RedactedJson(copy, walk.counts, tuple(walk.blocked))


def redact_number(value: int | float, label: str, redactor: Redactor, vault: Vault) -> RedactedJson:
    """The number, or text in its place when it is somebody's; the label tells what it may be."""
    walk = _Walk(redactor, vault)
    copy = walk.number(value, label)
    return RedactedJson(copy, walk.counts, tuple(walk.blocked))


class _Walk:
    def __init__(self, redactor: Redactor, vault: Vault) -> None:
        self.counts: dict[str, int] = {}
        self.blocked: dict[str, None] = {}
        self._mark = token_hex(16)  # stands for a number as it was written, until all is done
        self._turns: dict[tuple[int, str], int] = {}  # object and name → what comes behind it next
        self._redactor = redactor
        self._vault = vault

    def through(self, value: Json, *, is_data: bool) -> Json:
        """The redacted copy, made with a stack of our own."""
        copies: list[Json] = [None]
        waiting: list[tuple[Json, str, bool, Callable[[Json], None]]] = []

        def keep(copy: Json) -> None:
            copies[0] = copy

        waiting.append((value, "", is_data, keep))
        while waiting:
            one, label, data, put = waiting.pop()
            if isinstance(one, Mapping):
                copy: dict[str, Json] = {}
                put(copy)
                for key in one:
                    name = self._key(str(key), copy, data)
                    copy[name] = None
                    label = key.name if isinstance(key, _Again) else str(key)
                    waiting.append((one[key], label, data, _into(copy, name)))
            elif isinstance(one, list | tuple):
                items: list[Json] = [None] * len(one)
                put(items)
                waiting += [(item, label, data, _into(items, at)) for at, item in enumerate(one)]
            else:
                put(self._scalar(one, label, data))
        return copies[0]

    def _key(self, key: str, copy: dict[str, Json], is_data: bool) -> str:
        name = unique = self._text(key, "") if is_data else key
        while unique in copy:
            turn = self._turns.get((id(copy), name), 2)
            unique, self._turns[id(copy), name] = f"{name}_{turn}", turn + 1
        return unique

    def _scalar(self, value: Json, label: str, is_data: bool) -> Json:
        if isinstance(value, str):
            if label == _ARGUMENTS and not is_data:
                return self._arguments(value)
            return self._text(value, label if is_data else "")
        if is_data and isinstance(value, _Written):
            return self._as_written(value, label)
        if is_data and isinstance(value, int | float) and not isinstance(value, bool):
            return self.number(value, label)
        return value

    def number(self, value: int | float, label: str) -> Json:
        """The number, or text in its place."""
        try:
            written = str(value)
        except ValueError:  # an integer of thousands of digits: Python refuses to write it
            return value
        if len(written) < _SHORTEST_NUMBER:
            return value
        redacted = self._text(written, label)
        return value if redacted == written else redacted

    def _arguments(self, text: str) -> str:
        self._written: list[str] = []
        try:
            parsed = json.loads(text, parse_float=_float, object_pairs_hook=_object)
            told = json.dumps(self.through(parsed, is_data=True), ensure_ascii=False)
        except (ValueError, RecursionError):
            return self._text(text, "")
        if not self._written:
            return told
        marks = re.compile(f'"{self._mark}([0-9]+)"')
        return marks.sub(lambda match: self._written[int(match[1])], told)

    def _as_written(self, number: _Written, label: str) -> str:
        """A mark for a number whose digits a program would not keep, or text in its place."""
        for written in (number.written, str(float(number))):
            if (redacted := self._text(written, label)) != written:
                return redacted
        self._written.append(number.written)
        return f"{self._mark}{len(self._written) - 1}"

    def _text(self, text: str, label: str) -> str:
        if unseen := _unseen_in(text):
            self.blocked[unseen] = None
            return self._redactor.masked(unseen)
        done = self._redactor.redact(text, self._vault, label=label)
        for kind, count in done.counts.items():
            self.counts[kind] = self.counts.get(kind, 0) + count
        self.blocked |= dict.fromkeys(done.blocked)
        return done.text


class _Written(float):
    """A number of more digits than a program keeps, and how it was written."""

    written = ""


def _float(written: str) -> float:
    number = float(written)
    if isinf(number) or _is_kept(number, written):
        return number
    found = _Written(number)
    found.written = written
    return found


def _is_kept(number: float, written: str) -> bool:
    try:
        return Decimal(repr(number)) == Decimal(written)
    except ArithmeticError:
        return False


class _Again(str):
    """A name that was there before in its object, with what makes it another one."""

    __slots__ = ("name",)
    name: str


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """The object; a name that is there twice gets another one, so that no value is lost."""
    found: dict[str, Json] = {}
    turns: dict[str, int] = {}
    for name, value in pairs:
        unique = name
        while unique in found:
            turn = turns.get(name, 2)
            turns[name] = turn + 1
            unique = _Again(f"{name}_{turn}")
            unique.name = name
        found[unique] = value
    return found


def _unseen_in(text: str) -> str:
    """The kind of what stands in a text that is none: base64 that can be read, and enough of it."""
    if text[: len(_DATA)].lower() != _DATA:
        return ""
    match = _UNSEEN.match(text)
    if match is None or len(match["coded"]) % 4:
        return ""
    return UNSEEN[match["kind"].lower()]


def _into(place: dict[str, Json] | list[Json], at: str | int) -> Callable[[Json], None]:
    def put(copy: Json) -> None:
        place[at] = copy  # type: ignore[index]

    return put
