"""The requests of a Make module: which parameters go where, and how a list is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Contract, Media, Operation, Parameter
from microapp_cli.core.contract.make_fields import SENT, Field, Fields, Names, plain
from microapp_cli.core.contract.schemas import flat, properties
from microapp_cli.core.contract.streaming import unstreamed

NEXT = {"next_cursor": "cursor", "nextCursor": "cursor"}
NEXT |= {"next_page_token": "page_token", "nextPageToken": "pageToken"}
"""The property that holds the next cursor, and the parameter that takes it."""
PAGE_SIZE = ("limit", "page_size", "pageSize", "per_page")
LARGEST_PAGE = 100
BODY_TYPES = {
    "application/x-www-form-urlencoded": "urlencoded",
    "multipart/form-data": "multipart/form-data",
}
BY_THE_PLATFORM = frozenset({"accept", "authorization", "content-type", "if-none-match"})
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Listing:
    """How the answer of an operation holds a list."""

    items: str
    """The expression for the list itself."""
    schema: object
    cursor: str
    """The property with the next cursor, or nothing."""


def listing(contract: Contract, operation: Operation) -> Listing | None:
    """How this operation answers with a list; None when it does not."""
    media = operation.success.json if operation.success else None
    if operation.method != "get" or media is None:
        return None
    top = flat(contract, media.schema)
    if top.get("type") == "array":
        return Listing("{{body}}", top.get("items"), "")
    parts = {part.name: part.schema for part in properties(contract, top)}
    lists = [name for name, schema in parts.items() if schema.get("type") == "array"]
    taken = {parameter.name for parameter in operation.parameters_in("query")}
    cursor = next((name for name in parts if NEXT.get(name) in taken), "")
    if len(lists) == 1 and (lists[0] in ("items", "data", "results") or cursor):
        return Listing(f"{{{{body.{plain(lists[0])}}}}}", parts[lists[0]].get("items"), cursor)
    return None


@dataclass
class Request:
    """The request of one module, and the fields that fill it."""

    contract: Contract
    operation: Operation
    listing: Listing | None = None
    fields: list[Field] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    names: Names = field(default_factory=Names)

    def made(self) -> dict[str, Any]:
        """The request; its fields and notes are known after this."""
        path = self._path()
        request: dict[str, Any] = {"url": path, "method": self.operation.method.upper()}
        if "{{" in path:
            request["encodeUrl"] = False  # each value is encoded by itself
        query = dict(self._parameters("query"))
        headers = dict(self._parameters("header"))
        for place in self.operation.parameters_in("cookie"):
            self._note(f"The cookie {place.name} is not sent.")
        request |= {"qs": query} if query else {}
        request |= {"headers": headers} if headers else {}
        if self.operation.method in ("post", "put", "patch") or self.operation.body:
            request |= self._body()
        return request

    def _path(self) -> str:
        asked = {one.name: one for one in self.operation.parameters_in("path")}

        def expression(match: re.Match[str]) -> str:
            name = match[1]
            one = asked.get(name) or Parameter(name, "path", True, {"type": "string"})
            return f"\0encodeURL(parameters.{self._field(one)})\1"

        path = PLACEHOLDER.sub(expression, self.operation.path)
        return str(plain(path)).replace("\0", "{{").replace("\1", "}}")

    def _parameters(self, place: str) -> Iterator[tuple[str, Any]]:
        for one in self.operation.parameters_in(place):
            if place == "header" and one.name.lower() in BY_THE_PLATFORM:
                continue
            if self.listing and one.name == NEXT.get(self.listing.cursor):
                continue
            if self.listing and one.name in PAGE_SIZE:
                largest = flat(self.contract, one.schema).get("maximum")
                yield one.name, min(largest, LARGEST_PAGE) if isinstance(largest, int) else 50
                continue
            yield plain(one.name), f"{{{{parameters.{self._field(one)}}}}}"

    def _field(self, one: Parameter) -> str:
        """A field for this parameter; gives its name."""
        name = self.names.of(one.name)
        schema = {**flat(self.contract, one.schema)}
        if one.description:
            schema["description"] = one.description
        made = self._fields().of(name, schema, required=one.required)
        if not one.required:
            made["advanced"] = True
        self.fields.append(made | {"label": self._label(one.name)})
        return name

    def _label(self, name: str) -> str:
        return str(plain(name))[:256]

    def _body(self) -> dict[str, Any]:
        body = self.operation.body
        media = (body.json or next(iter(body.content), None)) if body else None
        if media is None:
            return {"body": {}}
        kind = "json" if media.is_json else BODY_TYPES.get(media.type, "raw")
        schema = flat(self.contract, unstreamed(self.contract, self.operation, media.schema))
        if kind == "raw" or schema.get("type") != "object" or not schema.get("properties"):
            return {"type": kind, "body": self._whole(media)}
        inside = {one.name: one for one in properties(self.contract, schema)}
        values = {
            plain(name): f"{{{{parameters.{self._body_field(name, one.schema, one.required)}}}}}"
            for name, one in inside.items()
            if one.schema.get("readOnly") is not True
        }
        return {"type": kind, "body": values}

    def _body_field(self, name: str, schema: Mapping[str, Any], required: bool) -> str:
        free = self.names.of(name)
        self.fields.append(self._fields().of(free, schema, required=required))
        return free

    def _whole(self, media: Media) -> str:
        name = self.names.of("body")
        if not media.is_json:
            self._note(f"The body of type {media.type} is given as it is.")
        required = bool(self.operation.body and self.operation.body.required)
        kind = "any" if media.is_json else "text"
        label = {"name": name, "type": kind, "label": "Body", "required": required}
        self.fields.append(label)
        return f"{{{{parameters.{name}}}}}"

    def _fields(self) -> Fields:
        return Fields(self.contract, self.operation.where, SENT, self.notes)

    def _note(self, what: str) -> None:
        self.notes.append(Note(self.operation.where, what))
