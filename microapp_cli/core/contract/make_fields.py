"""Schemas as fields of a Make module: what people fill in, and what they map further."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.schemas import Property, flat, properties

Field = dict[str, Any]
DEEPEST = 5
MOST_FIELDS = 300
MOST_OPTIONS = 200
LONG_TEXT = 500
SENT, RECEIVED = "readOnly", "writeOnly"
"""What never travels this way: the flag that hides a property from it."""
TYPES = {"integer": "integer", "number": "number", "boolean": "boolean", "string": "text"}
FORMATS = {"date-time": "date", "date": "date", "email": "email", "uri": "url", "binary": "buffer"}
BOUNDS = {"minimum": "min", "maximum": "max"}


def plain(value: Any) -> Any:
    """The value without `{{`, which Make would take for an expression."""
    if isinstance(value, str):
        return value.replace("{{", "{ {").replace("}}", "} }")
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def label_of(name: str) -> str:
    """`created_at` as people read it: Created at."""
    words = " ".join(re.findall(r"[A-Za-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name)))
    return (words[:1].upper() + words[1:])[:256] or "Value"


@dataclass
class Names:
    """Names that an expression can use: letters, digits and `_`, no name twice."""

    taken: set[str] = field(default_factory=set)

    def of(self, name: str) -> str:
        """A free name close to this one."""
        base = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_")[:100] or "value"
        base = f"n{base}" if base[0].isdigit() else base
        candidate, count = base, 1
        while candidate in self.taken:
            count += 1
            candidate = f"{base}_{count}"
        self.taken.add(candidate)
        return candidate


@dataclass
class Fields:
    """Makes the fields of one module, and notes what they cannot hold."""

    contract: Contract
    where: str
    hidden: str
    notes: list[Note] = field(default_factory=list)
    made: int = 0

    def of_properties(self, schema: object, depth: int = 0) -> Iterator[Field]:
        """One field for each property that travels this way."""
        for one in properties(self.contract, schema):
            if one.schema.get(self.hidden) is not True:
                yield self.of_property(one, depth)

    def of_property(self, one: Property, depth: int = 0) -> Field:
        """The field of one property."""
        required = one.required and self.hidden == SENT
        return self.of(one.name, one.schema, required=required, depth=depth)

    def of(self, name: str, schema: object, *, required: bool = False, depth: int = 0) -> Field:
        """The field for values of this schema."""
        found = flat(self.contract, schema)
        self.made += 1
        made: Field = {"name": plain(name)[:128], "label": label_of(name)}
        made |= self._typed(name, found, depth)
        help_text = plain(str(found.get("description") or "").strip())
        if help_text and self.hidden == SENT:
            made["help"] = help_text
        if required:
            made["required"] = True
        return made | (self._limits(found, made["type"]) if self.hidden == SENT else {})

    def _typed(self, name: str, found: Mapping[str, Any], depth: int) -> Field:
        kind = found.get("type")
        if depth >= DEEPEST or self.made > MOST_FIELDS:
            self._note(f"{name} is nested too deep for fields of its own; map it as a whole.")
            return {"type": "any"}
        if isinstance(found.get("enum"), list) and kind in TYPES and self.hidden == SENT:
            return self._choice(name, found)
        if kind == "array":
            return {"type": "array", "spec": self._item(found.get("items"), depth)}
        if kind == "object":
            spec = list(self.of_properties(found, depth + 1))
            return {"type": "collection", "spec": spec} if spec else {"type": "any"}
        if kind == "string":
            return self._text(found)
        if kind not in TYPES and (found.get("oneOf") or found.get("anyOf")):
            self._note(f"{name} has several forms; Make takes any value there.")
        return {"type": TYPES.get(str(kind), "any")}

    def _text(self, found: Mapping[str, Any]) -> Field:
        kind = FORMATS.get(str(found.get("format")), "text")
        if found.get("format") == "date" and self.hidden == SENT:
            kind = "text"  # a date of Make has a time, which the service would refuse
        made: Field = {"type": kind}
        if kind == "text" and self.hidden == SENT and _whole(found.get("maxLength"), LONG_TEXT):
            made["multiline"] = True
        return made

    def _choice(self, name: str, found: Mapping[str, Any]) -> Field:
        values = [value for value in found["enum"] if value is not None]
        if len(values) > MOST_OPTIONS or values != plain(values):
            self._note(f"{name} has values that Make cannot offer as a list; type one in.")
            return {"type": TYPES[found["type"]]}
        return {"type": "select", "options": [{"label": str(v), "value": v} for v in values]}

    def _item(self, items: object, depth: int) -> Any:
        found = flat(self.contract, items)
        if found.get("type") == "object":
            spec = list(self.of_properties(found, depth + 1))
            return spec or {"type": "any"}
        return {"type": self._typed("items", found, depth + 1)["type"]}

    def _limits(self, found: Mapping[str, Any], kind: str) -> Field:
        limits = {BOUNDS[key]: found[key] for key in BOUNDS if _is_number(found.get(key))}
        if kind in ("integer", "number") and limits:
            return {"validate": limits}
        return {}

    def _note(self, what: str) -> None:
        self.notes.append(Note(self.where, what))


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and value > least


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
