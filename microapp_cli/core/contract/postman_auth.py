"""How a Postman request proves who calls, from a contract's security schemes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Contract, Operation

Auth = dict[str, Any]
NONE: Auth = {"type": "noauth"}
TOKEN, USERNAME = "token", "username"


class Auths:
    """The usual way for the whole collection, and another one where an operation asks for it."""

    def __init__(self, contract: Contract) -> None:
        self.notes: list[Note] = []
        self.secrets: list[str] = []
        """The variables that a person fills in."""
        self._contract = contract
        guarded = (self._of(op) for op in contract.operations if op.security)
        self.usual = next((auth for auth in guarded if auth != NONE), NONE)

    def own(self, operation: Operation) -> Auth | None:
        """Give the way of one operation where it is not the usual one."""
        auth = self._of(operation)
        return None if auth == self.usual else auth

    def _of(self, operation: Operation) -> Auth:
        if not operation.security or any(not choice for choice in operation.security):
            return NONE
        for choice in operation.security:
            if len(choice) == 1:
                scheme = self._contract.security_schemes.get(next(iter(choice)), {})
                if auth := self._auth(scheme):
                    return auth
        self.notes.append(Note(operation.where, "Postman cannot prove who calls in this way."))
        return NONE

    def _auth(self, scheme: Mapping[str, Any]) -> Auth | None:
        kind, how = scheme.get("type"), str(scheme.get("scheme", "")).lower()
        if kind in ("oauth2", "openIdConnect"):
            self.notes.append(
                Note(
                    "security", "Get the token where your organisation gives one; Postman sends it."
                )
            )
        if kind in ("oauth2", "openIdConnect") or (kind == "http" and how == "bearer"):
            return self._made("bearer", {"token": TOKEN})
        if kind == "http" and how == "basic":
            return self._made("basic", {"username": USERNAME, "password": TOKEN})
        if kind == "apiKey" and scheme.get("in") in ("header", "query") and scheme.get("name"):
            plain = {"key": str(scheme["name"]), "in": str(scheme["in"])}
            return self._made("apikey", {"value": TOKEN}, plain)
        return None

    def _made(
        self, kind: str, secrets: Mapping[str, str], plain: Mapping[str, str] | None = None
    ) -> Auth:
        self.secrets += [name for name in secrets.values() if name not in self.secrets]
        values = {**(plain or {}), **{key: f"{{{{{name}}}}}" for key, name in secrets.items()}}
        parts = [{"key": key, "value": value, "type": "string"} for key, value in values.items()]
        return {"type": kind, kind: parts}
