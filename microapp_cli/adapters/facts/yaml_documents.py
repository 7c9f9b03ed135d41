"""Every document of a YAML file as data with the line of each value, however hostile the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from microapp_cli.adapters.facts.remembered import remembered
from microapp_cli.adapters.strict_yaml import HINTS
from microapp_cli.adapters.yaml_lines import all_lines
from microapp_cli.core.plain_data import plain

if TYPE_CHECKING:
    from yaml import SafeLoader as Loader
else:
    Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 50
MOST_DOCUMENTS = 200
QUOTE = "quoted scalar"
IMPOSSIBLE = {
    "tag:yaml.org,2002:int": "a number that is too long",
    "tag:yaml.org,2002:float": "a number that cannot be read",
    "tag:yaml.org,2002:timestamp": "a day that there is not",
}
"""Values that have a form of their own, and need not be one all the same."""
MOST_VALUES = 20_000
"""Of one file, with every alias written out: a short file of aliases may stand for gigabytes."""


@dataclass(frozen=True)
class Problem:
    """A place that cannot be read, and why."""

    line: int
    message: str


@dataclass(frozen=True)
class Document:
    """One document: its data, and the line of each value by JSON pointer."""

    line: int
    data: Any
    lines: dict[str, int]
    problems: tuple[Problem, ...]
    """Values that JSON does not have, such as a date; the data holds something like it."""


@remembered
def documents(
    content: bytes, dialect: type[Loader] = Loader
) -> tuple[list[Document], list[Problem]]:
    """The documents of a file up to the first place that cannot be read, and what is wrong."""
    found: list[Document] = []
    try:
        text = content.decode("utf-8-sig")
        _check_depth(text)
        loader: Any = dialect(text)
        while loader.check_node():
            found.append(_document(loader, loader.get_node(), MOST_VALUES - _size(found)))
            if len(found) > MOST_DOCUMENTS:
                raise _Refused(found[-1].line, f"holds more than {MOST_DOCUMENTS} documents.")
    except _Refused as refused:
        return found, [refused.problem]
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, OverflowError) as error:
        return found, [_told(content, error)]
    return found, [problem for document in found for problem in document.problems]


def _told(content: bytes, error: Exception) -> Problem:
    """Where a file cannot be read and why, as little in a parser's words as can be."""
    if isinstance(error, UnicodeDecodeError):
        return Problem(_line_at(content, error.start), "is not UTF-8 text. Save it as UTF-8.")
    if isinstance(error, yaml.reader.ReaderError):
        sign = int(error.character)
        what = f"is no YAML: a control character stands here (U+{sign:04X}). Remove it."
        return Problem(_line_at(content, content.find(chr(sign).encode())), what)
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem(1, f"is no YAML: {' '.join(str(error).split())[:200]}.")
    mark, opened, said = error.problem_mark, error.context_mark, str(error.problem)
    if opened and QUOTE in str(error.context) and said.startswith("found unexpected"):
        what = "is no YAML: the quote that is opened here is not closed."
        return Problem(opened.line + 1, what)
    hint = "".join(f" {cure}" for words, cure in HINTS.items() if words in said)
    return Problem(mark.line + 1 if mark else 1, f"is no YAML: {said}.{hint}")


def _line_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, max(position, 0)) + 1


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, message)


def _check_depth(text: str) -> None:
    """Deep nesting crashes the C parser, so it is counted before a tree is built."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise _Refused(line, f"is nested more than {DEEPEST} levels deep.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _document(loader: Any, node: yaml.Node, room: int) -> Document:
    line = node.start_mark.line + 1 if node.start_mark else 1
    if _expanded(node, {}, set()) > room:
        raise _Refused(line, f"stands for more than {MOST_VALUES} values. Write less of it.")
    for key in _keys_given_twice(node, set()):
        raise _Refused(key.start_mark.line + 1, f"gives the key {key.value!r} twice. Keep one.")
    lines = all_lines(node, at_most=MOST_VALUES)
    try:
        data, problems = plain(loader.construct_document(node))
    except (ValueError, OverflowError) as error:
        raise _impossible(node) or error from None
    odd = tuple(Problem(lines.get(at, line), text) for at, text in problems)
    return Document(line, data, lines, odd)


def scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Every key and value in their order, each once, however often aliases point at it."""
    waiting, seen = [node] if node else [], set()
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, yaml.ScalarNode):
            yield part
        waiting += reversed(list(_parts(part)))


def _impossible(node: yaml.Node | None) -> _Refused | None:
    """The first value that has the form of a number or a day, and is none that can be."""
    for part in scalars(node):
        if what := IMPOSSIBLE.get(part.tag):
            try:
                yaml.SafeLoader("").construct_object(part)
            except (ValueError, OverflowError):
                return _Refused(part.start_mark.line + 1, f"holds {what}. Text stands in quotes.")
    return None


def _expanded(node: yaml.Node, known: dict[int, int], above: set[int]) -> int:
    """How many values the node stands for, counting an alias as often as it is used."""
    if id(node) in above:
        line = node.start_mark.line + 1 if node.start_mark else 1
        raise _Refused(line, "holds itself.")
    if id(node) not in known:
        above.add(id(node))
        known[id(node)] = 1 + sum(_expanded(part, known, above) for part in _parts(node))
        above.discard(id(node))
    return known[id(node)]


def _parts(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _keys_given_twice(node: yaml.Node, seen: set[int]) -> Iterator[yaml.ScalarNode]:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        names: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in names:
                    yield key
                names.add(key.value)
    for part in _parts(node):
        yield from _keys_given_twice(part, seen)


def _size(found: list[Document]) -> int:
    return sum(len(document.lines) for document in found)
