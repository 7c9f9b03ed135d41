"""The input fields of a Zapier step, and where in the call each of them goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from microapp_cli.core.contract.document import Contract, Operation, Parameter
from microapp_cli.core.contract.examples import as_text
from microapp_cli.core.contract.journey import PARAMETER
from microapp_cli.core.contract.schemas import arms, flat, properties

Field = dict[str, Any]
SCALARS = {"integer": "integer", "number": "number", "boolean": "boolean", "string": "string"}
LONG = 500
MAX_HELP = 1000
MAX_CHOICES = 200


class Fields:
    """The fields of one step, in the order in which a person sees them."""

    def __init__(self, contract: Contract) -> None:
        self.shown: list[Field] = []
        self.query: list[Field] = []
        self.body: list[Field] = []
        self.notes: list[str] = []
        self._contract = contract
        self._path: dict[str, str] = {}
        self._keys: set[str] = set()

    def path_of(self, operation: Operation) -> list[str]:
        """Give the path as literal parts with the key of a field between any two."""
        parts = PARAMETER.split(operation.path)
        return [self._path.get(p, p) if n % 2 else p for n, p in enumerate(parts)]

    def add_path(self, parameter: Parameter) -> None:
        """Add a parameter of the path."""
        self._path[parameter.name] = self._add(
            parameter.name, parameter.schema, parameter.description, required=True
        )["key"]

    def add_query(self, parameter: Parameter) -> None:
        """Add a parameter of the query."""
        kind = flat(self._contract, parameter.schema).get("type")
        if kind in ("object", "array"):
            self.notes.append(f"The parameter {parameter.name} holds more than one value.")
            return
        name, schema, about = parameter.name, parameter.schema, parameter.description
        self.query.append(self._add(name, schema, about, required=parameter.required))

    def add_body(self, schema: Mapping[str, Any]) -> None:
        """Add the properties of a body that are a person's to give."""
        for part in properties(self._contract, schema):
            if part.schema.get("readOnly") is not True and part.schema.get("not") != {}:
                about = str(part.schema.get("description") or "")
                self.body.append(self._add(part.name, part.schema, about, required=part.required))

    def _add(self, name: str, schema: object, about: str, *, required: bool) -> Field:
        """Show one more field, and give where its value goes."""
        stated = flat(self._contract, schema)
        kind = _kind(self._contract, stated)
        key = self._key(name)
        field: Field = {"key": key, "label": _label(name), "required": required, **kind}
        if about:
            field["helpText"] = about[:MAX_HELP]
        if stated.get("default") is not None and as_text(stated["default"]) and _is_scalar(kind):
            field["default"] = as_text(stated["default"])
        choices = stated.get("enum")
        if isinstance(choices, list) and _is_scalar(kind) and kind["type"] == "string":
            texts = dict.fromkeys(as_text(choice) for choice in choices if choice is not None)
            if 0 < len(texts) <= MAX_CHOICES:
                field["choices"] = [text for text in texts if text]
        self.shown.append(field)
        return {"name": name, "key": key, **_sent(stated, kind)}

    def _key(self, name: str) -> str:
        """A key without brackets, for Zapier reads them as a list."""
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "field"
        key, count = plain, 1
        while key in self._keys:
            count += 1
            key = f"{plain}_{count}"
        self._keys.add(key)
        return key


def _kind(contract: Contract, stated: Mapping[str, Any]) -> Field:
    kind = str(stated.get("type"))
    if kind == "array":
        item = str(flat(contract, stated.get("items", {})).get("type"))
        return {"type": SCALARS[item], "list": True} if item in SCALARS else {"type": "json"}
    if kind not in SCALARS:
        return _kind_of_choice(contract, stated)
    if kind == "string" and stated.get("format") == "date-time":
        return {"type": "datetime"}
    length = stated.get("maxLength")
    is_long = kind == "string" and isinstance(length, int) and length > LONG
    return {"type": "text" if is_long and "enum" not in stated else SCALARS[kind]}


def _kind_of_choice(contract: Contract, stated: Mapping[str, Any]) -> Field:
    """A list where one text or several fit, a text where a text and more fit, else JSON."""
    forms = list(arms(contract, stated))
    if all(form.get("type") != "string" for form in forms):
        return {"type": "json"}
    lists = [form.get("items", {}) for form in forms if form.get("type") == "array"]
    if any(flat(contract, items).get("type") == "string" for items in lists):
        return {"type": "string", "list": True}
    return {"type": "text"}


def _sent(stated: Mapping[str, Any], kind: Field) -> dict[str, bool]:
    """Give how what a person typed becomes a value, where it is not that value already."""
    if kind["type"] == "json":
        return {"json": True}
    if "type" in stated:
        return {}
    return {"one_or_more": True} if "list" in kind else {"text_or_json": True}


def _is_scalar(kind: Field) -> bool:
    return kind["type"] != "json" and "list" not in kind


def _label(name: str) -> str:
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)
    return " ".join([word.capitalize() for word in words]) or name or "Field"
