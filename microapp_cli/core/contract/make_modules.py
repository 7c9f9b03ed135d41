"""The modules of a Make app: actions, searches, and triggers that look for what is new."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Contract, Operation
from microapp_cli.core.contract.examples import example_of
from microapp_cli.core.contract.make_fields import RECEIVED, Fields, label_of, plain
from microapp_cli.core.contract.make_requests import NEXT, Listing, Request
from microapp_cli.core.contract.schemas import flat, properties

CRUD = {"get": "read", "put": "update", "patch": "update", "delete": "delete"}
CREATED = ("created_at", "createdAt", "created", "date_created")
NAMES = ("title", "name", "label", "subject", "id")
LIMIT: Mapping[str, Any] = {
    "name": "limit",
    "type": "uinteger",
    "label": "Limit",
    "help": "How many results at most.",
    "required": True,
    "default": 10,
}

ETAG: Mapping[str, Any] = {"name": "etag", "label": "State (for If-Match)", "type": "text"}


@dataclass(frozen=True)
class Module:
    """One module: what it is called, and its code by kind of file."""

    id: str
    type: str
    crud: str
    label: str
    description: str
    group: str
    code: Mapping[str, Any]
    notes: tuple[Note, ...]

    def called(self, name: str) -> Module:
        """The same under another id."""
        return replace(self, id=name)


def action(contract: Contract, operation: Operation, name: str) -> Module:
    """One request, one result."""
    request = Request(contract, operation)
    made = request.made()
    media = operation.success.json if operation.success else None
    schema = media.schema if media else {}
    as_text = operation.success is not None and operation.success.content and not media
    if as_text:
        request.notes.append(Note(operation.where, "The answer is no JSON; it comes as one text."))
    is_object = flat(contract, schema).get("type") == "object"
    output = "{{body}}" if is_object else {"body": "{{body}}"} if media or as_text else {}
    made["response"] = {"type": "text" if as_text else "automatic", "output": output}
    if is_object:
        interface = list(Fields(contract, operation.where, RECEIVED).of_properties(schema))
        sample = example_of(contract, schema)
        if _has_state(operation, interface):
            made["response"]["output"] = {
                "etag": "{{headers.etag}}",
                **{one["name"]: f"{{{{body.{one['name']}}}}}" for one in interface},
            }
            interface = [dict(ETAG), *interface]
            sample = {"etag": '"1"', **sample} if isinstance(sample, dict) else sample
    else:
        whole = Fields(contract, operation.where, RECEIVED).of("body", schema)
        interface = [whole] if output else []
        sample = {"body": example_of(contract, schema)} if media else {}
    return _module(operation, name, "action", made, request, interface, sample)


def search(contract: Contract, operation: Operation, name: str, found: Listing) -> Module:
    """A list, page after page until there is enough."""
    request = Request(contract, operation, found)
    request.names.of("limit")
    made = request.made()
    made["response"] = _each(found)
    if found.cursor:
        made["pagination"] = _next_page(found)
    elif any(one.name in ("page", "offset") for one in operation.parameters_in("query")):
        what = "Pages by number are not followed; set the page by hand."
        request.notes.append(Note(operation.where, what))
    request.fields.append(dict(LIMIT))
    interface, sample = _item(contract, operation, found)
    return _module(operation, name, "search", made, request, interface, sample)


def trigger(contract: Contract, operation: Operation, found: Listing) -> Module | None:
    """Watches a list for what is new; None when the list does not say what is."""
    known = {one.name: one.schema for one in properties(contract, found.schema)}
    moments = {name for name, schema in known.items() if schema.get("format") == "date-time"}
    date = next((name for name in CREATED if name in moments), "")
    if "id" not in known or not date or any(p.required for p in operation.parameters):
        return None
    newest_first = _newest_first(contract, operation, date)
    request = Request(contract, operation, found)
    made = request.made()
    made["qs"] = {key: value for key, value in made.get("qs", {}).items() if "{{" not in str(value)}
    made["qs"] |= newest_first
    made.pop("headers", None)
    made["response"] = _each(found) | {
        "trigger": {
            "type": "date",
            "order": "desc" if newest_first else "unordered",
            "id": "{{item.id}}",
            "date": f"{{{{item.{date}}}}}",
        }
    }
    request.fields.clear()
    if found.cursor:
        made["pagination"] = _next_page(found)
    label = next((name for name in NAMES if name in known), "id")
    epoch = {
        **{key: made[key] for key in ("url", "method", "qs")},
        "response": {
            "iterate": found.items,
            "limit": "{{parameters.limit}}",
            "output": {"label": f"{{{{item.{label}}}}}", "date": f"{{{{item.{date}}}}}"},
        },
    }
    request.fields.append(dict(LIMIT))
    interface, sample = _item(contract, operation, found)
    module = _module(operation, "", "trigger", made, request, interface, sample)
    code = {**module.code, "staticParams": module.code["mappableParams"], "epoch": epoch}
    del code["mappableParams"]
    what = f"Watch new: {module.label}"
    return replace(module, code=code, label=what[:100], description=f"{what}.", notes=())


def _module(
    operation: Operation,
    name: str,
    kind: str,
    made: Mapping[str, Any],
    request: Request,
    interface: list[Any],
    sample: object,
) -> Module:
    label = operation.summary or label_of(operation.id)
    return Module(
        id=name,
        type=kind,
        crud=_crud(request.contract, operation) if kind == "action" else "",
        label=label[:100],
        description=(operation.description or label)[:500],
        group=operation.tag or "Other",
        code={
            "communication": made,
            "staticParams": [],
            "mappableParams": request.fields,
            "interface": interface,
            "samples": plain(sample) if isinstance(sample, dict) else {},
        },
        notes=tuple(request.notes),
    )


def _has_state(operation: Operation, interface: list[Any]) -> bool:
    """Whether the answer carries an ETag, which changing and deleting may ask for."""
    headers = operation.success.headers if operation.success else {}
    names = [one["name"] for one in interface]
    plain_names = all(re.fullmatch(r"[A-Za-z_]\w*", name) for name in names)
    return "etag" in map(str.lower, headers) and "etag" not in names and plain_names


def _crud(contract: Contract, operation: Operation) -> str:
    if operation.method == "post":
        below = f"{operation.path.rstrip('/')}/{{"
        is_collection = any(other.path.startswith(below) for other in contract.operations)
        return "create" if is_collection else ""
    return CRUD.get(operation.method, "")


def _each(found: Listing) -> dict[str, Any]:
    return {"iterate": found.items, "limit": "{{parameters.limit}}", "output": "{{item}}"}


def _next_page(found: Listing) -> dict[str, Any]:
    cursor = f"{{{{body.{found.cursor}}}}}"
    return {"condition": cursor, "qs": {NEXT[found.cursor]: cursor}}


def _item(contract: Contract, operation: Operation, found: Listing) -> tuple[list[Any], object]:
    interface = list(Fields(contract, operation.where, RECEIVED).of_properties(found.schema))
    return interface, example_of(contract, found.schema)


def _newest_first(contract: Contract, operation: Operation, date: str) -> dict[str, str]:
    """The part of the query that puts the newest first, where the contract offers it."""
    for one in operation.parameters_in("query"):
        values = flat(contract, one.schema).get("enum")
        if one.name == "sort" and isinstance(values, list) and f"-{date}" in values:
            return {"sort": f"-{date}"}
    return {}
