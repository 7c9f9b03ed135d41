"""YAML without its traps: no tags, no aliases, no key twice, no endless nesting."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as Loader
else:
    Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 20
BOOLEAN, TEXT = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:str"
HINTS = {
    "mapping values are not allowed": "Put a text that holds a colon in quotes.",
    "tab character": "Put spaces in place of tabs.",
    "cannot start any token": "Indent with spaces; put a text that begins with a sign in quotes.",
}
"""What a parser says to a programmer, and what that means for everybody else."""


def parse(text: str) -> object:
    """The data in this text, or a ValueError with one line that says what is wrong where."""
    return parse_with_node(text)[0]


def parse_with_node(text: str) -> tuple[object, yaml.Node | None]:
    """As `parse`, with the tree that knows the line of every value."""
    try:
        _check_bounded(text)
        loader = _UniqueKeys(text)
        node = loader.get_single_node()
        return loader.construct_document(node) if node else None, node
    except yaml.MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        hint = "".join(f" {cure}" for words, cure in HINTS.items() if words in f"{error.problem}")
        raise ValueError(f"{where}{error.problem}.{hint}") from None
    except yaml.reader.ReaderError as error:
        sign = int(error.character)
        line = text.count("\n", 0, max(text.find(chr(sign)), 0)) + 1
        what = f"a control character stands here (U+{sign:04X}). Remove it."
        raise ValueError(f"line {line}: {what}") from None
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None


def _check_bounded(text: str) -> None:
    """Deep nesting crashes the C parser; aliases of aliases make gigabytes of a short file."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(f"{_line(event)}: aliases (*name) are not allowed. Write it out.")
        if depth > DEEPEST:
            raise ValueError(f"{_line(event)}: nested more than {DEEPEST} levels deep.")


class _UniqueKeys(Loader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise ValueError(f"{_line(key)}: {key.value!r} is given twice. Keep one.")
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)
            if key.tag == BOOLEAN and key.value.lower() not in ("true", "false"):
                key.tag = TEXT  # YAML 1.1 takes the name `on` for true
        return super().construct_mapping(node, deep)


def _line(place: yaml.Event | yaml.Node) -> str:
    return f"line {place.start_mark.line + 1}" if place.start_mark else "somewhere"
