"""What the owner of a proxy to models writes, read as strictly as the proxy reads it at start.

The JSON Schemas that editors complete by say what each file may hold. They are made from the very
types that the proxy reads, and those that ship with microapp judge, whatever lies in a repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from microapp_cli.adapters.facts.remembered import remembered
from microapp_cli.adapters.facts.yaml_documents import Document, Problem, documents, scalars
from microapp_cli.core.unseen import unseen_sign

if TYPE_CHECKING:
    from yaml import SafeLoader as Loader
else:
    Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KINDS = (
    ("models", re.compile(r"models\.yaml")),
    ("apps", re.compile(r"apps\.yaml")),
    ("prompt", re.compile(r"prompts/[^/]+\.yaml")),
    ("eval", re.compile(r"evals/[^/]+\.yaml")),
)
FOLDER = re.compile(r"((?:prompts|evals)/[^/]+\.yaml)/")
LARGEST = 256 * 2**10
DEEPEST = 24
DIGITS = re.compile(r"[0-9][0-9_]*|-[0_]*[1-9][0-9_]*")
"""A whole number; one below zero is too small for every field, and its schema says so."""
MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True)
class OwnerFile:
    """One file: its data, the line of each value by JSON pointer, and what is wrong with it."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    unreadable: tuple[Problem, ...] = ()
    """Why it is no YAML, or holds what JSON does not have."""
    form: tuple[Problem, ...] = ()
    """Where it does not have the form that the proxy takes."""

    @property
    def is_whole(self) -> bool:
        """Whether all of it can be read, and has its form."""
        return not self.unreadable and not self.form

    def line(self, *places: str) -> int:
        """The line of the first of these places that is there."""
        return next((self.lines[place] for place in places if place in self.lines), 1)


def kind_of(path: str) -> str:
    """Which kind of file a path names; nothing for all others."""
    return next((kind for kind, pattern in KINDS if pattern.fullmatch(path)), "")


def folders(paths: Iterable[str]) -> list[str]:
    """Folders, of these paths, that are named as only a file may be."""
    found = (FOLDER.match(path) for path in paths)
    return sorted({match[1] for match in found if match})


@remembered
def read(content: bytes, kind: str) -> OwnerFile:
    """A file of one kind; of several that are wrong in one way, the first is told."""
    found, unreadable = documents(content)
    told = tuple(Problem(one.line, one.message) for one in unreadable)
    if told:
        return OwnerFile(unreadable=told)
    if len(found) != 1 or found[0].data is None:
        return OwnerFile(form=(_not_one(content, found),))
    first = found[0]
    problems = [*_as_written(content, kind), *_held_against_schema(kind, first.data, first.lines)]
    data = first.data if isinstance(first.data, dict) else {}
    return OwnerFile(data, first.lines, form=tuple(problems))


def _not_one(content: bytes, found: list[Document]) -> Problem:
    if len(found) > 1:
        events = yaml.parse(content.decode("utf-8-sig"), Loader=Loader)
        marks = [e.start_mark for e in events if isinstance(e, yaml.DocumentStartEvent)]
        line = marks[1].line + 1 if marks[1] else found[1].line
        return Problem(line, "A second document begins. Remove the line ---.")
    return Problem(1, "The file is empty. Restore it from git.")


def _as_written(content: bytes, kind: str) -> Iterator[Problem]:
    """What only the text of the file shows, and its data does not."""
    if len(content) > LARGEST and kind in ("prompt", "eval"):
        yield Problem(1, f"The file is larger than {LARGEST // 2**10} KB. Split it.")
    text = content.decode("utf-8-sig")
    if unseen := unseen_sign(text):
        yield Problem(*unseen)
    if kind != "models":
        yield from _plain_words(text)
    for node in scalars(yaml.compose(text, Loader=Loader)):
        line = node.start_mark.line + 1
        if node.tag == MERGE:
            yield Problem(line, "<< is not used here. Write the fields out.")
        elif kind == "models" and not _is_plain(node):
            yield Problem(line, f"Write {node.value[:40]} as {_better(node)}.")


def _plain_words(text: str) -> Iterator[Problem]:
    """The first anchor, tag or level that the file must not have."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield Problem(
                line, "Anchors (&) and aliases (*) are not used here. Write the value out."
            )
            return
        if getattr(event, "tag", None):
            yield Problem(line, "Tags (words that begin with !) are not used here. Remove it.")
            return
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            yield Problem(line, f"The file is nested more than {DEEPEST} levels deep.")
            return


def _is_plain(node: yaml.ScalarNode) -> bool:
    """Whether a number or a yes is written as models.yaml takes it."""
    if node.tag.endswith(":bool"):
        return node.value in ("true", "false")
    return not node.tag.endswith(":int") or bool(DIGITS.fullmatch(node.value))


def _better(node: yaml.ScalarNode) -> str:
    return "true or false" if node.tag.endswith(":bool") else "a whole number, in digits alone"


def _held_against_schema(kind: str, data: Any, lines: dict[str, int]) -> Iterator[Problem]:
    from microapp_cli.adapters.facts import owner_schemas

    for place, message in owner_schemas.problems(kind, data):
        yield Problem(_line(place, lines), message)


def _line(place: str, lines: dict[str, int]) -> int:
    """The line of a place, or of the innermost thing around it."""
    while place not in lines and place:
        place = place.rpartition("/")[0]
    return lines.get(place, 1)
