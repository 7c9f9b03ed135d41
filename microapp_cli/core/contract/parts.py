"""The parts of a contract: operations with their parameters, bodies and answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Media:
    """One media type of a body or an answer."""

    type: str
    schema: Schema
    examples: tuple[Any, ...] = ()
    """Whole examples that the author gave; the first is the best."""

    @property
    def is_json(self) -> bool:
        """Whether the content is JSON, plain or with a suffix such as +json."""
        return bool(re.fullmatch(r"application/([\w.-]+\+)?json", self.type.partition(";")[0]))


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    place: str
    """path, query, header or cookie."""
    required: bool
    schema: Schema
    description: str = ""
    examples: tuple[Any, ...] = ()
    style: str = ""
    explode: bool = False
    deprecated: bool = False


@dataclass(frozen=True)
class Body:
    """What a request carries."""

    required: bool
    content: tuple[Media, ...]
    description: str = ""

    @property
    def json(self) -> Media | None:
        """The JSON form of it, if it has one."""
        return _json(self.content)


@dataclass(frozen=True)
class Link:
    """Where a value of an answer leads: to a parameter of another operation."""

    operation_id: str
    parameter: str
    expression: str
    """Such as `$response.header.ETag`."""


@dataclass(frozen=True)
class Response:
    """One answer of an operation."""

    status: str
    """Such as 200, 4XX or default."""
    description: str
    content: tuple[Media, ...] = ()
    headers: Mapping[str, Schema] = field(default_factory=dict)
    links: tuple[Link, ...] = ()

    @property
    def json(self) -> Media | None:
        """The JSON form of it, if it has one."""
        return _json(self.content)


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    id: str
    """Unique in the document; made from method and path where the author gave none."""
    method: str
    """In lower case."""
    path: str
    tag: str
    """The first tag, or nothing."""
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    security: tuple[Mapping[str, tuple[str, ...]], ...]
    """Any one of these is enough; each names schemes with their scopes. Empty means open."""
    raw: Mapping[str, Any]

    @property
    def where(self) -> str:
        """How notes and messages name it: `GET /v1/notes`."""
        return f"{self.method.upper()} {self.path}"

    @property
    def success(self) -> Response | None:
        """The answer of a call that went well: the lowest 2xx, else 2XX, else default."""
        by_status = {response.status.upper(): response for response in self.responses}
        exact = sorted(status for status in by_status if re.fullmatch("2[0-9][0-9]", status))
        return next((by_status[s] for s in (*exact, "2XX", "DEFAULT") if s in by_status), None)

    @property
    def switch(self) -> str:
        """The setting that turns it on where it is off at first (`x-optional`), or nothing."""
        stated = self.raw.get("x-optional")
        return stated if isinstance(stated, str) else ""

    def parameters_in(self, place: str) -> tuple[Parameter, ...]:
        """The parameters in the path, the query, the headers or the cookies."""
        return tuple(parameter for parameter in self.parameters if parameter.place == place)


def _json(content: tuple[Media, ...]) -> Media | None:
    plain = next((media for media in content if media.type == "application/json"), None)
    return plain or next((media for media in content if media.is_json), None)
