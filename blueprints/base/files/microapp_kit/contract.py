"""The contract: what this app serves, as one OpenAPI 3.1 document made from its declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from microapp_kit.contract_custom import own_paths, own_schemas, own_tags
from microapp_kit.contract_parts import (
    ERROR_STATUSES,
    REPLAYED,
    SHARED_HEADERS,
    SHARED_PARAMETERS,
    SHARED_RESPONSES,
    SHARED_SCHEMAS,
    filter_parameters,
    id_parameter,
    listed,
    reference,
    sort_parameter,
)
from microapp_kit.contract_schemas import (
    TEXT_PATTERN,
    created,
    page_schema,
    patch_schema,
    record_schema,
)
from microapp_kit.manifest import Manifest
from microapp_kit.resource import Resource

Document = dict[str, Any]
JSON = "application/json"
SECURITY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": (
        "A short-lived token of the identity provider. Its issuer, audience, times and algorithm "
        "are checked as RFC8725 asks."
    ),
}


def contract(manifest: Manifest, resources: Sequence[Resource], own: Mapping[str, Any]) -> Document:
    """Give the OpenAPI document of the app: its resources, then `own`, FastAPI's of its routes."""
    paths: Document = {}
    schemas: Document = dict(SHARED_SCHEMAS)
    for resource in resources:
        paths |= _paths(resource)
        schemas |= _schemas(resource)
    paths |= own_paths(own)
    schemas |= own_schemas(own)
    return {
        "openapi": "3.1.0",
        "info": _info(manifest),
        "servers": [_server(manifest)],
        "security": [{"bearer": []}],
        "tags": [*_tags(resources), *own_tags(own)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": SHARED_PARAMETERS,
            "headers": SHARED_HEADERS,
            "responses": SHARED_RESPONSES,
            "securitySchemes": {"bearer": SECURITY},
        },
    }


def _info(manifest: Manifest) -> Document:
    return {
        "title": manifest.title,
        "version": "1.0.0",
        "description": manifest.purpose,
        "contact": {"name": manifest.owner.name, "email": manifest.owner.email},
        "license": {
            "name": "Internal use only; ask the owner",
            "url": f"mailto:{manifest.owner.email}",
        },
    }


def _server(manifest: Manifest) -> Document:
    return {
        "url": f"https://{manifest.name}.example",
        "description": "Production: where the app is deployed.",
        "x-internal": manifest.facts.get("network") == "internal",
    }


def _tags(resources: Sequence[Resource]) -> list[Document]:
    return [{"name": resource.name, "description": _told(resource)} for resource in resources]


def _paths(resource: Resource) -> Document:
    base, one = f"/v1/{resource.name}", f"/v1/{resource.name}/{{id}}"
    by_id = [id_parameter()]
    return {
        base: {"get": _list(resource), "post": _create(resource)},
        f"{base}/export": {"get": _export(resource)},
        f"{base}/purge": {"post": _purge(resource)},
        one: {
            "parameters": by_id,
            "get": _read(resource),
            "patch": _patch(resource),
            "delete": _delete(resource),
        },
        f"{one}/restore": {"parameters": by_id, "post": _restore(resource)},
    }


def _list(resource: Resource) -> Document:
    page = reference("schemas", f"{_name(resource)}Page")
    parameters = [
        reference("parameters", "Limit"),
        reference("parameters", "Cursor"),
        sort_parameter(resource),
        *filter_parameters(resource),
        reference("parameters", "IfNoneMatch"),
    ]
    operation = _operation(resource, "list", f"List {resource.name}", 200, page, ["400", "422"])
    operation["responses"]["304"] = reference("responses", "NotModified")
    return {**operation, "parameters": parameters}


def _create(resource: Resource) -> Document:
    shown = reference("schemas", _name(resource))
    operation = _operation(
        resource,
        "create",
        f"Create one of {resource.name}",
        201,
        shown,
        ["400", "408", "409", "413", "415", "422"],
        headers=("ETag", "Location", REPLAYED),
    )
    body = _body(reference("schemas", f"{_name(resource)}Create"), JSON)
    key = [reference("parameters", "IdempotencyKey")]
    return {**operation, "parameters": key, "requestBody": body}


def _read(resource: Resource) -> Document:
    shown = reference("schemas", _name(resource))
    operation = _operation(
        resource,
        "read",
        f"Read one of {resource.name}",
        200,
        shown,
        ["400", "404"],
        headers=("ETag",),
    )
    operation["responses"]["304"] = reference("responses", "NotModified")
    return {**operation, "parameters": [reference("parameters", "IfNoneMatch")]}


def _patch(resource: Resource) -> Document:
    shown = reference("schemas", _name(resource))
    statuses = ["400", "404", "408", "412", "413", "415", "422", "428"]
    operation = _operation(
        resource,
        "update",
        f"Change one of {resource.name}",
        200,
        shown,
        statuses,
        headers=("ETag",),
    )
    body = _body(
        reference("schemas", f"{_name(resource)}Patch"), JSON, "application/merge-patch+json"
    )
    return {
        **operation,
        "parameters": [reference("parameters", "IfMatch")],
        "requestBody": body,
    }


def _delete(resource: Resource) -> Document:
    statuses = ["400", "404", "412", "428"]
    operation = _operation(
        resource, "delete", f"Delete one of {resource.name}", 204, None, statuses
    )
    return {**operation, "parameters": [reference("parameters", "IfMatch")]}


def _restore(resource: Resource) -> Document:
    shown = reference("schemas", _name(resource))
    operation = _operation(
        resource,
        "restore",
        f"Restore one of {resource.name} after its deletion",
        200,
        shown,
        ["400", "404", "408", "409", "413", "422"],
        headers=("ETag", REPLAYED),
    )
    return {**operation, "parameters": [reference("parameters", "IdempotencyKey")]}


def _purge(resource: Resource) -> Document:
    operation = _operation(
        resource,
        "purge",
        f"Remove {resource.name} for good that retention no longer keeps",
        200,
        reference("schemas", "Purged"),
        ["400", "408", "409", "413", "422"],
        headers=(REPLAYED,),
    )
    return {**operation, "parameters": [reference("parameters", "IdempotencyKey")]}


def _export(resource: Resource) -> Document:
    title = f"Export {resource.name} as CSV or JSON lines"
    operation = _operation(resource, "export", title, 200, None, ["400", "422"])
    text = {"schema": {"type": "string", "maxLength": 1_000_000_000, "pattern": TEXT_PATTERN}}
    operation["responses"]["200"] |= {"content": {"text/csv": text, "application/jsonl": text}}
    parameters = [reference("parameters", "Format"), sort_parameter(resource)]
    return {**operation, "parameters": [*parameters, *filter_parameters(resource)]}


def _operation(
    resource: Resource,
    verb: str,
    summary: str,
    status: int,
    schema: Mapping[str, Any] | None,
    refusals: Sequence[str],
    *,
    headers: Sequence[str] = (),
) -> Document:
    success: Document = {"description": summary, "headers": listed(*headers)}
    if schema is not None:
        success["content"] = {JSON: {"schema": schema}}
    always = ("401", "403", "429", "500", "503")
    refused = {s: reference("responses", ERROR_STATUSES[s]) for s in sorted({*refusals, *always})}
    return {
        "operationId": f"{verb}_{resource.name}",
        "tags": [resource.name],
        "summary": summary,
        "description": f"{summary}. {_roles(resource, verb)}",
        "deprecated": resource.deprecated is not None,
        "responses": {str(status): success, **refused},
    }


def _body(schema: Mapping[str, Any], *media_types: str) -> Document:
    return {"required": True, "content": {name: {"schema": schema} for name in media_types}}


def _schemas(resource: Resource) -> Document:
    name = _name(resource)
    return {
        name: record_schema(resource),
        f"{name}Create": created(resource),
        f"{name}Patch": patch_schema(resource),
        f"{name}Page": page_schema(name),
    }


def _name(resource: Resource) -> str:
    return resource.record.__name__


def _told(resource: Resource) -> str:
    return (resource.record.__doc__ or f"The {resource.name} of your organisation.").strip()


def _roles(resource: Resource, verb: str) -> str:
    roles = {"list": resource.read, "read": resource.read}
    roles |= {"purge": resource.admin, "export": resource.admin}
    return f"Needs the role {roles.get(verb, resource.write)}."
