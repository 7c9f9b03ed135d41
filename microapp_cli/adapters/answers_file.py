"""Reads an answers file, YAML or JSON: bounded, and without YAML's traps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from microapp_cli.core.errors import WrongAnswers

LARGEST = 1_000_000
DEEPEST = 20
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path) -> dict[str, Any]:
    """The answers in this file, as they were written."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise WrongAnswers([f"{path}: {error.strerror}. Give the path of a file."]) from None
    if len(content) > LARGEST:
        raise WrongAnswers([f"{path}: over 1 MB. Answers take a few lines; is it the right file?"])
    try:
        text = content.decode("utf-8-sig")
        found = _json(text) if path.suffix == ".json" else _yaml(text)
    except UnicodeDecodeError:
        raise WrongAnswers([f"{path}: not UTF-8 text. Save it as UTF-8."]) from None
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise WrongAnswers([f"{path}: {_one_line(error)}"]) from None
    if not isinstance(found, dict):
        raise WrongAnswers([f"{path}: `key: value` lines are needed, such as `name: leave-helper`."])
    return found


def _json(text: str) -> object:
    return json.loads(text, object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"{next(key for key in keys if keys.count(key) > 1)} is given twice.")
    return found


def _yaml(text: str) -> object:
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        # A few aliases of aliases make gigabytes of a short file.
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(f"line {event.start_mark.line + 1}: aliases (*name) are not allowed.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"nested more than {DEEPEST} levels deep.")
    return yaml.load(text, Loader=LOADER)


def _one_line(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return f"nested more than {DEEPEST} levels deep."
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1}: {error.problem}."
    return " ".join(str(error).split())
