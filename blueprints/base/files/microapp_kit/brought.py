"""What a blueprint brings beside resources: tables, endpoints, chores and its part of the contract.

A blueprint that brings something says so in `app/brings.py`, as `brought = Brought(…)`. All that it
brings stands behind the same protections as a resource.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry
from sqlalchemy import MetaData

from microapp_kit.audit import Audit
from microapp_kit.crud import Handler
from microapp_kit.errors import Envelope, Refusal, envelope
from microapp_kit.exchange import Exchange
from microapp_kit.idempotency import Idempotency
from microapp_kit.limits import Limiter
from microapp_kit.manifest import Manifest
from microapp_kit.policy import Decisions
from microapp_kit.routing import SaidOfPath, no_such_path
from microapp_kit.settings import Settings
from microapp_kit.store import Store

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the kit gives a blueprint to build on."""

    manifest: Manifest
    settings: Settings
    store: Store
    audit: Audit
    idempotency: Idempotency
    decisions: Decisions | None
    limiter: Limiter
    metadata: MetaData
    registry: CollectorRegistry
    limit_refused: Callable[[str, int], None]  # counts with the kit's own limits, how often


async def nothing() -> None:
    """Do nothing: what a blueprint without a life of its own does."""


Refused = Callable[[Exchange, Refusal], Awaitable[Mapping[str, str]]]
"""Is told of every refusal; gives the headers that its answer gets besides."""


async def no_headers(exchange: Exchange, refusal: Refusal) -> Mapping[str, str]:
    """Add nothing to a refusal."""
    del exchange, refusal
    return {}


@dataclass(frozen=True, slots=True)
class Living:
    """What a blueprint built: its handlers by path and method, and its life beside requests."""

    routes: Mapping[str, Mapping[str, Handler]]
    start: Callable[[], Awaitable[None]] = nothing
    stop: Callable[[], Awaitable[None]] = nothing
    each_second: Callable[[], Awaitable[None]] = nothing
    refused: Refused = no_headers


def no_tables(metadata: MetaData) -> None:
    """Add no tables."""
    del metadata


def as_it_is(document: Document) -> Document:
    """Leave the contract as it is."""
    return document


@dataclass(frozen=True, slots=True)
class Brought:
    """What a blueprint brings; the kit asks for each part when it is due."""

    build: Callable[[Ground], Living]
    tables: Callable[[MetaData], None] = no_tables
    walled: tuple[str, ...] = ()  # its tables with a column `org`, which Postgres keeps apart
    only_grow: tuple[str, ...] = ()  # its tables in which no row is ever changed or deleted
    seen_by_chores: Mapping[str, str] = field(default_factory=dict)  # as `Walls` has it
    contract: Callable[[Document], Document] = as_it_is
    envelope: Envelope = field(default=envelope)  # the shape of every refusal of the app
    no_such_path: SaidOfPath = no_such_path  # what is said of a path that the app does not have
