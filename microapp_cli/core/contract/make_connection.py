"""The connection of a Make app: what people fill in once, and how every request uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Contract, Operation
from microapp_cli.core.contract.make_fields import plain

ADDRESS = "{{%s.address}}"
SECRET: dict[str, Any] = {"type": "password", "required": True, "editable": False}
ERRORS = {
    "400": "DataError",
    "401": "InvalidAccessTokenError",
    "403": "InvalidConfigurationError",
    "409": "DuplicateDataError",
    "422": "DataError",
    "429": "RateLimitError",
    "503": "ConnectionError",
}
MESSAGE = "[{{statusCode}}] {{body.message}}"


@dataclass(frozen=True)
class Connection:
    """How the app signs in."""

    params: tuple[dict[str, Any], ...]
    place: str
    """Where the secret goes: headers, qs, or nowhere."""
    name: str
    value: str
    """An expression in which %s stands for where the parameters are."""
    notes: tuple[Note, ...]

    def credentials(self, holder: str) -> dict[str, Any]:
        """The part of a request that signs it, and keeps the secret out of Make's log."""
        if not self.place:
            return {}
        where = f"request.{self.place}.{self.name}"
        return {
            self.place: {self.name: self.value.replace("%s", holder)},
            "log": {"sanitize": [where.lower() if self.place == "headers" else where]},
        }


def connection_of(contract: Contract) -> Connection:
    """The connection for the scheme that most operations ask for."""
    name = _usual_scheme(contract)
    scheme = contract.security_schemes.get(name, {})
    kind, way = str(scheme.get("type")), str(scheme.get("scheme")).lower()
    notes = [
        Note(f"security scheme {other}", "The Make app signs in by another scheme.")
        for other in contract.security_schemes
        if other != name
    ]
    if kind == "http" and way == "basic":
        params, place, key = _basic(), "headers", "authorization"
        value = "Basic {{base64(%s.username + ':' + %s.password)}}"
    elif kind == "apiKey" and scheme.get("in") in ("header", "query"):
        params = [_secret("token", "API key", "The key that you were given.")]
        place = "headers" if scheme["in"] == "header" else "qs"
        key, value = plain(str(scheme.get("name"))), "{{%s.token}}"
    elif name:
        params = [_secret("token", "Token", "A token for you or for this scenario.")]
        place, key, value = "headers", "authorization", "Bearer {{%s.token}}"
        if (kind, way) != ("http", "bearer"):
            what = f"Make asks for a token; the sign-in of type {kind} is not expressed."
            notes.append(Note(f"security scheme {name}", what))
    else:
        params, place, key, value = [], "", "", ""
    return Connection((_address(contract), *params), place, key, value, tuple(notes))


def base(connection: Connection) -> dict[str, Any]:
    """What every module's request begins with."""
    return {
        "baseUrl": ADDRESS % "connection",
        **connection.credentials("connection"),
        "response": {"error": errors()},
    }


def communication(contract: Contract, connection: Connection) -> dict[str, Any]:
    """A request that shows whether the connection works."""
    tried = next(filter(_is_harmless, contract.operations), None)
    return {
        "url": f"{ADDRESS % 'parameters'}{plain(tried.path) if tried else '/'}",
        "method": "GET",
        **connection.credentials("parameters"),
        "response": {"error": errors()},
    }


def errors() -> dict[str, Any]:
    """What people read when the service refuses."""
    by_status = {code: {"message": MESSAGE, "type": kind} for code, kind in ERRORS.items()}
    return {"message": MESSAGE, "type": "RuntimeError", **by_status}


def _is_harmless(operation: Operation) -> bool:
    required = any(parameter.required for parameter in operation.parameters)
    return operation.method == "get" and "{" not in operation.path and not required


def _usual_scheme(contract: Contract) -> str:
    names = [name for op in contract.operations for way in op.security for name in way]
    return max(dict.fromkeys(names), key=names.count) if names else ""


def _address(contract: Contract) -> dict[str, Any]:
    url = contract.servers[0] if contract.servers else ""
    default: Mapping[str, str] = {"default": plain(url)} if "://" in url else {}
    help_text = "Where the service is, without a slash at the end."
    field = {"name": "address", "type": "url", "label": "Address", "required": True}
    return {**field, "help": help_text, **default}


def _basic() -> list[dict[str, Any]]:
    user = {"name": "username", "type": "text", "label": "User name", "required": True}
    return [user, _secret("password", "Password", "")]


def _secret(name: str, label: str, help_text: str) -> dict[str, Any]:
    return {"name": name, "label": label, **SECRET, **({"help": help_text} if help_text else {})}
