"""Invents fact documents: green ones, with samples laid over them and values spoilt at random.

What an author writes (a manifest, a contract, an object of Kubernetes) may hold any value of any
kind. What Python measures (paths, lines, sizes) keeps its kind, and takes other values.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from microapp_cli.adapters.facts.contract import EMPTY
from microapp_cli.core.merge_patch import merged

FREE = {"manifest", "lock", "document", "object", "permissions", "previous", "lines"}
"""Below these keys stands what an author wrote, whatever its kind."""

ABSENT: dict[str, Any] = {
    "compose": {},
    "contract": EMPTY,
    "dockerfiles": {},
    "kubernetes": {},
    "lock": None,
    "workflows": [],
}
"""What Python gives for what a repository need not have; every other one lacks it."""

HOSTILE = ["", " ", "*", "latest", "0.0.0.0/0", "2026-11-22", "9999-12-31", "ünï→😀", "%s%d%v"]
HOSTILE += ["{{ x }}", "a/b:c@d", "\\", '"', "root", "0", "true", "null", "x" * 300]
KINDS = [None, True, False, 0, 1, -1, 7, 2**53, 0.5, 1e21, [], {}, [None], {"": ""}, [[1]], ["a"]]


def facts(
    green: Mapping[str, Any], patches: Sequence[Any], *, number: int, seed: int
) -> Iterator[dict[str, Any]]:
    """So many documents; the same seed gives the same ones."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    values = [*HOSTILE, *(value for patch in patches for value in leaves(patch))]
    for _ in range(number):
        absent = {key: value for key, value in ABSENT.items() if chance.random() < 0.5}
        document: dict[str, Any] = copy.deepcopy({**green, **absent})
        for patch in chance.sample(patches, chance.choice([0, 1, 1, 2, 3])):
            document = dict.fromkeys(green) | merged(document, copy.deepcopy(patch))
        document["layers"], document["today"] = green["layers"], green["today"]
        for _ in range(chance.randint(1, 8)):
            spoil(document, values, chance)
        yield document


def leaves(value: Any) -> Iterator[Any]:
    """Every value in nested data that holds no other."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    elif value is not None:
        yield value


def spoil(document: dict[str, Any], values: Sequence[Any], chance: random.Random) -> None:
    """Change one thing at a place that is chosen step by step."""
    holder: Any = document
    key: Any = chance.choice(
        [name for name in document if name not in ("format", "layers", "today")]
    )
    is_free = key in FREE and key != "lines"
    while isinstance(holder[key], dict | list) and holder[key] and chance.random() < 0.85:
        holder = holder[key]
        key = (
            chance.choice(list(holder))
            if isinstance(holder, dict)
            else chance.randrange(len(holder))
        )
        is_free = is_free or key in FREE
    if is_free:
        _replace_freely(holder, key, values, chance)
    else:
        _replace_in_kind(holder, key, values, chance)


def _replace_freely(holder: Any, key: Any, values: Sequence[Any], chance: random.Random) -> None:
    way = chance.choice(["drop", "kind", "value", "value", "wrap", "extend"])
    old = holder[key]
    if way == "drop" and isinstance(holder, dict) and key not in FREE:
        del holder[key]
    elif way == "kind":
        holder[key] = copy.deepcopy(chance.choice(KINDS))
    elif way == "wrap":
        holder[key] = chance.choice([[old], {"value": old}])
    elif way == "extend" and isinstance(old, list | dict):
        _extend(old, values, chance)
    else:
        holder[key] = chance.choice(values)


def _replace_in_kind(holder: Any, key: Any, values: Sequence[Any], chance: random.Random) -> None:
    old = holder[key]
    if isinstance(old, bool):
        holder[key] = not old
    elif isinstance(old, int):
        holder[key] = chance.choice([0, 1, 5, 400, 100_000_000])
    elif isinstance(old, str):
        holder[key] = chance.choice([value for value in values if isinstance(value, str)])
    elif isinstance(old, list) and old:
        place = chance.randrange(len(old))
        if chance.random() < 0.5:
            del old[place]
        else:
            old.append(copy.deepcopy(old[place]))


def _extend(old: Any, values: Sequence[Any], chance: random.Random) -> None:
    new = chance.choice([*values, *KINDS])
    if isinstance(old, list):
        old.insert(chance.randint(0, len(old)), copy.deepcopy(new))
    else:
        old[str(chance.choice(values))] = copy.deepcopy(new)
