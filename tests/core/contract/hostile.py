"""Hostile OpenAPI documents, and a program that hands one of them to every tool.

The program has little memory and time, and no network: it dies when it needs more.
"""

from __future__ import annotations

import importlib
import resource
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from microapp_cli.core.contract.changes import diff
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.errors import MicroappError

SECONDS, BYTES = 60, 2**30
Document = dict[str, Any]
DERIVERS = ("make", "postman", "power_automate", "zapier")
TOOLS = ("diff", "diff to nothing", *DERIVERS)
S = "#/components/schemas"


def document(schemas: Any, paths: Any = None) -> Document:
    """A document whose one operation takes and gives the schema A."""
    media = {"content": {"application/json": {"schema": {"$ref": f"{S}/A"}}}}
    operation = {"requestBody": media, "responses": {"200": {"description": "", **media}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths or {"/a": {"post": operation}, "/a/{id}": {"get": operation}},
        "components": {"schemas": schemas},
    }


def tree(keyword: str) -> Document:
    """A few lines that come to 2**60 schemas when they are written out."""
    schemas: dict[str, Any] = {"A": {"$ref": f"{S}/S0"}, "S60": {"type": "string"}}
    for level in range(60):
        below = {"$ref": f"{S}/S{level + 1}"}
        both = {"a": below, "b": below} if keyword == "properties" else [below, below]
        schemas[f"S{level}"] = {keyword: both}
    return document(schemas)


def nested(levels: int) -> Document:
    """Objects in objects."""
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"a": schema}}
    return document({"A": schema})


def loops() -> Document:
    """Schemas that contain, merge and choose themselves, and a `$ref` that only names itself."""
    own = {"$ref": f"{S}/A"}
    parts = {"e": {"$ref": f"{S}/E"}, "f": {"allOf": [own, {"oneOf": [own, own]}]}}
    schemas = {
        "A": {"type": "object", "properties": {"b": {"$ref": f"{S}/B"}, **parts}},
        "B": {"allOf": [{"$ref": f"{S}/B"}, {"$ref": f"{S}/C"}]},
        "C": {"oneOf": [{"$ref": f"{S}/C"}, {"$ref": f"{S}/A"}, {"type": "array", "items": own}]},
        "E": {"$ref": f"{S}/F"},
        "F": {"$ref": f"{S}/E"},
    }
    return document(schemas)


def many_paths() -> Document:
    """Ten thousand paths, each with its own parameter."""
    answers = {
        "200": {"description": "", "content": {"application/json": {"schema": {"$ref": f"{S}/A"}}}}
    }
    one = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    get = {"parameters": [one], "responses": answers}
    paths = {f"/things{number}/{{id}}": {"get": get} for number in range(10_000)}
    return document({"A": {"type": "object", "properties": {"id": {"type": "string"}}}}, paths)


def odd_values() -> Document:
    """Values of the wrong kind wherever one can stand."""
    schema = {
        "type": ["object", 7, None],
        "required": {"a": 1},
        "properties": {"": None, "a": [], "{{b}}": {"enum": {}, "type": {}}, "\u202e": True},
        "minimum": 10**400,
        "maximum": float("inf"),
        "multipleOf": 0,
        "maxLength": "x",
        "pattern": "(a+)+$" * 1000,
        "allOf": {"a": 1},
        "oneOf": [None, 3, "x"],
        "items": "x",
        "default": {"a": [float("nan")]},
    }
    return document({"A": {"type": "object", "properties": {"a": schema, "b": schema}}})


def remote(reference: str) -> Document:
    """A reference that leads out of the document."""
    return document({"A": {"$ref": reference}})


DOCUMENTS: dict[str, Callable[[], Document]] = {
    "loops": loops,
    "10,000 paths": many_paths,
    "remote $ref": lambda: remote("https://evil.example/a.yaml#/A"),
    "file $ref": lambda: remote("../../etc/passwd"),
    "nested 40 deep": lambda: nested(40),
    "nested 2,000 deep": lambda: nested(2000),
    "2**60 properties": lambda: tree("properties"),
    "2**60 merged": lambda: tree("allOf"),
    "2**60 choices": lambda: tree("oneOf"),
    "2**60 in a list": lambda: tree("prefixItems"),
    "huge enum": lambda: document(
        {"A": {"type": "string", "enum": [f"v{n}" for n in range(500_000)]}}
    ),
    "10,000 properties": lambda: document(
        {
            "A": {
                "type": "object",
                "properties": {f"p{n}": {"type": "string"} for n in range(10_000)},
            }
        }
    ),
    "odd values": odd_values,
}
REFUSED = {"remote $ref", "file $ref", "nested 2,000 deep"}


@cache
def read(name: str) -> Contract:
    """The document of this name as every tool is given it."""
    return Contract.parse(DOCUMENTS[name]())


def use(tool: str, name: str) -> None:
    """Hand the document of this name to a tool."""
    contract = read(name)
    if tool == "diff":
        diff(contract, Contract.parse(contract.raw))
    elif tool == "diff to nothing":
        empty = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
        diff(contract, Contract.parse(empty))
        diff(Contract.parse(empty), contract)
    else:
        importlib.import_module(f"microapp_cli.core.contract.{tool}").derive(contract, "0" * 64)


def no_network(event: str, _: object) -> None:
    """An audit hook that lets nothing out."""
    if event.startswith("socket."):
        raise RuntimeError(f"The network was used: {event}")


def main() -> None:
    """Hand the document of this name to every tool; a line each says how it went."""
    sys.addaudithook(no_network)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    for tool in TOOLS:
        try:
            use(tool, sys.argv[1])
        except MicroappError as error:
            print(f"{tool}: refused, {error}")
        else:
            print(f"{tool}: read")


if __name__ == "__main__":
    main()
