"""What each operation of a contract promises, told so that a rule need not follow any `$ref`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_cli.core.contract import validity
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.parts import Operation
from microapp_cli.core.contract.stated import text


def facts(contract: Contract, lines: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every operation, in the order of the document."""
    return [_operation(operation, lines) for operation in contract.operations]


def _operation(operation: Operation, lines: Mapping[str, int]) -> dict[str, Any]:
    where = validity.place(operation)
    tags = operation.raw.get("tags")
    return {
        "path": operation.path,
        "method": operation.method,
        "where": operation.where,
        "pointer": where,
        "line": lines.get(where, 1),
        "operation_id": text(operation.raw.get("operationId")),
        "summary": operation.summary,
        "tags": [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else [],
        "deprecated": operation.deprecated,
        "security": bool(operation.security) and all(operation.security),
        "parameters": [parameter.name for parameter in operation.parameters],
        "responses": [response.status for response in operation.responses],
    }
