"""The ledger: entries of which each holds the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

START = "0" * 64


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One change: when, by whom, what, to which app, and every value it set."""

    seq: int
    at: str
    actor: str
    action: str
    app: str
    detail: str
    """Canonical JSON."""
    hash: str


def digest(previous: str, seq: int, at: str, actor: str, action: str, app: str, detail: str) -> str:
    """The hash of an entry; every field is told apart by its length."""
    fields = (previous, str(seq), at, actor, action, app, detail)
    text = "".join([f"{len(field)}:{field}" for field in fields])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(detail: object) -> str:
    """The one way to write a detail down, so that its hash can be made again."""
    return json.dumps(detail, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
