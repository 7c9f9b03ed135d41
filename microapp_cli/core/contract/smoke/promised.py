"""The form that a contract promises for an answer, taken from its schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.smoke.form import IS_KIND, is_number

MAX_DEPTH = 8
MAX_PARTS = 400
BOUNDS = ("minimum", "maximum", "minLength", "maxLength")
# In a JavaScript literal "__proto__" is no property but the object's prototype.
NO_PROPERTY = "__proto__"


class Promise:
    """The form of one answer; what is cyclic, too deep or too much is left open."""

    def __init__(self, contract: Contract, schema: object) -> None:
        self._contract = contract
        self._parts = 0
        self.is_cut = False
        """Whether something was left open because it was too deep or too much."""
        self.form = self._form(schema, ())

    def _form(self, schema: object, above: tuple[str, ...]) -> dict[str, Any]:
        reference = schema.get("$ref") if isinstance(schema, Mapping) else None
        self._parts += 1
        if reference is not None and reference in above:
            return {}
        if len(above) > MAX_DEPTH or self._parts > MAX_PARTS:
            self.is_cut = True
            return {}
        stated = self._contract.resolve(schema)
        below = (*above, str(reference))
        form = {**_plain(stated), **self._object(stated, below), **self._inner(stated, below)}
        return _or_null(form) if stated.get("nullable") is True else form

    def _object(self, stated: Mapping[str, Any], above: tuple[str, ...]) -> dict[str, Any]:
        listed = stated.get("properties")
        properties = listed if isinstance(listed, Mapping) else {}
        shown = {
            str(name): part
            for name, part in properties.items()
            if self._contract.resolve(part).get("writeOnly") is not True
        }
        hidden = {str(name) for name in properties} - set(shown)
        names = stated.get("required")
        required = (
            [
                name
                for name in dict.fromkeys(n for n in names if isinstance(n, str))
                if name not in {*hidden, NO_PROPERTY}
            ]
            if isinstance(names, list)
            else []
        )
        forms = {n: self._form(p, above) for n, p in shown.items() if n != NO_PROPERTY}
        return {
            **({"required": required} if required else {}),
            **({"properties": forms} if forms else {}),
        }

    def _inner(self, stated: Mapping[str, Any], above: tuple[str, ...]) -> dict[str, Any]:
        form: dict[str, Any] = {}
        if isinstance(stated.get("items"), Mapping):
            form["items"] = self._form(stated["items"], above)
        for keyword in ("allOf", "anyOf", "oneOf"):
            arms = stated.get(keyword)
            if isinstance(arms, list) and arms:
                made = {
                    "anyOf" if keyword == "oneOf" else keyword: [
                        self._form(arm, above) for arm in arms
                    ]
                }
                form = {"allOf": [form, made]} if set(made) & set(form) else {**form, **made}
        return form


def _plain(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Give the keywords that say something about the value itself."""
    form: dict[str, Any] = {}
    kinds = stated.get("type")
    known = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if _is_kind(kind)]
    if known:
        form["type"] = known[0] if len(known) == 1 else known
    choices = [stated["const"]] if "const" in stated else stated.get("enum")
    if isinstance(choices, list) and choices and all(map(_is_json, choices)):
        form["enum"] = choices
    for name in BOUNDS:
        if is_number(stated.get(name)):
            form[name] = stated[name]
    return form


def _or_null(form: dict[str, Any]) -> dict[str, Any]:
    """Let null in as well, as `nullable` of OpenAPI 3.0 does."""
    return {"anyOf": [{"type": "null"}, form]} if form else form


def _is_kind(kind: object) -> bool:
    return isinstance(kind, str) and kind in IS_KIND


def _is_json(value: object) -> bool:
    """Whether JSON can say it; YAML also brings dates and infinities."""
    if isinstance(value, list):
        return all(map(_is_json, value))
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _is_json(part) for key, part in value.items())
    return value is None or isinstance(value, (str, bool)) or is_number(value)
