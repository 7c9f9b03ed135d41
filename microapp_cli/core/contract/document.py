"""An OpenAPI 3.0 or 3.1 document as plain values that every derivation reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from microapp_cli.core.contract.parts import Body, Media, Operation, Parameter, Response, Schema
from microapp_cli.core.contract.reading import operations_of
from microapp_cli.core.contract.references import check_references, follow
from microapp_cli.core.contract.stated import as_list, as_object, text
from microapp_cli.core.errors import BadContract

__all__ = ["Body", "Contract", "Media", "Operation", "Parameter", "Response", "Schema"]


@dataclass(frozen=True)
class Contract:
    """The whole document."""

    title: str
    version: str
    description: str
    servers: tuple[str, ...]
    """URLs, with variables at their defaults and no slash at the end."""
    security_schemes: Mapping[str, Mapping[str, Any]]
    tags: Mapping[str, str]
    """Every declared tag with its description."""
    operations: tuple[Operation, ...]
    raw: Mapping[str, Any]
    flattened: dict[str, dict[str, Any]] = field(default_factory=dict, compare=False, repr=False)
    """What schemas.flat has found out so far, by `$ref`."""

    @classmethod
    def parse(cls, data: object) -> Contract:
        """Read a document; raises BadContract when it is none, or asks for more than is safe."""
        raw = _document(data)
        info = as_object(raw.get("info"), "info")
        components = as_object(raw.get("components"), "components")
        schemes = as_object(components.get("securitySchemes"), "components/securitySchemes")
        tags = [as_object(tag, "tags") for tag in as_list(raw.get("tags"), "tags")]
        return cls(
            title=text(info.get("title")) or "API",
            version=text(info.get("version")),
            description=text(info.get("description")),
            servers=tuple(_servers(raw)),
            security_schemes={text(name): follow(raw, part) for name, part in schemes.items()},
            tags={text(tag.get("name")): text(tag.get("description")) for tag in tags},
            operations=tuple(operations_of(raw)),
            raw=raw,
        )

    def resolve(self, schema: object) -> dict[str, Any]:
        """Give a schema with its own `$ref` followed; what is inside stays as it is."""
        if schema is False:
            return {"not": {}}
        return follow(self.raw, schema)


def _document(data: object) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise BadContract("This is no OpenAPI document: it must be an object at the top.")
    version = text(data.get("openapi"))
    if not version.startswith(("3.0.", "3.1.")):
        named = version or text(data.get("swagger")) or "none"
        raise BadContract(f"OpenAPI 3.0 or 3.1 is needed; this document's version is {named}.")
    check_references(data)
    return data


def _servers(raw: Mapping[str, Any]) -> Iterator[str]:
    for entry in as_list(raw.get("servers"), "servers"):
        server = as_object(entry, "servers")
        url = text(server.get("url"))
        for name, variable in as_object(server.get("variables"), "servers/variables").items():
            default = text(as_object(variable, f"servers/variables/{name}").get("default"))
            url = url.replace(f"{{{name}}}", default)
        if url.rstrip("/"):
            yield url.rstrip("/")
