"""YAML as Backstage reads it (1.2, many documents): in one pass, bounded, with line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import yaml

from microapp_cli.core.catalog.form import Bare, Place

if TYPE_CHECKING:
    from yaml import SafeLoader as Loader
else:
    Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 20
MOST_DOCUMENTS = 200_000
NOTED = 3
"""How deep the lines of keys are noted."""
START = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
BARE = re.compile(
    r"|~|null|Null|NULL|true|True|TRUE|false|False|FALSE"
    r"|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
"""What YAML 1.2 takes for something else than text where it stands without quotes."""


@dataclass(frozen=True)
class Document:
    """One document with the lines of its keys; `problem` where it is no YAML, or too much."""

    line: int
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problem: str = ""

    def line_of(self, place: Place) -> int:
        """The line of a key, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, self.line)


def documents(text: str) -> Iterator[Document]:
    """Every document of a text; one that is broken spoils no other."""
    starts = [0, *(match.start() for match in islice(START.finditer(text), MOST_DOCUMENTS))]
    if len(starts) > MOST_DOCUMENTS:
        yield Document(
            1, problem=f"holds more than {MOST_DOCUMENTS:,} documents. Give it in parts."
        )
        return
    line = 1
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        if not _is_empty(part):
            yield from _documents(part, line)
        line += part.count("\n")


def _is_empty(part: str) -> bool:
    lines = (line.strip() for line in part.removeprefix("---").splitlines())
    return all(not line or line[0] in "#%" for line in lines)


def _documents(part: str, first: int) -> Iterator[Document]:
    events = iter(yaml.parse(part, Loader=Loader))
    try:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                builder = _Builder(events, first)
                data = builder.value(next(events), ())
                yield Document(builder.lines.get((), first), data, builder.lines)
    except yaml.MarkedYAMLError as error:
        line = first + (error.problem_mark.line if error.problem_mark else 0)
        yield Document(line, problem=f"is no YAML: {error.problem}.")
    except yaml.YAMLError as error:
        yield Document(first, problem=f"is no YAML: {' '.join(str(error).split())[:120]}.")
    except _Refused as refused:
        yield Document(refused.line, problem=str(refused))


class _Refused(Exception):
    """Something that YAML allows, and we do not."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


@dataclass
class _Builder:
    """Makes the data of one document out of what the parser meets."""

    events: Iterator[Any]
    first: int
    lines: dict[Place, int] = field(default_factory=dict)

    def value(self, event: Any, place: Place, depth: int = 0) -> Any:
        line = self.first + event.start_mark.line
        if len(place) <= NOTED:
            self.lines.setdefault(place, line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                line, "anchors and aliases (&name, *name) are not allowed. Write it out."
            )
        if event.tag is not None and event.tag != "!":
            raise _Refused(line, "tags (!name) are not allowed. Leave it out.")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if depth >= DEEPEST:
            raise _Refused(line, f"nested more than {DEEPEST} levels deep.")
        if isinstance(event, yaml.SequenceStartEvent):
            return list(self.items(place, depth + 1))
        return self.mapping(place, depth + 1)

    def scalar(self, event: Any) -> str | Bare:
        is_plain = event.implicit[0] and not event.style
        return Bare(event.value) if is_plain and BARE.fullmatch(event.value) else event.value

    def items(self, place: Place, depth: int) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self.value(event, (*place, ""), depth)

    def mapping(self, place: Place, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = self.first + event.start_mark.line
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
                raise _Refused(line, "a key has to be one plain word.")
            if event.value in made:
                raise _Refused(line, f"{event.value[:40]!r} is given twice. Keep one.")
            inner = (*place, event.value)
            if len(inner) <= NOTED:
                self.lines[inner] = line
            made[event.value] = self.value(next(self.events), inner, depth)
        return made
