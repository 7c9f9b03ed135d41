"""What is known about one output, and the table that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Index, MetaData, PrimaryKeyConstraint, Table, Text

from microapp_kit.schema import MOMENT, ORDERED_TEXT
from microapp_llm.lineage.orgs import orgs_tables

NAME = "microapp_llm_lineage"
TEXTS = (
    "app",
    "user",
    "kind",
    "prompt_id",
    "prompt_hash",
    "model_asked",
    "model_served",
    "provider",
    "policy_hash",
    "cache",
    "output_hash",
    "outcome",
)
NUMBERS = ("prompt_version", "input_tokens", "output_tokens", "cost_nano")
GROUPS = ("parameters", "redactions")
NONE: Mapping[str, Any] = {}


class Lineage(NamedTuple):
    """Where one output came from. `kind` is chat, prompt, embeddings or batch; `outcome` is
    answered, cut, refused, failed or interrupted; `cache` is hit, miss or off. `text` must be
    redacted."""

    request_id: str
    org: str
    app: str
    user: str
    kind: str
    outcome: str
    at: datetime
    prompt_id: str = ""
    prompt_version: int = 0
    prompt_hash: str = ""
    model_asked: str = ""
    model_served: str = ""
    provider: str = ""
    parameters: Mapping[str, Any] = NONE
    redactions: Mapping[str, int] = NONE
    policy_hash: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost_nano: int = 0
    cache: str = "off"
    output_hash: str = ""
    text: str | None = None


def time_of(moment: datetime, *, or_at: bool = False) -> str:
    """Give how the id of a row of this moment begins, or with `or_at` that of the next one."""
    milliseconds = int(moment.timestamp() * 1000) + or_at
    return f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}"


def lineage_tables(metadata: MetaData) -> None:
    """Add the table of lineage to an app's tables."""
    orgs_tables(metadata)
    table = Table(
        NAME,
        metadata,
        Column("org", ORDERED_TEXT, nullable=False),
        Column("id", ORDERED_TEXT, nullable=False),  # ours: a request id is the caller's choice
        Column("request_id", ORDERED_TEXT, nullable=False),
        *(Column(name, Text(), nullable=False) for name in TEXTS),
        *(Column(name, BigInteger(), nullable=False) for name in NUMBERS),
        *(Column(name, Text(), nullable=False) for name in GROUPS),
        Column("at", MOMENT, nullable=False),
        Column("expires_at", MOMENT, nullable=False),
        Column("text", Text(), nullable=True),
        Column("text_expires_at", MOMENT, nullable=True),
        PrimaryKeyConstraint("org", "id"),
    )
    Index("ix_microapp_llm_lineage_request", table.c.org, table.c.request_id)
    Index("ix_microapp_llm_lineage_expires", table.c.org, table.c.expires_at)
    Index("ix_microapp_llm_lineage_text", table.c.org, table.c.text_expires_at)
