"""What each operation of a contract promises, told so that a rule need not follow any `$ref`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microapp_cli.adapters.yaml_lines import line_of
from microapp_cli.core.contract.document import Contract, Operation
from microapp_cli.core.plain_data import pointer

if TYPE_CHECKING:
    from yaml import Node


def facts(contract: Contract, node: Node | None) -> list[dict[str, Any]]:
    """Every operation, in the order of the document."""
    return [_operation(contract, operation, node) for operation in contract.operations]


def _operation(contract: Contract, operation: Operation, node: Node | None) -> dict[str, Any]:
    where = pointer(pointer("/paths", operation.path), operation.method)
    return {
        "path": operation.path,
        "method": operation.method,
        "where": operation.where,
        "pointer": where,
        "line": line_of(node, where) or 1,
        "operation_id": str(operation.raw.get("operationId") or ""),
        "summary": operation.summary,
        "tags": [tag for tag in operation.raw.get("tags") or [] if isinstance(tag, str)],
        "deprecated": operation.deprecated,
        "security": bool(operation.security) and all(operation.security),
        "parameters": [parameter.name for parameter in operation.parameters],
        "responses": [response.status for response in operation.responses],
    }
