"""The text of an OpenAPI document as data: JSON or YAML 1.2, bounded before it is built."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import yaml

from microapp_cli.core.errors import BadContract

if TYPE_CHECKING:
    from yaml import SafeLoader as Loader
else:
    Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST = 16 * 1024 * 1024
MOST_VALUES = 3_000_000
DEEPEST = 100


def parse(content: bytes, name: str) -> object:
    """The data in a file of this name; raises BadContract with one line that says what is wrong."""
    return parse_with_node(content, name)[0]


def parse_with_node(content: bytes, name: str) -> tuple[object, yaml.Node | None]:
    """As `parse`, with the tree that knows the line of every value; JSON has none."""
    try:
        if len(content) > LARGEST:
            raise ValueError(f"over {LARGEST // 2**20} MB. Split it, or check that it is the file.")
        text = content.decode("utf-8-sig")
        return (_json(text), None) if text.lstrip()[:1] == "{" else _yaml(text)
    except UnicodeDecodeError:
        raise BadContract(f"{name}: not UTF-8 text. Save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise BadContract(f"{name}: {where}{error.problem}.") from None
    except yaml.YAMLError as error:
        raise BadContract(f"{name}: {' '.join(str(error).split())}.") from None
    except ValueError as error:
        raise BadContract(f"{name}: {error}") from None


def _json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError:
        return _yaml(text)[0]  # `{a: b}` is YAML
    except RecursionError:
        raise ValueError(f"nested more than {DEEPEST} levels deep.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"{twice!r} is given twice. Keep one.")
    return found


def _yaml(text: str) -> tuple[object, yaml.Node | None]:
    _check_bounded(text)
    loader = _Yaml12(text)
    node = loader.get_single_node()
    return loader.construct_document(node) if node else None, node


def _check_bounded(text: str) -> None:
    """Count what the text comes to with every alias written out, and how deep it goes."""
    sizes: dict[str, int] = {}
    open_at: list[tuple[str | None, int]] = []
    count = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            count += sizes.get(event.anchor or "", MOST_VALUES)  # inside itself it has no end
        elif isinstance(event, yaml.CollectionStartEvent):
            open_at.append((event.anchor, count))
            count += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_at.pop()
            sizes.update({anchor: count - before} if anchor else {})
        elif isinstance(event, yaml.ScalarEvent):
            count += 1
            sizes.update({event.anchor: 1} if event.anchor else {})
        if count > MOST_VALUES:
            line = event.start_mark.line + 1 if event.start_mark else "?"
            raise ValueError(f"line {line}: comes to more than {MOST_VALUES:,} values. Split it.")
        if len(open_at) > DEEPEST:
            raise ValueError(f"nested more than {DEEPEST} levels deep.")


class _Yaml12(Loader):
    """Plain words are text: `no`, `on` and `2026-01-31` are, as OpenAPI wants it."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in seen:
                    line = key.start_mark.line + 1 if key.start_mark else "?"
                    raise ValueError(f"line {line}: {key.value!r} is given twice. Keep one.")
                seen.add(key.value)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("merge", r"<<", "<"),
):
    _Yaml12.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first)
    )
