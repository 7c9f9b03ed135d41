"""What prompts, evals, models.yaml and apps.yaml may say, as JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from microapp_llm.evals.model import EvalFile
from microapp_llm.models import AUTO, FAULTS
from microapp_llm.models_file import (
    ALIAS,
    CHOICES,
    DUES,
    KEY,
    MOST,
    NAME,
    NEEDED,
    OPTIONAL,
    SHORTEST_REASON,
)
from microapp_llm.money.limits import AMOUNT, APP_CAPS, USD
from microapp_llm.prompts.model import PromptFile
from microapp_llm.prompts.prompt import VARIABLE
from tests.owner_files.json_schema import JSON_SCHEMA

Part = dict[str, Any]
TARGET = Path(__file__).parents[2] / "blueprints/llm_proxy/files/microapp_llm/file_schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Part = {"type": "string", "minLength": 1}
NANO = "Nano-dollars a token: $1 for a million tokens is 1000."


def _prompts() -> Part:
    schema = _of(PromptFile)
    parts = schema["$defs"]
    parts["JsonSchema"] = JSON_SCHEMA
    version = parts["Version"]
    told = version["properties"]
    told["text"]["anyOf"][0]["pattern"] = r"\S"
    told["messages"]["anyOf"][0]["minItems"] = 1
    parts["Message"]["properties"]["content"]["pattern"] = r"\S"
    told["variables"] = {
        "description": "The variables of the text, as JSON Schema; others are refused.",
        "allOf": [{"$ref": "#/$defs/JsonSchema"}],
        "properties": {
            "type": {"const": "object"},
            "properties": {"propertyNames": {"pattern": f"^{VARIABLE.pattern}$"}},
        },
    }
    version["oneOf"] = [_said("text"), _said("messages")]
    output = parts["Output"]
    output["properties"]["schema"]["anyOf"][0] = {"$ref": "#/$defs/JsonSchema"}
    output["if"] = {"properties": {"type": {"const": "json"}}, "required": ["type"]}
    output["then"] = _said("schema")
    output["else"] = {"not": _said("schema")}
    return schema


def _evals() -> Part:
    schema = _of(EvalFile)
    parts = schema["$defs"]
    parts["JsonSchema"] = JSON_SCHEMA
    expected = parts["Expected"]
    wish = {"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/JsonSchema"}]}
    expected["properties"]["json_schema"] = wish
    whatever: Part = {"contains": [], "not_contains": [], "similarity": None, "max_tokens": None}
    whatever |= {"json_schema": False, "refuses": False, "no_pii": False}
    expected["anyOf"] = [_said(name, but=value) for name, value in whatever.items()]
    return schema


def _models() -> Part:
    local = {"properties": {"provider": {"const": "local"}}, "required": ["provider"]}
    chat = {"properties": {"kind": {"const": "chat"}}, "required": ["kind"]}
    powerful = {"properties": {"place": {"const": "external_powerful"}}, "required": ["place"]}
    model = {
        **_group(sorted(NEEDED), _fields_of_a_model()),
        "allOf": [
            {"if": local, "then": _without("base_url", "key"), "else": _behind_an_address()},
            {"if": chat, "then": {"properties": {"max_output": {"minimum": 1}}}},
            {"if": powerful, "then": {"properties": {"needs_approval": {"const": True}}}},
            {"if": {"required": ["price_reason"]}, "then": {"required": ["price"]}},
        ],
    }
    models = {"type": "array", "minItems": 1, "maxItems": MOST, "items": model}
    what = "The models that this app may ask."
    return _file(_group(["models"], {"models": {**models, "description": what}}))


def _fields_of_a_model() -> Part:
    alias = {"type": "string", "pattern": f"^({ALIAS.pattern})$", "not": {"const": AUTO}}
    rate = _whole(0, 1_000_000_000)
    price = _group(["input", "output"], dict.fromkeys(DUES, rate))
    fields: Part = {
        **{name: {"enum": list(values)} for name, values in CHOICES.items()},
        "alias": {**alias, "description": "What callers say."},
        "model": {"type": "string", "pattern": f"^({NAME.pattern})$"},
        "region": TEXT,
        "needs_approval": {"type": "boolean"},
        "context": _whole(1, 100_000_000),
        "max_output": _whole(0, 10_000_000),
        "price": {**price, "description": NANO},
        "price_reason": {"type": "string", "minLength": SHORTEST_REASON},
        "base_url": {"type": "string", "pattern": r"^https?://[^\s%\\?#@]+$"},
        "key": {"type": "string", "pattern": f"^({KEY.pattern})$"},
        "fallback": {"type": "array", "maxItems": MOST, "items": TEXT},
        "faults": {"type": "array", "maxItems": MOST, "items": {"enum": list(FAULTS)}},
    }
    assert set(fields) == NEEDED | OPTIONAL  # a new field needs its line here
    return fields


def _behind_an_address() -> Part:
    return {"required": ["base_url"], "properties": {"faults": {"maxItems": 0}}}


def _apps() -> Part:
    caps = {name: _amount(dollars=unit == USD) for name, (_, unit) in APP_CAPS.items()}
    app = _group(["name", "active"], {"name": TEXT, "active": {"type": "boolean"}, **caps})
    apps = {"type": "array", "items": app, "description": "Other apps that may call this one."}
    return _file(_group(["apps"], {"apps": apps}))


def _amount(*, dollars: bool) -> Part:
    if dollars:
        what = "Dollars a month, like 2.50; no more than microapp.yaml grants."
        return {**_written({}), "description": what}
    what = "Tokens a day; no more than microapp.yaml grants."
    return {**_written({"multipleOf": 1}), "description": what}


def _written(more: Part) -> Part:
    """Give what takes a number, as it is or in quotes."""
    number = {"type": "number", "minimum": 0, **more}
    return {"anyOf": [number, {"type": "string", "pattern": f"^({AMOUNT.pattern})$"}]}


def _of(kind: type[Any]) -> Part:
    """Give the schema of the very type that the file is read as."""
    schema = msgspec.json.schema(kind)
    for part in schema["$defs"].values():
        part.pop("title", None)
        for field in part["properties"].values():
            field.pop("default", None)
    return _file(schema)


def _file(schema: Part) -> Part:
    return {"$schema": DIALECT, **schema}


def _said(name: str, but: Any = None) -> Part:
    """Give what holds where a field is written, and says something."""
    return {"required": [name], "properties": {name: {"not": {"const": but}}}}


def _without(*names: str) -> Part:
    return {"not": {"anyOf": [{"required": [name]} for name in names]}}


def _group(required: list[str], properties: Part) -> Part:
    made: Part = {"type": "object", "additionalProperties": False, "required": required}
    return {**made, "properties": properties}


def _whole(least: int, most: int) -> Part:
    return {"type": "integer", "minimum": least, "maximum": most}


FILE_SCHEMAS = {
    "prompt": _prompts(),
    "eval": _evals(),
    "models": _models(),
    "apps": _apps(),
}
"""The name of a schema → the schema; `prompt` is in `prompt.schema.json`, and so on."""


def text_of(schema: Part) -> str:
    """Give a schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
