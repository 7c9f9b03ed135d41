"""A Zapier app from a contract: a trigger for each list, a search for each filter, a create."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from microapp_cli.core.contract.derived import Derived, Note
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.zapier_app import INDEX_JS
from microapp_cli.core.contract.zapier_steps import Steps, call_of

PLATFORM = "19.1.0"
FOLDER = "zapier"
SOMEWHERE = "http://localhost:8000"
KINDS = ("triggers", "searches", "creates")


def derive(contract: Contract, stamp: str) -> Derived:
    """Give the files of the app."""
    notes: list[Note] = []
    steps = Steps(contract)
    made: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for operation in contract.operations:
        offered = list(steps.of(operation))
        for kind, step in offered:
            made[kind][step["key"]] = step
        if not offered:
            notes.append(Note(operation.where, "Zapier gets no step for it; call it by webhook."))
    notes += steps.notes
    key = _key(contract, notes)
    definition = {
        "spec_sha256": stamp,
        "version": _version(contract),
        "key": key,
        "authentication": _authentication(contract, key),
        "test": _test(contract, notes),
        **made,
    }
    files = {
        f"{FOLDER}/definition.json": definition,
        f"{FOLDER}/index.js": INDEX_JS,
        f"{FOLDER}/package.json": _package(contract, stamp),
    }
    return Derived(files, tuple(dict.fromkeys(notes)))


def _package(contract: Contract, stamp: str) -> dict[str, Any]:
    words = re.findall(r"[a-z0-9]+", contract.title.lower()) or ["app"]
    return {
        "name": f"{'-'.join(words)[:100]}-zapier",
        "version": _version(contract),
        "private": True,
        "main": "index.js",
        "engines": {"node": ">=20"},
        "dependencies": {"zapier-platform-core": PLATFORM},
        "microapp": {"spec_sha256": stamp},
    }


def _version(contract: Contract) -> str:
    numbers = re.match(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?", contract.version)
    return ".".join(str(int(n or 0)) for n in numbers.groups()) if numbers else "1.0.0"


def _authentication(contract: Contract, key: Mapping[str, str]) -> dict[str, Any]:
    url = contract.servers[0] if contract.servers else ""
    address = {
        "key": "base_url",
        "label": "Address of the service",
        "type": "string",
        "required": True,
        "default": url if "://" in url else f"{SOMEWHERE}/{url.strip('/')}".rstrip("/"),
        "helpText": "Where the service is, such as https://app.example.com, without a path.",
    }
    token = {
        "key": "token",
        "label": "Token",
        "type": "password",
        "required": True,
        "helpText": "A token of your identity provider for this service.",
    }
    return {
        "type": "custom",
        "fields": [address, token] if key["place"] else [address],
        "connectionLabel": "{{bundle.authData.base_url}}",
    }


def _key(contract: Contract, notes: list[Note]) -> dict[str, str]:
    """Where the token goes: what the first guarded operation asks for."""
    for operation in contract.operations:
        for choice in operation.security:
            schemes = [contract.security_schemes.get(name, {}) for name in choice]
            if len(schemes) == 1 and (key := _place_of_key(schemes[0])):
                return key
    if any(operation.security for operation in contract.operations):
        notes.append(Note("security", "Zapier cannot prove who calls in any of these ways."))
    return {"place": "", "name": "", "prefix": ""}


def _place_of_key(scheme: Mapping[str, Any]) -> dict[str, str] | None:
    kind, how = scheme.get("type"), str(scheme.get("scheme", "")).lower()
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and how == "bearer"):
        return {"place": "header", "name": "Authorization", "prefix": "Bearer "}
    if kind == "apiKey" and scheme.get("in") in ("header", "query"):
        return {"place": str(scheme["in"]), "name": str(scheme.get("name")), "prefix": ""}
    return None


def _test(contract: Contract, notes: list[Note]) -> dict[str, Any]:
    """The call that shows that a connection works: any reading that needs nothing."""
    guarded = sorted(contract.operations, key=lambda operation: not operation.security)
    for operation in guarded:
        if operation.method == "get" and not any(p.required for p in operation.parameters):
            return call_of(operation, {})
    notes.append(Note("authentication", "No operation can be read without input; / is tried."))
    return {"method": "GET", "path": ["/"], "query": [], "always": {}}
