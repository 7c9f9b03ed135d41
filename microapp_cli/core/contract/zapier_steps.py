"""The steps of a Zapier app: which operations become one, and what a person sees of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Contract, Operation
from microapp_cli.core.contract.examples import example_of
from microapp_cli.core.contract.journey import place_of_id, places, template
from microapp_cli.core.contract.labels import Labels, as_title
from microapp_cli.core.contract.schemas import flat, properties
from microapp_cli.core.contract.streaming import unstreamed
from microapp_cli.core.contract.zapier_fields import Fields

Step = dict[str, Any]
PAGES = frozenset(
    {"limit", "cursor", "sort", "order", "page", "per_page", "page_size", "pagesize", "offset"}
)
SIZES = ("limit", "per_page", "page_size", "pagesize")
CREATED = ("created_at", "createdAt", "created", "date_created")
MOST = 100
MAX_LABEL, MAX_TEXT = 64, 1000


class Steps:
    """Makes the steps of a contract; no two of a kind share a key, and no two a label."""

    def __init__(self, contract: Contract) -> None:
        self.notes: list[Note] = []
        self._contract = contract
        self._parameters = {
            place.prefix: place.name
            for operation in contract.operations
            for place in places(operation)
        }
        self._taken: set[tuple[str, str]] = set()
        self._labels = Labels(MAX_LABEL)

    def of(self, operation: Operation) -> Iterator[tuple[str, Step]]:
        """Give the steps of one operation, each with its kind; none where Zapier has none."""
        if not _is_sendable(operation):
            return
        if operation.method == "get":
            place = place_of_id(self._contract, operation, self._id_name(operation))
            if 0 in place:
                yield from self._list(operation, place)
            elif len(place) == 1 and operation.path.endswith("}"):
                yield from self._read(operation, place)
        elif operation.method == "post" and self._body(operation):
            yield from self._create(operation)

    def _list(
        self, operation: Operation, place: tuple[str | int, ...]
    ) -> Iterator[tuple[str, Step]]:
        noun = self._noun(operation)
        items = place[: place.index(0)]
        item = self._item(operation, items)
        dated = {part.name for part in properties(self._contract, item)}
        newest = next((name for name in CREATED if name in dated), "")
        always = _sizes(operation) | _sorts(operation, newest)
        if not newest and len(always) < 2:
            self.notes.append(Note(operation.where, "Nothing says which item is the newest."))
        call = {"kind": "list", "items": list(items), "id": place[-1], "newest": newest}
        sample = self._sample(item, str(place[-1]))
        path = self._fields(operation, "path")
        made = call_of(operation, always) | call
        yield self._step("triggers", operation, noun, f"New {noun}", path, made, sample)
        filters = self._fields(operation, "path", "query")
        if filters.query:
            made = call_of(operation, always) | call | {"query": filters.query}
            yield self._step("searches", operation, noun, f"Find {noun}", filters, made, sample)

    def _read(
        self, operation: Operation, place: tuple[str | int, ...]
    ) -> Iterator[tuple[str, Step]]:
        noun = self._noun(operation)
        fields = self._fields(operation, "path", "query")
        call = call_of(operation, {}) | {"kind": "read", "id": place[0], "query": fields.query}
        sample = self._sample(_answered(operation), str(place[0]))
        yield self._step("searches", operation, noun, f"Get {noun} by ID", fields, call, sample)

    def _create(self, operation: Operation) -> Iterator[tuple[str, Step]]:
        noun = self._noun(operation)
        fields = self._fields(operation, "path", "query", "body")
        headers = {part.name.lower() for part in operation.parameters_in("header")}
        call = call_of(operation, {}) | {
            "kind": "create",
            "query": fields.query,
            "body": fields.body,
            "idempotent": "idempotency-key" in headers,
        }
        sample = self._sample(_answered(operation), "")
        yield self._step("creates", operation, noun, _done(operation, noun), fields, call, sample)

    def _step(
        self,
        kind: str,
        operation: Operation,
        noun: str,
        label: str,
        fields: Fields,
        call: Mapping[str, Any],
        sample: Mapping[str, Any],
    ) -> tuple[str, Step]:
        described = operation.description or operation.summary or label
        if kind == "triggers":
            described = f"Triggers when there is a new {noun.lower()}."
        shown: dict[str, Any] = {"inputFields": fields.shown, "sample": sample}
        self.notes += [Note(operation.where, note) for note in fields.notes]
        return kind, {
            "key": self._key(kind, operation),
            "noun": noun,
            "display": {"label": self._labels.of(label), "description": described[:MAX_TEXT]},
            "operation": {"type": "polling", **shown} if kind == "triggers" else shown,
            "call": {**call, "path": fields.path_of(operation)},
        }

    def _key(self, kind: str, operation: Operation) -> str:
        name = re.sub(r"[^A-Za-z0-9_]+", "_", operation.id).strip("_")
        name = name if re.match(r"[A-Za-z].", name) else f"step_{name}"
        key, count = name, 1
        while (kind, key) in self._taken:
            count += 1
            key = f"{name}_{count}"
        self._taken.add((kind, key))
        return key

    def _fields(self, operation: Operation, *sources: str) -> Fields:
        fields = Fields(self._contract)
        for part in operation.parameters_in("path"):
            fields.add_path(part)
        if "query" in sources:
            for part in operation.parameters_in("query"):
                if part.name.lower() not in PAGES:
                    fields.add_query(part)
        media = self._body(operation)
        if "body" in sources and media:
            fields.add_body(media)
        return fields

    def _body(self, operation: Operation) -> Mapping[str, Any] | None:
        """The schema of a body that a form can ask for: an object with properties."""
        media = operation.body.json if operation.body else None
        schema = unstreamed(self._contract, operation, media.schema) if media else {}
        return schema if properties(self._contract, schema) else None

    def _item(self, operation: Operation, items: tuple[str | int, ...]) -> Any:
        """The schema of one thing in a list."""
        schema: Any = _answered(operation)
        for name in items:
            schema = flat(self._contract, schema)["properties"][name]
        return flat(self._contract, schema).get("items")

    def _sample(self, schema: Any, id_name: str) -> dict[str, Any]:
        example = example_of(self._contract, schema)
        sample = dict(example) if isinstance(example, Mapping) else {}
        if id_name:
            sample.setdefault("id", sample.get(id_name, "1"))
        return sample or {"id": "1"}

    def _id_name(self, operation: Operation) -> str:
        base = template(operation.path).rstrip("/")
        return self._parameters.get(base) or self._parameters.get(f"{base}/{{}}") or "id"

    def _noun(self, operation: Operation) -> str:
        """What one of it is called: after its schema, or its path."""
        answered = _answered(operation)
        place = place_of_id(self._contract, operation, self._id_name(operation))
        if 0 in place:
            answered = self._item(operation, place[: place.index(0)])
        reference = answered.get("$ref") if isinstance(answered, Mapping) else None
        literals = [part for part in operation.path.split("/") if part and "{" not in part]
        named = str(reference).rpartition("/")[2] if reference else _one(literals[-1:])
        words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", named)
        noun = " ".join(word[:1].upper() + word[1:] for word in words)
        return noun[:50] if len(noun) > 1 else "Record"


def _done(operation: Operation, noun: str) -> str:
    """What a call does: it creates something, or what its author says of it."""
    creates = operation.success is not None and operation.success.status == "201"
    return f"Create {noun}" if creates else as_title(operation.summary) or f"Create {noun}"


def call_of(operation: Operation, always: Mapping[str, Any]) -> dict[str, Any]:
    """Give the call of an operation without any input."""
    path = [operation.path]
    return {"method": operation.method.upper(), "path": path, "query": [], "always": always}


def _answered(operation: Operation) -> Any:
    media = operation.success.json if operation.success else None
    return media.schema if media else {}


def _is_sendable(operation: Operation) -> bool:
    others = (*operation.parameters_in("header"), *operation.parameters_in("cookie"))
    return not any(part.required and part.name.lower() != "idempotency-key" for part in others)


def _sizes(operation: Operation) -> dict[str, Any]:
    """The parameter that asks for a full page."""
    for part in operation.parameters_in("query"):
        most = part.schema.get("maximum", MOST)
        if part.name.lower() in SIZES and isinstance(most, (int, float)):
            return {part.name: int(min(most, MOST))}
    return {}


def _sorts(operation: Operation, newest: str) -> dict[str, Any]:
    """The parameter that asks for the newest first."""
    for part in operation.parameters_in("query"):
        choices = part.schema.get("enum")
        if isinstance(choices, list) and newest and f"-{newest}" in choices:
            return {part.name: f"-{newest}"}
    return {}


def _one(words: list[str]) -> str:
    word = words[0] if words else ""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
