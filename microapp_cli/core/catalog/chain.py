"""The ledger: entries of which each holds the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

START = "0" * 64
ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"))


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


def fingerprint(seq: int, at: str, actor: str, action: str, app: str, detail: str) -> str:
    """What an entry says, as one hash; every field is told apart by its length."""
    number = str(seq)
    text = (  # one expression: a million entries are verified in a sitting
        f"{len(number)}:{number}{len(at)}:{at}{len(actor)}:{actor}{len(action)}:{action}"
        f"{len(app)}:{app}{len(detail)}:{detail}"
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def link(previous: str, mark: str) -> str:
    """The hash of the entry with this fingerprint, behind the entry with that hash.

    Whoever has the fingerprints of other people's entries can follow the chain without reading
    what they say.
    """
    return hashlib.sha256(f"{previous}{mark}".encode("utf-8", "surrogatepass")).hexdigest()


def digest(previous: str, seq: int, at: str, actor: str, action: str, app: str, detail: str) -> str:
    """The hash of an entry behind the one with that hash."""
    return link(previous, fingerprint(seq, at, actor, action, app, detail))


def first_digest(
    previous: str, seq: int, at: str, actor: str, action: str, app: str, detail: str
) -> str:
    """The hash of an entry as catalogs made them before version 0003; it binds the same fields."""
    fields = (previous, str(seq), at, actor, action, app, detail)
    text = "".join([f"{len(field)}:{field}" for field in fields])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(detail: object) -> str:
    """The one way to write a detail down, so that its hash can be made again."""
    return ENCODER.encode(detail)
