"""The numbers and lists that rules read, and how an organisation may tighten them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from microapp_cli.adapters import strict_yaml
from microapp_cli.adapters.policy_text import read, visible
from microapp_cli.core import shape
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.strictness import Strictness

STRICT = "strict"
DIRECTIONS = ("higher", "intersect", "lower", "union")


@dataclass(frozen=True)
class DataFile:
    """The values of one file, and in which direction each of those that are tuned is stricter."""

    values: Mapping[str, Any]
    strict: Mapping[str, Strictness]


def load(folder: Path, root: Path | None = None) -> dict[str, DataFile]:
    """Every file of data in this folder by its name; with a root, it is an organisation's."""
    found = {}
    for file in visible(folder) if folder.exists() else []:
        if root is None and file.is_dir():
            continue  # what only Python reads, such as schemas
        if file.suffix != ".yaml" or not file.is_file():
            raise BadPolicy(f"{file} would not be read. Data lies in data/<name>.yaml.")
        name = shape.word(file.stem, str(file))
        found[name] = _parse(read(file, str(file), root=root), str(file))
    return found


def tightened(ours: Mapping[str, DataFile], folder: Path, root: Path) -> dict[str, DataFile]:
    """Our data with an organisation's: files of its own, and stricter values of ours."""
    merged = dict(ours)
    for name, theirs in load(folder, root).items():
        where = f"{folder}/{name}.yaml"
        merged[name] = _tighten(merged[name], theirs, where) if name in merged else theirs
    return merged


def _parse(text: str, where: str) -> DataFile:
    try:
        # JSON has no dates and no NaN: what both engines read is what JSON can say.
        plain = json.dumps(strict_yaml.parse(text), default=str, allow_nan=False)
    except ValueError as error:
        raise BadPolicy(f"{where}: {error}") from None
    values = shape.mapping(json.loads(plain), where)
    strict = shape.mapping(values.pop(STRICT, {}), f"{where}: {STRICT}")
    for key in strict:
        if key not in values:
            raise BadPolicy(f"{where}: {STRICT}: there is no {key} in this file.")
        shape.one_of(strict[key], DIRECTIONS, f"{where}: {STRICT}: {key}")
    directions = {key: Strictness.parse(word, None, where) for key, word in strict.items()}
    return DataFile(values, directions)


def _tighten(ours: DataFile, theirs: DataFile, where: str) -> DataFile:
    values = dict(ours.values)
    for key, value in theirs.values.items():
        values[key] = _tighter(ours, key, value, f"{where}: {key}")
    return replace(ours, values=values)


def _tighter(ours: DataFile, key: str, value: object, where: str) -> Any:
    if key not in ours.strict:
        may = ", ".join(ours.strict) or "nothing"
        raise BadPolicy(f"{where} is ours and not tuned. Of this file an overlay tunes: {may}.")
    strict = ours.strict[key]
    old = strict.parse_value(ours.values[key], where)
    new = strict.parse_value(value, where)
    if strict.direction != "union" and not strict.keeps(old, new):
        raise BadPolicy(
            f"{where}: {shape.shown(new)} loosens what holds now ({shape.shown(old)}). "
            "An overlay may only tighten; remove the line or make it stricter."
        )
    joined = strict.join(old, new)
    return list(joined) if isinstance(joined, tuple) else joined
