"""Changes values of a YAML text in place: comments, order and everything else stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from microapp_cli.adapters import strict_yaml

LONGEST_LINE = 1000


def put(text: str, keys: Sequence[str], value: Any) -> str:
    """The text with this value at these keys; ValueError where that cannot be done safely."""
    data, node = strict_yaml.parse_with_node(text)
    expected = _with(data, keys, value)
    changed = _put(text, node, keys, value)
    if strict_yaml.parse(changed) != expected:
        raise ValueError(f"{'.'.join(keys)} cannot be changed in place.")
    return changed


def _with(data: Any, keys: Sequence[str], value: Any) -> dict[str, Any]:
    """The data that the changed text must come to."""
    if not isinstance(data, dict):
        raise ValueError(f"{keys[0]} has no mapping around it.")
    first, *rest = keys
    return {**data, first: _with(data.get(first, {}), rest, value) if rest else value}


def _put(text: str, node: yaml.Node | None, keys: Sequence[str], value: Any) -> str:
    if not isinstance(node, yaml.MappingNode):
        raise ValueError(f"{keys[0]} has no mapping around it.")
    first, *rest = keys
    for key, part in node.value:
        if key.value == first:
            if rest:
                return _put(text, part, rest, value)
            end = key.end_mark.index
            return f"{text[:end]}: {_flow(value)}{text[end + len(_old(text, end, part)) :]}"
    for key in reversed(rest):
        value = {key: value}
    return _added(text, node, first, value)


def _old(text: str, start: int, part: yaml.Node) -> str:
    """What stands behind a key: the colon, and all of its value but the space behind it."""
    return text[start : part.end_mark.index if part.end_mark else start].rstrip()


def _added(text: str, node: yaml.MappingNode, key: str, value: Any) -> str:
    """The text with one more entry, in front of the others."""
    if not node.value:
        raise ValueError(f"{key} cannot be added to an empty mapping.")
    mark = node.value[0][0].start_mark
    entry = f"{_flow(key)}: {_flow(value)}"
    glue = ", " if node.flow_style else "\n" + " " * mark.column
    return f"{text[: mark.index]}{entry}{glue}{text[mark.index :]}"


def _flow(value: Any) -> str:
    dumped: str = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=LONGEST_LINE, sort_keys=False
    )
    return dumped.removesuffix("...\n").strip()
