"""YAML files of people, read strictly: every value is JSON's, and every error names its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from microapp_kit.no_yaml import problem
from microapp_kit.secrets import CannotStart
from microapp_kit.unseen import unseen_sign
from microapp_llm.meant import did_you_mean
from microapp_llm.plain_words import NOT_A_WORD, about, names_at, words_of
from microapp_llm.prompts.schema_parts import Place

T = TypeVar("T", bound=msgspec.Struct)
MAX_BYTES = 256 * 1024
MAX_DEPTH = 24
SHOWN = 40
STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
EVENTS_IN = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
EVENTS_OUT = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
KINDS = {
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:bool": "a yes or no",
    "tag:yaml.org,2002:int": "a whole number",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:str": "text",
}


class Fault(CannotStart):
    """A file of the owner that cannot be used: which file, which line, what to do."""

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"{file}, line {line}: {what}")


@dataclass(frozen=True, slots=True)
class Source:
    """What a YAML file says, and at which line it says it."""

    file: str
    value: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """Give the line of a place in the file, or of what holds it."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)

    def where(self, place: Place) -> str:
        """Give the file and the line of a place in it, as errors name them."""
        return f"{self.file}, line {self.line(place)}"

    def fault(self, place: Place, what: str) -> Fault:
        """Give the error at a place in the file."""
        return Fault(self.file, self.line(place), what)

    def as_type(self, kind: type[T]) -> T:
        """Give the value as a struct; what does not fit is a fault at its line."""
        try:
            return msgspec.convert(self.value, kind, strict=True)
        except msgspec.ValidationError as error:
            path, field, what = about(str(error))
            place = (*_place(path), field) if field else _place(path)
            named = next((step for step in reversed(place) if isinstance(step, str)), "")
            meant = did_you_mean(field, names_at(kind, place[:-1])) if field else ""
            if what.startswith(NOT_A_WORD):
                what += words_of(kind, named)
            elif not field and named:
                what = f"{named}: {what}"
            raise self.fault(place, f"{what}.{meant}") from None


def read_source(path: Path, file: str, most: int = MAX_BYTES) -> Source:
    """Read a YAML file within bounds; `file` is the name that its errors show."""
    try:
        with path.open("rb") as opened:
            raw = opened.read(most + 1)
    except OSError as error:
        raise Fault(file, 1, f"The file cannot be read ({error.strerror}).") from None
    if len(raw) > most:
        raise Fault(file, 1, f"The file is larger than {most} bytes. Split it.")
    try:
        text = raw.decode("utf-8")
        _check_events(file, text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise Fault(file, *problem(raw, error)) from None
    if unseen := unseen_sign(text):
        raise Fault(file, *unseen)
    if node is None:
        raise Fault(file, 1, "The file is empty.")
    lines: dict[Place, int] = {}
    return Source(file, _value(file, node, (), lines), lines)


def _check_events(file: str, text: str) -> None:
    """Refuse aliases, tags and depth before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        line = mark.line + 1 if mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Fault(file, line, "Anchors and aliases are not used here. Write the value out.")
        if getattr(event, "tag", None):
            raise Fault(file, line, "Tags (words that begin with !) are not used here.")
        depth += isinstance(event, EVENTS_IN) - isinstance(event, EVENTS_OUT)
        if depth > MAX_DEPTH:
            raise Fault(file, line, f"The file is nested deeper than {MAX_DEPTH} levels.")


def _value(file: str, node: yaml.Node, place: Place, lines: dict[Place, int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(place, line)
    if isinstance(node, yaml.SequenceNode):
        return [_value(file, item, (*place, n), lines) for n, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(file, node, place, lines)
    if node.tag not in KINDS:
        raise Fault(file, line, f"Put {node.value!r} in quotes, so that it is read as text.")
    try:
        return yaml.SafeLoader("").construct_object(node)
    except (yaml.YAMLError, ValueError):
        shown = node.value if len(node.value) <= SHOWN else f"{node.value[:SHOWN]}…"
        raise Fault(file, line, f"{shown!r} is not {KINDS[node.tag]}.") from None


def _mapping(
    file: str, node: yaml.MappingNode, place: Place, lines: dict[Place, int]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
            raise Fault(file, line, "A name must be text. Put it in quotes.")
        if key.value in found:
            raise Fault(file, line, f"{key.value!r} is here twice. Keep one.")
        lines[(*place, key.value)] = line
        found[key.value] = _value(file, item, (*place, key.value), lines)
    return found


def _place(path: str) -> Place:
    steps = STEP.findall(path)
    return tuple(name or (int(number) if number.isdigit() else 0) for name, number in steps)
