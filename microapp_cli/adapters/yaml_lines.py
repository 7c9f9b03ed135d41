"""The line of every value in a YAML document, by its JSON pointer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import yaml

from microapp_cli.core.plain_data import pointer


def all_lines(node: yaml.Node | None, *, at_most: int) -> dict[str, int]:
    """Every pointer of a document with the line of its key or entry; the outer ones first."""
    lines: dict[str, int] = {}
    waiting = deque([("", node, _line(node))] if node else [])
    while waiting and len(lines) < at_most:
        where, value, line = waiting.popleft()
        lines[where] = line
        waiting.extend((pointer(where, key), part, at) for key, part, at in _parts(value))
    return lines


def line_of(node: yaml.Node | None, where: str) -> int:
    """The line of what a pointer names, or of the innermost thing around it; 0 without a node."""
    if node is None:
        return 0
    line = _line(node)
    for raw in where.split("/")[1:]:
        key = raw.replace("~1", "/").replace("~0", "~")
        found = next(((part, at) for name, part, at in _parts(node) if name == key), None)
        if found is None:
            return line
        node, line = found
    return line


def _parts(node: yaml.Node) -> Iterator[tuple[str, yaml.Node, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, part in node.value:
            yield str(key.value), part, _line(key)
    elif isinstance(node, yaml.SequenceNode):
        for index, part in enumerate(node.value):
            yield str(index), part, _line(part)


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 0
