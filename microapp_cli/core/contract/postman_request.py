"""One Postman request: its address, headers and body, with variables where values come later."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Contract, Media, Parameter
from microapp_cli.core.contract.examples import as_text, example_of_media, example_of_parameter
from microapp_cli.core.contract.journey import PARAMETER, Stop
from microapp_cli.core.contract.postman_auth import Auths
from microapp_cli.core.contract.schemas import properties

FORM = "application/x-www-form-urlencoded"
NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
"""OpenAPI says that header parameters of these names mean nothing."""
HEADER_VALUE = re.compile(r"[ -~]*")
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
LITERAL = "%!$&'()*+,;=@-._~:"
"""What stays as it is in a path; a part that begins with a colon would be Postman's parameter."""
MAX_DESCRIPTION = 2000


class Requests:
    """Makes the request of one stop, and notes what Postman cannot say."""

    def __init__(self, contract: Contract, stop: Stop, auths: Auths) -> None:
        self.notes: list[Note] = []
        self._contract = contract
        self._stop = stop
        self._operation = stop.operation
        own = auths.own(stop.operation)
        body, content_type = self._body()
        headers = [*self._accept(), *content_type, *self._headers()]
        self.request: dict[str, Any] = {
            **({"auth": own} if own else {}),
            "method": stop.operation.method.upper(),
            "header": headers,
            **({"body": body} if body else {}),
            "url": self._url(),
            "description": stop.operation.description[:MAX_DESCRIPTION],
        }
        self._note_cookies()

    def _url(self) -> dict[str, Any]:
        path = [self._segment(part) for part in self._operation.path[1:].split("/")]
        query = list(self._query())
        sent = [f"{entry['key']}={entry['value']}" for entry in query if "disabled" not in entry]
        raw = "/".join(["{{baseUrl}}", *path]) + (f"?{'&'.join(sent)}" if sent else "")
        url = {"raw": raw, "host": ["{{baseUrl}}"], "path": path}
        return {**url, "query": query} if query else url

    def _segment(self, part: str) -> str:
        """One part of a path: what is literal is encoded, a parameter becomes a variable."""
        safe = LITERAL.replace(":", "") if part.startswith(":") else LITERAL
        pieces = PARAMETER.split(part)
        for position, piece in enumerate(pieces):
            named = f"{{{{{self._stop.variables.get(piece, piece)}}}}}"
            pieces[position] = named if position % 2 else quote(piece, safe=safe, errors="replace")
        return "".join(pieces)

    def _query(self) -> Iterator[dict[str, Any]]:
        for parameter in self._operation.parameters_in("query"):
            value = example_of_parameter(self._contract, parameter)
            if isinstance(value, dict) and parameter.required:
                self._note(f"The query parameter {parameter.name} holds an object.")
            for text in _as_texts(value, parameter):
                yield {
                    "key": quote(parameter.name, safe="[]$-._~", errors="replace"),
                    "value": quote(text, safe="-._~:@,", errors="replace"),
                    "description": parameter.description,
                    **({} if parameter.required else {"disabled": True}),
                }

    def _accept(self) -> Iterator[dict[str, Any]]:
        success = self._operation.success
        types = [media.type for media in success.content] if success else []
        fine = [kind for kind in types if HEADER_VALUE.fullmatch(kind) and "{{" not in kind]
        if fine:
            yield _header("Accept", ", ".join(fine))

    def _headers(self) -> Iterator[dict[str, Any]]:
        for parameter in self._operation.parameters_in("header"):
            name = parameter.name.lower()
            if name in NOT_PARAMETERS:
                continue
            if name == "idempotency-key":
                value, is_sent = "{{$guid}}", True
            elif name == "if-match":
                value, is_sent = f"{{{{{self._stop.etag}}}}}", parameter.required
            else:
                given = example_of_parameter(self._contract, parameter)
                value, is_sent = without_braces(as_text(given)), parameter.required
            if HEADER_NAME.fullmatch(parameter.name) and HEADER_VALUE.fullmatch(value):
                yield _header(parameter.name, value, parameter.description, is_sent=is_sent)
            else:
                self._note(f"The header {parameter.name} has no value that can be sent.")

    def _body(self) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        """Give the body, and the header that says what it is."""
        body = self._operation.body
        if body is None or not body.content:
            return None, []
        media = body.json or next((m for m in body.content if _writes(m)), None)
        if media is None:
            self._note(f"A body of {body.content[0].type} has to be filled in by hand.")
            return None, []
        value = self._writable(media, example_of_media(self._contract, media))
        if media.is_json:
            raw = json.dumps(value, indent=2, ensure_ascii=False).replace("{{", "\\u007b\\u007b")
            language = {"raw": {"language": "json"}}
        else:
            raw = _as_form(value) if media.type.startswith(FORM) else without_braces(as_text(value))
            language = {"raw": {"language": "text"}}
        content_type = _header("Content-Type", without_braces(media.type))
        return {"mode": "raw", "raw": raw, "options": language}, [content_type]

    def _writable(self, media: Media, value: Any) -> Any:
        """Leave out what only the service writes."""
        if not isinstance(value, dict):
            return value
        listed = properties(self._contract, media.schema)
        read_only = {part.name for part in listed if part.schema.get("readOnly") is True}
        return {name: part for name, part in value.items() if name not in read_only}

    def _note_cookies(self) -> None:
        for parameter in self._operation.parameters_in("cookie"):
            self._note(f"The cookie {parameter.name} has to be set by hand.")

    def _note(self, what: str) -> None:
        self.notes.append(Note(self._operation.where, what))


def without_braces(text: str) -> str:
    """Give text in which Postman sees no variable: `{{token}}` in an example must stay a text."""
    return text.replace("{{", "{ {")


def _as_texts(value: object, parameter: Parameter) -> list[str]:
    if not isinstance(value, list):
        return [as_text(value)]
    texts = [as_text(item) for item in value]
    return texts if parameter.explode else [",".join(texts)]


def _as_form(value: object) -> str:
    fields = value if isinstance(value, dict) else {}
    return urlencode({n: as_text(part) for n, part in fields.items()}, errors="replace")


def _writes(media: Media) -> bool:
    return media.type.startswith((FORM, "text/"))


def _header(
    name: str, value: str, description: str = "", *, is_sent: bool = True
) -> dict[str, Any]:
    header: dict[str, Any] = {"key": name, "value": value}
    if description:
        header["description"] = description
    return header if is_sent else {**header, "disabled": True}
