"""Triggers by polling: a list that can be asked for what is newer than what was seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from microapp_cli.core.contract.document import Contract, Operation
from microapp_cli.core.contract.labels import Labels
from microapp_cli.core.contract.schemas import flat, properties

PREFIX = "x-ms-apimTemplateParameter"
NEWER = ("{}[gt]", "{}_gt", "{}.gt", "{}_after", "since")
"""Names of query parameters that ask for what is newer than a moment; {} is the field."""


@dataclass(frozen=True)
class Trigger:
    """One trigger: an operation of its own, which a policy leads to the list."""

    path: str
    operation: dict[str, Any]
    policies: tuple[dict[str, Any], ...]


def trigger_of(
    contract: Contract,
    listing: Operation,
    made: Mapping[str, Any],
    unique: Callable[[str], str],
    labels: Labels,
) -> Trigger | None:
    """Give the trigger for new items of a list, if the list can be asked for them."""
    found = next(_polls(contract, listing), None) if listing.method == "get" else None
    if found is None or "{" in listing.path:
        return None
    rows, field, parameter = found
    noun = listing.path.rstrip("/").rpartition("/")[2]
    words = re.findall(r"[A-Za-z0-9]+", noun)
    name = unique("OnNew" + "".join(word.capitalize() for word in words))
    summary = labels.of(f"When one of {' '.join(words)} is created")
    operation = {
        "operationId": name,
        "summary": summary,
        "description": f"{summary}, this starts the flow.",
        "x-ms-summary": summary,
        "x-ms-trigger": "batch",
        "x-ms-trigger-hint": f"To see it work now, create one of {' '.join(words)}.",
        "x-ms-trigger-metadata": {"kind": "query", "mode": "polling"},
        "parameters": [part for part in made["parameters"] if part.get("required")],
        "responses": made["responses"],
    }
    operation |= {key: made[key] for key in ("tags", "security") if key in made}
    data = f"@triggerBody().{rows}" if rows else "@triggerBody()"
    first = f"triggerBody().{rows}[0]" if rows else "triggerBody()[0]"
    polling = {
        f"{PREFIX}.triggerConfig": {parameter: f"@{{{first}.{field}}}"},
        f"{PREFIX}.triggerDataPath": data,
    }
    routing = {f"{PREFIX}.newPath": listing.path, f"{PREFIX}.httpMethod": "GET"}
    return Trigger(
        path=f"/trigger{listing.path}",
        operation=operation,
        policies=(
            _policy("pollingtrigger", f"New {noun}: poll", name, polling, type="PollingTrigger"),
            _policy("routerequesttoendpoint", f"New {noun}: ask the list", name, routing),
        ),
    )


def _policy(
    template: str, title: str, operation: str, parameters: Mapping[str, Any], **more: str
) -> dict[str, Any]:
    named = {"x-ms-apimTemplate-operationName": [operation], **parameters}
    return {"templateId": template, "title": title, **more, "parameters": named}


def _polls(contract: Contract, listing: Operation) -> Iterator[tuple[str, str, str]]:
    """Every (path of the rows, field, parameter) by which the list can be polled."""
    success = listing.success
    if success is None or success.json is None:
        return
    asked = {parameter.name for parameter in listing.parameters_in("query")}
    for rows, items in _rows(contract, success.json.schema):
        fields = [part for part in properties(contract, items) if _is_moment(part.schema)]
        for part in sorted(fields, key=lambda part: "creat" not in part.name):
            for pattern in NEWER:
                if pattern.format(part.name) in asked:
                    yield rows, part.name, pattern.format(part.name)


def _rows(contract: Contract, schema: object) -> Iterator[tuple[str, object]]:
    found = flat(contract, schema)
    if found.get("type") == "array":
        yield "", found.get("items", {})
    for part in properties(contract, found):
        if part.schema.get("type") == "array" and re.fullmatch(r"\w+", part.name):
            yield part.name, part.schema.get("items", {})


def _is_moment(schema: Mapping[str, Any]) -> bool:
    return schema.get("format") == "date-time"
