"""What a schema cannot say of an OpenAPI document: names that must be one, or must exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.parts import Operation
from microapp_cli.core.plain_data import pointer

NAME_IN_PATH = re.compile(r"\{([^{}]*)\}")


def problems(contract: Contract) -> Iterator[tuple[str, str]]:
    """A JSON pointer and a sentence for every broken promise of names."""
    yield from _ids(contract)
    yield from _same_paths(contract)
    for operation in contract.operations:
        yield from _parameters(operation)
        yield from _security(contract, operation)


def place(operation: Operation) -> str:
    """The JSON pointer of an operation."""
    return pointer(pointer("/paths", operation.path), operation.method)


def _ids(contract: Contract) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for operation in contract.operations:
        stated = operation.raw.get("operationId")
        if not isinstance(stated, str):
            continue
        if stated in seen:
            message = f"{stated} is the operationId of {seen[stated]} too. Give each its own."
            yield pointer(place(operation), "operationId"), message
        seen.setdefault(stated, operation.where)


def _same_paths(contract: Contract) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for path in dict.fromkeys(operation.path for operation in contract.operations):
        other = seen.setdefault(NAME_IN_PATH.sub("{}", path), path)
        if other != path:
            yield pointer("/paths", path), f"{path} and {other} are one path. Keep one."


def _parameters(operation: Operation) -> Iterator[tuple[str, str]]:
    named = set(NAME_IN_PATH.findall(operation.path))
    declared = {parameter.name for parameter in operation.parameters_in("path")}
    for name in sorted(named - declared):
        yield place(operation), f"{operation.where}: the path names {{{name}}}; declare it."
    for name in sorted(declared - named):
        yield place(operation), f"{operation.where}: {name} is declared, but not in the path."


def _security(contract: Contract, operation: Operation) -> Iterator[tuple[str, str]]:
    known: Mapping[str, Any] = contract.security_schemes
    used = {name for choice in operation.security for name in choice}
    for name in sorted(used - set(known)):
        yield place(operation), f"{operation.where}: there is no security scheme named {name}."
