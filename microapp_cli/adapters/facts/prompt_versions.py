"""What a version of a prompt promises those who ask for it by its number, so that it can be kept.

Its words, its variables and the form of its answer are frozen. Which model answers and within which
limits may change: models go, and the evals are recorded anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from microapp_cli.adapters.facts import owner_files
from microapp_cli.adapters.facts.loose_data import fields, items, number, text

CLOSED = {"type": "object", "additionalProperties": False}
PLAIN = {"type": "text"}


def frozen(told: Mapping[str, Any]) -> dict[str, str]:
    """A hash of each part of a version that must stay."""
    messages = [
        [text(one.get("role")), text(one.get("content"))]
        for one in map(fields, items(told.get("messages")))
    ]
    words = messages or [["user", text(told.get("text"))]]
    output = fields(told.get("output"))
    return {
        "words": _hash(words),
        "variables": _hash({**CLOSED, **fields(told.get("variables"))}),
        "output": _hash({**PLAIN, **{k: v for k, v in output.items() if v is not None}}),
    }


def before(files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    """Every version that prompts had at the base; one that could not be loaded had none."""
    for path in sorted(files):
        found = owner_files.read(files[path], "prompt")
        if not found.is_whole:
            continue
        for told in map(fields, items(found.data.get("versions"))):
            yield {"path": path, "version": number(told.get("version")), "frozen": frozen(told)}


def _hash(value: Any) -> str:
    said = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
