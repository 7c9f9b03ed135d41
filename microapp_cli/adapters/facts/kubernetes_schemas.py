"""Holds Kubernetes objects against strict schemas; all that is wrong with one, at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from microapp_cli.adapters import assets
from microapp_cli.core.plain_data import pointer

FOLDER = Path("policies/data/kubernetes")
WORD = re.compile(r"[A-Za-z0-9.-]{1,80}")
MOST_PROBLEMS = 100
LONGEST = 300


def problems(value: dict[str, Any], *, is_patch: bool) -> list[tuple[str, str]]:
    """JSON pointer and message of all that is wrong; a patch need not be complete."""
    found = _validator(*_key(value), is_patch)
    if found is None:
        return [("", _unknown(value))]
    return sorted(set(_explained(found, value)))[:MOST_PROBLEMS]


def _key(value: dict[str, Any]) -> tuple[str, str]:
    return str(value.get("apiVersion")), str(value.get("kind"))


@cache
def _validator(version: str, kind: str, is_patch: bool) -> Any:
    """The compiled schema of one kind, read when the first object of that kind is met."""
    name = version.replace("/", "_")
    if not WORD.fullmatch(kind) or not WORD.fullmatch(name.replace("_", "-")):
        return None
    file = assets.folder() / FOLDER / f"{name}_{kind}.json"
    if not file.is_file():
        return None
    schema = json.loads(file.read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(_optional(schema) if is_patch else schema)


def _optional(part: Any) -> Any:
    """The schema with no field required."""
    if isinstance(part, list):
        return [_optional(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _optional(value)
        for key, value in part.items()
        if key != "required" or not isinstance(value, list)
    }


def _explained(validator: Any, value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for error in validator.iter_errors(value):
        at = "".join(pointer("", part) for part in error.instance_path)
        unknown = getattr(error.kind, "unexpected", None)
        if unknown:
            for name in unknown:
                yield pointer(at, name), f"{_told(at)} has no field {name}. Remove or rename it."
        else:
            yield at, f"{_told(at)}: {error.message[:LONGEST]}."


def _told(at: str) -> str:
    return at.removeprefix("/").replace("/", ".") or "The object"


def _unknown(value: dict[str, Any]) -> str:
    version, kind = _key(value)
    return (
        f"There is no schema for {kind[:80]} of {version[:80]}, so it cannot be judged. "
        "Use a kind that the platform knows, or ask the platform team to add it."
    )
