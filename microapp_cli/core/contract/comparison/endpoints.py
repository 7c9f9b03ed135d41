"""The operations of a document where they stand, found again under renamed path parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from microapp_cli.core.contract.comparison.places import Place
from microapp_cli.core.contract.reading import METHODS

PLACEHOLDER = re.compile(r"\{([^}]*)\}")
PROTOCOL_HEADERS = frozenset({"accept", "authorization", "content-type"})
"""OpenAPI ignores parameters with these names."""
Key = tuple[str, ...]


@dataclass(frozen=True)
class Endpoint:
    """One operation and the place of its path."""

    method: str
    path: str
    item: Place
    operation: Place

    @property
    def name(self) -> str:
        """How people name it: `GET /v1/notes`."""
        return f"{self.method.upper()} {self.path}"

    @property
    def key(self) -> Key:
        """The same for paths that differ in the names of their parameters only."""
        return (self.method, PLACEHOLDER.sub("{}", self.path))

    def parameters(self) -> dict[Key, Place]:
        """Its parameters by place and name; those in the path by place and position."""
        order = PLACEHOLDER.findall(self.path)
        found: dict[Key, Place] = {}
        for holder in (self.item, self.operation):
            for _, entry in holder.at("parameters").each():
                parameter = entry.followed()
                where, name = parameter.fields.get("in"), str(parameter.fields.get("name"))
                if where == "path" and name in order:
                    found[("path", str(order.index(name)))] = parameter
                elif where == "header" and name.lower() not in PROTOCOL_HEADERS:
                    found[("header", name.lower())] = parameter
                elif where in ("query", "cookie"):
                    found[(str(where), name)] = parameter
        return found


def endpoints(document: Place, under: str = "paths") -> Iterator[Endpoint]:
    """Every operation below `paths` or `webhooks`."""
    for path, entry in document.at(under).each():
        if path.startswith("x-"):
            continue
        item = entry.followed()
        for method in METHODS:
            if isinstance(item.fields.get(method), Mapping):
                yield Endpoint(method, path, item, item.at(method))


def paired(
    old: list[Endpoint], new: list[Endpoint]
) -> tuple[list[tuple[Endpoint, Endpoint]], list[Endpoint], list[Endpoint]]:
    """The operations of both documents, those that are gone, and those that are new."""
    exact = {(one.method, one.path): one for one in new}
    known = _paths(old)
    alike = {one.key: one for one in new if (one.method, one.path) not in known}
    pairs, gone = [], []
    for one in old:
        other = exact.get((one.method, one.path)) or alike.pop(one.key, None)
        if other:
            pairs.append((one, other))
        else:
            gone.append(one)
    found = {(other.method, other.path) for _, other in pairs}
    return pairs, gone, [one for one in new if (one.method, one.path) not in found]


def _paths(found: list[Endpoint]) -> frozenset[tuple[str, str]]:
    return frozenset((one.method, one.path) for one in found)
