"""The ledger: entries of which each holds the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Entry = tuple[int, str, str, str, str, str, str]
"""One entry as it is kept: seq, at, actor, action, app, detail and hash."""
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


def follow(previous: str, entries: Sequence[Entry]) -> tuple[int, int]:
    """How many of these entries follow that hash as the oldest ones do, and how many in all."""
    first = _unbroken(previous, entries, first_digest)
    if first == len(entries):
        return first, first
    previous = entries[first - 1][-1] if first else previous
    return first, first + _unbroken(previous, entries[first:], digest)


def _unbroken(previous: str, entries: Sequence[Entry], form: Callable[..., str]) -> int:
    """How many follow; text that is none, as only meddling leaves it, follows nothing."""
    for number, (seq, at, actor, action, app, detail, hash) in enumerate(entries):
        try:
            if form(previous, seq, at, actor, action, app, detail) != hash:
                return number
        except TypeError:
            return number
        previous = hash
    return len(entries)


def canonical(detail: object) -> str:
    """The one way to write a detail down, so that its hash can be made again."""
    return ENCODER.encode(detail)
