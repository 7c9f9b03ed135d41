"""Reads the operations of an OpenAPI document into values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from microapp_cli.core.contract.parts import (
    Body,
    Link,
    Media,
    Operation,
    Parameter,
    Response,
    Schema,
)
from microapp_cli.core.contract.references import follow
from microapp_cli.core.contract.stated import as_list, as_object, text

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")


def operations_of(raw: Mapping[str, Any]) -> Iterator[Operation]:
    """Give every operation of a document, in its order."""
    taken: set[str] = set()
    for path, entry in as_object(raw.get("paths"), "paths").items():
        if not str(path).startswith("/"):
            continue  # an extension of the author's own
        item = as_object(follow(raw, entry), f"paths/{path}")
        for method in METHODS:
            if method in item:
                stated = as_object(item[method], f"{method.upper()} {path}")
                yield _operation(raw, item, stated, method, str(path), taken)


def _operation(
    raw: Mapping[str, Any],
    item: Mapping[str, Any],
    stated: Mapping[str, Any],
    method: str,
    path: str,
    taken: set[str],
) -> Operation:
    where = f"{method.upper()} {path}"
    tags = as_list(stated.get("tags"), f"{where}: tags")
    security = stated.get("security", raw.get("security"))
    return Operation(
        id=_unique(text(stated.get("operationId")) or _made_up(method, path), taken),
        method=method,
        path=path,
        tag=text(tags[0]) if tags else "",
        summary=text(stated.get("summary")) or text(item.get("summary")),
        description=text(stated.get("description")) or text(item.get("description")),
        deprecated=stated.get("deprecated") is True,
        parameters=tuple(_parameters(raw, item, stated, where)),
        body=_body(raw, stated.get("requestBody"), where),
        responses=tuple(_responses(raw, stated.get("responses"), where)),
        security=tuple(_security(security, where)),
        raw=stated,
    )


def _unique(name: str, taken: set[str]) -> str:
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = f"{name}_{count}"
    taken.add(candidate)
    return candidate


def _made_up(method: str, path: str) -> str:
    """`get_v1_notes_by_id` for `GET /v1/notes/{id}`."""
    words = re.sub(r"\{([^}]*)\}", r"by_\1", path)
    return "_".join([method, *re.findall(r"[A-Za-z0-9]+", words)])


def _parameters(
    raw: Mapping[str, Any], item: Mapping[str, Any], stated: Mapping[str, Any], where: str
) -> Iterator[Parameter]:
    """The operation's own parameters win over those of its path."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for holder in (item, stated):
        for entry in as_list(holder.get("parameters"), f"{where}: parameters"):
            part = follow(raw, entry)
            found[(text(part.get("name")), text(part.get("in")))] = part
    for (name, place), part in found.items():
        if name and place in ("path", "query", "header", "cookie"):
            yield _parameter(raw, name, place, part)


def _parameter(raw: Mapping[str, Any], name: str, place: str, part: Mapping[str, Any]) -> Parameter:
    style = text(part.get("style")) or ("form" if place in ("query", "cookie") else "simple")
    media = _content(raw, part.get("content"), name)
    explode = part.get("explode")
    return Parameter(
        name=name,
        place=place,
        required=place == "path" or part.get("required") is True,
        schema=media[0].schema if media else _schema(part.get("schema")),
        description=text(part.get("description")),
        examples=media[0].examples if media else _examples(raw, part),
        style=media[0].type if media else style,
        explode=explode if isinstance(explode, bool) else style == "form",
        deprecated=part.get("deprecated") is True,
    )


def _body(raw: Mapping[str, Any], entry: object, where: str) -> Body | None:
    if entry is None:
        return None
    part = follow(raw, as_object(entry, f"{where}: requestBody"))
    content = _content(raw, part.get("content"), where)
    return Body(part.get("required") is True, content, text(part.get("description")))


def _responses(raw: Mapping[str, Any], entry: object, where: str) -> Iterator[Response]:
    for status, stated in as_object(entry, f"{where}: responses").items():
        if str(status).startswith("x-"):
            continue
        part = follow(raw, stated)
        headers = {
            text(name): _schema(follow(raw, header).get("schema"))
            for name, header in as_object(part.get("headers"), f"{where}: headers").items()
        }
        content = _content(raw, part.get("content"), where)
        links = tuple(_links(raw, part.get("links"), where))
        yield Response(str(status), text(part.get("description")), content, headers, links)


def _links(raw: Mapping[str, Any], entry: object, where: str) -> Iterator[Link]:
    for stated in as_object(entry, f"{where}: links").values():
        link = follow(raw, stated)
        parameters = link.get("parameters")
        for name, value in parameters.items() if isinstance(parameters, Mapping) else ():
            yield Link(text(link.get("operationId")), text(name), text(value))


def _content(raw: Mapping[str, Any], entry: object, where: str) -> tuple[Media, ...]:
    content = as_object(entry, f"{where}: content")
    media = ((str(name), as_object(part, f"{where}: {name}")) for name, part in content.items())
    return tuple(Media(n, _schema(part.get("schema")), _examples(raw, part)) for n, part in media)


def _examples(raw: Mapping[str, Any], part: Mapping[str, Any]) -> tuple[Any, ...]:
    first = (part["example"],) if "example" in part else ()
    named = part.get("examples")
    entries = named.values() if isinstance(named, Mapping) else ()
    found = (follow(raw, entry) for entry in entries)
    return (*first, *(entry["value"] for entry in found if "value" in entry))


def _security(entry: object, where: str) -> Iterator[Mapping[str, tuple[str, ...]]]:
    for choice in as_list(entry, f"{where}: security"):
        schemes = as_object(choice, f"{where}: security")
        yield {
            text(name): tuple(text(scope) for scope in as_list(scopes, f"{where}: security"))
            for name, scopes in schemes.items()
        }


def _schema(value: object) -> Schema:
    return value if isinstance(value, Mapping) else {"not": {}} if value is False else {}
