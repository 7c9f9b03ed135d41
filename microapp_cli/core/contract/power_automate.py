"""A Power Automate custom connector from a contract: Swagger 2.0 and its properties."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from microapp_cli.core.contract.derived import SPEC_SHA256, Derived, Note
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.power_automate_auth import sign_in
from microapp_cli.core.contract.power_automate_trigger import Trigger, trigger_of
from microapp_cli.core.contract.swagger_operations import JSON, Operations
from microapp_cli.core.contract.swagger_schemas import Schemas, references_in

DEFINITION = "power-automate/apiDefinition.swagger.json"
PROPERTIES = "power-automate/apiProperties.json"
MOST_BYTES = 900_000
"""Power Automate refuses a definition over 1 MB."""
INDENT = 8
COLOR = "#0b6a88"


def derive(contract: Contract, stamp: str) -> Derived:
    """Give the connector's definition and its properties."""
    auth = sign_in(contract)
    schemas = Schemas(contract)
    operations = Operations(schemas)
    book = _Book(schemas)
    triggers: list[Trigger] = []
    for operation in contract.operations:
        made = operations.turn(operation)
        if made is None:
            continue
        if operation.security == () or {} in operation.security:
            made["security"] = []
        if not book.add(operation.path, operation.method, made):
            operations.notes.append(Note(operation.where, "Left out: over 1 MB in all."))
            continue
        trigger = trigger_of(contract, operation, made, operations.unique, operations.labels)
        if trigger and book.add(trigger.path, "get", trigger.operation):
            triggers.append(trigger)
    notes = [*auth.notes, *operations.notes, *schemas.notes, *_address_notes(contract)]
    if not triggers:
        notes.append(Note("triggers", "No list can be asked for what is newer than a moment."))
    definition = {
        "swagger": "2.0",
        "info": {**_info(contract), SPEC_SHA256: stamp},
        **_address(contract),
        "consumes": [JSON],
        "produces": [JSON],
        **auth.definition,
        "paths": book.paths,
        "definitions": dict(sorted(book.definitions.items())),
    }
    properties: dict[str, Any] = {"iconBrandColor": COLOR, "capabilities": ["actions"]}
    properties |= {"connectionParameters": auth.parameters, "publisher": contract.title}
    policies = [policy for trigger in triggers for policy in trigger.policies]
    properties |= {"policyTemplateInstances": policies} if policies else {}
    return Derived(
        {DEFINITION: definition, PROPERTIES: {"properties": properties}},
        tuple(sorted(dict.fromkeys(notes))),
    )


class _Book:
    """The paths and definitions so far, kept under the size that Power Automate takes."""

    def __init__(self, schemas: Schemas) -> None:
        self.paths: dict[str, dict[str, Any]] = {}
        self.definitions: dict[str, Any] = {}
        self._schemas = schemas
        self._bytes = 10_000

    def add(self, path: str, method: str, operation: Mapping[str, Any]) -> bool:
        """Add an operation with all the definitions that it needs, if there is room."""
        new: dict[str, Any] = {}
        waiting = list(references_in(operation))
        while waiting:
            name = waiting.pop()
            if name not in new and name not in self.definitions:
                new[name] = self._schemas.definition(name)
                waiting += references_in(new[name])
        size = _size(operation) + sum(_size(part) for part in new.values())
        if self._bytes + size > MOST_BYTES:
            return False
        self._bytes += size
        self.definitions |= new
        self.paths.setdefault(path, {})[method] = operation
        return True


def _size(value: object) -> int:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return len(text.encode()) + INDENT * text.count("\n") + 200


def _info(contract: Contract) -> dict[str, Any]:
    stated = contract.raw.get("info")
    info = stated if isinstance(stated, Mapping) else {}
    made: dict[str, Any] = {
        "title": contract.title,
        "version": contract.version or "1.0.0",
        "description": contract.description or contract.title,
    }
    for name, keys in (("contact", ("name", "url", "email")), ("license", ("name", "url"))):
        part = info.get(name)
        kept = {key: part[key] for key in keys if part.get(key)} if isinstance(part, dict) else {}
        if kept and (name != "license" or "name" in kept):
            made[name] = kept
    return made


def _address(contract: Contract) -> dict[str, Any]:
    first = urlsplit(contract.servers[0]) if contract.servers else urlsplit("")
    path = first.path if first.path.startswith("/") else "/"
    made: dict[str, Any] = {"host": first.netloc or "api.example", "basePath": path}
    return {**made, "schemes": [first.scheme if first.scheme == "http" else "https"]}


def _address_notes(contract: Contract) -> list[Note]:
    if not contract.servers or not urlsplit(contract.servers[0]).netloc:
        return [Note("servers", "No full address is given: put yours for api.example.")]
    others = ", ".join(contract.servers[1:])
    return [Note("servers", f"Only the first server is used, not {others}.")] if others else []
