"""A Postman collection from a contract: requests in an order that works, each with its tests."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator

from microapp_cli.core.contract.derived import Derived, Note
from microapp_cli.core.contract.document import Contract, Operation, Response
from microapp_cli.core.contract.examples import as_text, example_of_parameter
from microapp_cli.core.contract.journey import Stop, journey
from microapp_cli.core.contract.postman_auth import Auths
from microapp_cli.core.contract.postman_request import Requests, without_braces
from microapp_cli.core.contract.references import follow
from microapp_cli.core.contract.smoke.promised import Promise
from microapp_cli.core.contract.smoke.statements import (
    ContentType,
    HasForm,
    Header,
    IsThatOne,
    KeepHeader,
    KeepValue,
    Status,
    Test,
    UnlessOff,
)

COLLECTION, ENVIRONMENT = "postman.json", "postman_environment.json"
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
SOMEWHERE = "http://localhost:8000"
ALWAYS_SENT = ("ETag", "Location", "RateLimit", "RateLimit-Policy")
"""Headers that an API which declares them sends with every such answer."""
MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+", re.IGNORECASE)
HOW_TO = (
    "Choose the environment that came with this file, put your token into it, and run the "
    "requests from top to bottom: each one uses what those before it created.\n\n"
    "Made from the contract with SHA-256 {stamp}."
)


def derive(contract: Contract, stamp: str) -> Derived:
    """Give the collection and its environment."""
    auths = Auths(contract)
    stops = journey(contract)
    notes: list[Note] = []
    folders: dict[str, list[object]] = {}
    for stop in stops:
        requests = Requests(contract, stop, auths)
        tests: Iterable[Test] = _tests(contract, stop, notes)
        if switch := stop.operation.switch:
            tests = (UnlessOff(test, switch) for test in tests)
        item = _item(stop, requests.request, tuple(tests))
        folders.setdefault(stop.operation.tag or "Other", []).append(item)
        notes += requests.notes
    notes += auths.notes
    if not contract.servers or "://" not in contract.servers[0]:
        notes.append(
            Note("servers", f"No full address is given; baseUrl starts as {_base(contract)}.")
        )
    collection = {
        "info": {
            "_postman_id": _id(contract, "collection"),
            "name": contract.title,
            "description": "\n\n".join(filter(None, [contract.description, HOW_TO])).replace(
                "{stamp}", stamp
            ),
            "schema": SCHEMA,
        },
        "auth": auths.usual,
        "protocolProfileBehavior": {"followRedirects": False},
        "item": [_folder(contract, tag, items) for tag, items in folders.items()],
        "variable": [*_variables(contract, stops), _variable("spec_sha256", stamp)],
    }
    return Derived(
        {COLLECTION: collection, ENVIRONMENT: _environment(contract, auths)},
        tuple(dict.fromkeys(notes)),
    )


def _folder(contract: Contract, tag: str, items: list[object]) -> dict[str, object]:
    described = contract.tags.get(tag)
    return {"name": tag, **({"description": described} if described else {}), "item": items}


def _item(stop: Stop, request: object, tests: tuple[Test, ...]) -> dict[str, object]:
    operation = stop.operation
    name = operation.summary or operation.where
    script = {"type": "text/javascript", "exec": [test.line for test in tests]}
    return {
        "name": f"Clean up: {name}" if stop.cleans_up else name,
        "event": [{"listen": "test", "script": script}],
        "request": request,
        "response": [],
    }


def _tests(contract: Contract, stop: Stop, notes: list[Note]) -> Iterator[Test]:
    operation = stop.operation
    yield Status(_codes(operation))
    success = operation.success
    if success is None:
        notes.append(Note(operation.where, "No success is described; any 2xx counts as one."))
        return
    yield from map(Header, _headers(contract, operation, success))
    types = tuple(media.type.partition(";")[0].strip().lower() for media in success.content)
    has_body = operation.method != "head" and success.status not in ("204", "304")
    if has_body and types and all(map(MEDIA_TYPE.fullmatch, types)):
        yield ContentType(types)
    if has_body and success.json and len(success.content) == 1:
        yield from _form(contract, stop, success, notes)
    yield from (IsThatOne(path, variable) for variable, path in stop.finds.items())
    yield from (KeepValue(variable, path) for variable, path in stop.keeps.items())
    yield from (KeepHeader(variable, name) for variable, name in stop.keeps_headers.items())
    if stop.etag and _declares(success, "ETag"):
        yield KeepHeader(stop.etag, "ETag")


def _form(contract: Contract, stop: Stop, success: Response, notes: list[Note]) -> Iterator[Test]:
    promise = Promise(contract, success.json.schema if success.json else {})
    if promise.is_cut:
        notes.append(Note(stop.operation.where, "The form of the answer is tested only in part."))
    if promise.form:
        yield HasForm(promise.form)


def _codes(operation: Operation) -> tuple[int, ...]:
    """The statuses that count as success: the declared 2xx, or 3xx where there is no other."""
    stated = sorted(r.status for r in operation.responses if re.fullmatch("[23][0-9]{2}", r.status))
    fine = [int(status) for status in stated if status.startswith("2")]
    if any(response.status.upper() == "2XX" for response in operation.responses):
        return ()
    return tuple(fine) or tuple(int(s) for s in stated if s != "304" and not operation.success)


def _headers(contract: Contract, operation: Operation, success: Response) -> list[str]:
    """The headers that every such answer has, as far as the contract says so."""
    responses = operation.raw.get("responses", {})
    keys = (key for key in responses if str(key) == success.status)
    stated = follow(contract.raw, responses[next(keys)]).get("headers") or {}
    required = {
        name for name, part in stated.items() if follow(contract.raw, part).get("required") is True
    }
    always = {name.lower() for name in ALWAYS_SENT}
    return [name for name in success.headers if name in required or name.lower() in always]


def _declares(success: Response, header: str) -> bool:
    return header.lower() in (name.lower() for name in success.headers)


def _variables(contract: Contract, stops: tuple[Stop, ...]) -> Iterator[dict[str, str]]:
    """Every variable that a path needs, with an example until a request brings the real value."""
    shown: dict[str, str] = {}
    for stop in stops:
        known = {part.name: part for part in stop.operation.parameters_in("path")}
        for name, variable in stop.variables.items():
            value = example_of_parameter(contract, known[name]) if name in known else name
            shown.setdefault(variable, without_braces(as_text(value)))
        if stop.etag:
            shown.setdefault(stop.etag, "*")
    return (_variable(name, value) for name, value in shown.items())


def _variable(key: str, value: str) -> dict[str, str]:
    return {"key": key, "value": value, "type": "string"}


def _environment(contract: Contract, auths: Auths) -> dict[str, object]:
    values = [
        {"key": "baseUrl", "value": _base(contract), "type": "default", "enabled": True},
        *({"key": n, "value": "", "type": "secret", "enabled": True} for n in auths.secrets),
    ]
    return {
        "id": _id(contract, "environment"),
        "name": contract.title,
        "values": values,
        "_postman_variable_scope": "environment",
    }


def _base(contract: Contract) -> str:
    url = contract.servers[0] if contract.servers else ""
    return url if "://" in url else f"{SOMEWHERE}/{url.strip('/')}".rstrip("/")


def _id(contract: Contract, kind: str) -> str:
    """The same id for the same API, so that an import replaces what was there."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"microapp:{kind}:{contract.title!a}"))
