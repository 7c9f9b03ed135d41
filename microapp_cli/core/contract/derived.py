"""What a derivation gives: files as data, and notes about what they cannot express."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SPEC_SHA256 = "x-microapp-spec-sha256"
"""The extension that carries the stamp wherever a format has room for extensions."""


@dataclass(frozen=True, order=True)
class Note:
    """One thing of the contract that a derived file cannot express, and why."""

    where: str
    """An operation such as `GET /v1/notes`, or a part of the document."""
    what: str


@dataclass(frozen=True)
class Derived:
    """Files by their path below `connectors/`; a mapping or list is dumped, text is written."""

    files: Mapping[str, object]
    notes: tuple[Note, ...] = field(default=())
