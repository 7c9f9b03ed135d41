"""Bodies that may ask for a stream, as a platform that cannot read one sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_cli.core.contract.document import Contract, Operation, Schema
from microapp_cli.core.contract.schemas import flat

EVENTS = "text/event-stream"
ASKING = frozenset({"stream", "stream_options"})
"""Names of fields that ask for a stream, where an operation may answer with one."""


def unstreamed(contract: Contract, operation: Operation, schema: Schema) -> Schema:
    """Give the schema of a body without the fields that ask for a stream."""
    if not _streams(operation):
        return schema
    found = flat(contract, schema)
    listed = found.get("properties")
    if not isinstance(listed, Mapping) or ASKING.isdisjoint(listed):
        return schema
    kept: dict[str, Any] = {name: part for name, part in listed.items() if name not in ASKING}
    return {**found, "properties": kept}


def _streams(operation: Operation) -> bool:
    content = operation.success.content if operation.success else ()
    return any(media.type.partition(";")[0].strip().lower() == EVENTS for media in content)
