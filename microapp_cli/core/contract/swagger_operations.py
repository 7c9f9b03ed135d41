"""Operations as Swagger 2.0 says them, with the summaries that Power Automate shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Media, Operation, Parameter, Response
from microapp_cli.core.contract.labels import Labels
from microapp_cli.core.contract.schemas import properties
from microapp_cli.core.contract.streaming import unstreamed
from microapp_cli.core.contract.swagger_schemas import Schemas, titled

METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
OWN_HEADERS = frozenset({"accept", "authorization", "content-type"})
JSON = "application/json"
LONGEST_LABEL = 80
KINDS_OF_ANSWERS = {
    "2": "It went well.",
    "3": "Look elsewhere.",
    "4": "The request was refused.",
    "5": "The service failed.",
}


class Operations:
    """Turns the operations of one contract; what cannot be turned is noted."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self.notes: list[Note] = []
        self.labels = Labels(LONGEST_LABEL)
        self._ids: set[str] = set()

    def turn(self, operation: Operation) -> dict[str, Any] | None:
        """Give one operation, or nothing when Swagger 2.0 cannot say it."""
        if operation.method not in METHODS:
            self._note(operation, f"{operation.method.upper()} cannot be called.")
            return None
        if re.search(r"[{}]", re.sub(r"\{[^{}]+\}", "", operation.path)):
            self._note(operation, "Left out: the braces in its path do not pair up.")
            return None
        body = list(self._body(operation))
        if operation.body and operation.body.required and operation.body.content and not body:
            self._note(operation, "Left out: it needs a body that Power Automate cannot send.")
            return None
        summary = self._summary(operation)
        made: dict[str, Any] = {
            "operationId": self.unique(pascal(operation.id)),
            "summary": summary,
            "description": operation.description or f"{summary}.",
            "x-ms-summary": summary,
            "parameters": [*self._parameters(operation), *body],
            "responses": self._responses(operation),
        }
        if operation.tag:
            made["tags"] = [operation.tag]
        if operation.deprecated:
            made["deprecated"] = True
        if any(part["in"] == "formData" for part in body):
            made["consumes"] = [media.type for media in _forms(operation)][:1]
        return made

    def unique(self, name: str) -> str:
        """Give an operation id that no other operation has, whatever the case of its letters."""
        candidate, count = name, 1
        while candidate.lower() in self._ids:
            count += 1
            candidate = f"{name}{count}"
        self._ids.add(candidate.lower())
        return candidate

    def _summary(self, operation: Operation) -> str:
        return self.labels.of(operation.summary.rstrip(".") or titled(operation.id))

    def _parameters(self, operation: Operation) -> Iterator[dict[str, Any]]:
        in_path = re.findall(r"\{([^{}]+)\}", operation.path)
        declared = {parameter.name for parameter in operation.parameters_in("path")}
        for name in dict.fromkeys(in_path):
            if name not in declared:
                yield self._path_parameter(Parameter(name, "path", True, {"type": "string"}))
        for parameter in operation.parameters:
            if parameter.place == "path" and parameter.name not in in_path:
                self._note(operation, f"{parameter.name} is not in the path, so it is left out.")
            elif parameter.place == "cookie":
                self._note(operation, f"The cookie {parameter.name} cannot be sent.")
            elif parameter.place == "path":
                yield self._path_parameter(parameter)
            elif parameter.place == "query" or parameter.name.lower() not in OWN_HEADERS:
                yield self._parameter(operation, parameter)

    def _path_parameter(self, parameter: Parameter) -> dict[str, Any]:
        made = self._stated(parameter)
        return {**made, "required": True, "x-ms-url-encoding": "single"}

    def _parameter(self, operation: Operation, parameter: Parameter) -> dict[str, Any]:
        made = self._stated(parameter)
        if made["type"] == "array" and parameter.explode:
            self._note(operation, f"{parameter.name} is sent as a,b and not repeated.")
        if parameter.required:
            made["required"] = True
        elif parameter.place == "header" or "[" in parameter.name:
            made["x-ms-visibility"] = "advanced"
        return made

    def _stated(self, parameter: Parameter) -> dict[str, Any]:
        where = f"{parameter.place} parameter {parameter.name}"
        stated = self.schemas.plain(parameter.schema, where)
        if parameter.required:
            stated.pop("default", None)
        title = titled(parameter.name)
        return {
            "name": parameter.name,
            "in": parameter.place,
            "description": parameter.description or f"{title}.",
            "x-ms-summary": title,
            **stated,
        }

    def _body(self, operation: Operation) -> Iterator[dict[str, Any]]:
        body = operation.body
        if body is None or not body.content:
            return
        if operation.method in ("get", "head", "options"):
            self._note(operation, "The body of a request that only reads is not sent.")
        elif body.json:
            yield self._json_body(operation, body.json)
        elif forms := _forms(operation):
            yield from self._form(forms[0])
        else:
            types = ", ".join(media.type for media in body.content)
            self._note(operation, f"A body of {types} cannot be sent.")

    def _json_body(self, operation: Operation, media: Media) -> dict[str, Any]:
        body = operation.body
        schema = unstreamed(self.schemas.contract, operation, media.schema)
        made = {
            "name": "body",
            "in": "body",
            "description": (body.description if body else "") or "What to send.",
            "x-ms-summary": "Body",
            "schema": self.schemas.schema(schema, operation.where),
        }
        return {**made, "required": True} if body and body.required else made

    def _form(self, media: Media) -> Iterator[dict[str, Any]]:
        for part in properties(self.schemas.contract, media.schema):
            is_file = part.schema.get("format") == "binary" and media.type == FORMS[1]
            stated = {"type": "file"} if is_file else self.schemas.plain(part.schema, part.name)
            title = titled(part.name)
            yield {
                "name": part.name,
                "in": "formData",
                "description": str(part.schema.get("description") or f"{title}."),
                "x-ms-summary": title,
                **stated,
                **({"required": True} if part.required else {}),
            }

    def _responses(self, operation: Operation) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for response in operation.responses:
            status = {"2XX": "200", "4XX": "default"}.get(response.status.upper(), response.status)
            if re.fullmatch(r"[1-5][0-9][0-9]|default", status):
                made.setdefault(status, self._response(operation, response))
            else:
                self._note(operation, f"The answers {response.status} are not told apart.")
        return made or {"default": {"description": "An answer."}}

    def _response(self, operation: Operation, response: Response) -> dict[str, Any]:
        made: dict[str, Any] = {"description": response.description or _phrase(response.status)}
        if response.json:
            made["schema"] = self.schemas.schema(response.json.schema, operation.where)
        elif response.content:
            made["schema"] = {"type": "string"}
        if response.headers:
            made["headers"] = {
                name: {**self.schemas.plain(schema, f"header {name}"), "description": titled(name)}
                for name, schema in response.headers.items()
            }
        return made

    def _note(self, operation: Operation, what: str) -> None:
        self.notes.append(Note(operation.where, what))


def pascal(name: str) -> str:
    """Give a name in PascalCase, as Power Automate wants operation ids."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    words = re.findall(r"[A-Za-z0-9]+", spaced)
    made = "".join(word[:1].upper() + word[1:] for word in words)
    return made if made[:1].isalpha() else f"Call{made}"


def _forms(operation: Operation) -> list[Media]:
    content = operation.body.content if operation.body else ()
    return [media for form in FORMS for media in content if media.type.startswith(form)]


def _phrase(status: str) -> str:
    return KINDS_OF_ANSWERS.get(status[:1], "An answer.")
