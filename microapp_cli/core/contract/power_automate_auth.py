"""How a Power Automate connector signs in: one way, chosen from the contract's schemes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from microapp_cli.core.contract.derived import Note
from microapp_cli.core.contract.document import Contract

KEY = "api_key"


@dataclass(frozen=True)
class SignIn:
    """What the definition says about signing in, and what a person is asked for."""

    definition: dict[str, Any]
    parameters: dict[str, Any]
    notes: tuple[Note, ...]


def sign_in(contract: Contract) -> SignIn:
    """Give the one way to sign in that the connector offers: the scheme that is used most."""
    used = [name for operation in contract.operations for way in operation.security for name in way]
    names = [name for name in contract.security_schemes if name in used]
    if not names:
        return SignIn({}, {}, ())
    names.sort(key=lambda name: (_is_cookie(contract, name), -used.count(name)))
    chosen, *others = names
    notes = [Note(f"sign-in {name}", f"Only {chosen} is offered.") for name in others]
    scheme = contract.security_schemes[chosen]
    made, parameters, told = _way(scheme)
    notes += [Note(f"sign-in {chosen}", told)] if told else []
    definition = {"securityDefinitions": {chosen: made}, "security": [{chosen: []}]}
    return SignIn(definition, parameters, tuple(notes))


def _way(scheme: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], str]:
    kind, http = scheme.get("type"), str(scheme.get("scheme", "")).lower()
    if kind == "http" and http == "basic":
        parameters = {
            "username": _asked("string", "User name", "Your user name."),
            "password": _asked("securestring", "Password", "Your password."),
        }
        return {"type": "basic"}, parameters, ""
    if kind == "apiKey" and scheme.get("in") in ("header", "query") and scheme.get("name"):
        made = {"type": "apiKey", "in": scheme["in"], "name": str(scheme["name"])}
        return made, {KEY: _asked("securestring", "API key", "Your API key.")}, ""
    told = "" if kind == "http" else "Sign-in is not automated: a token is pasted instead."
    asked = "The word Bearer, a space, and your token."
    made = {"type": "apiKey", "in": "header", "name": "Authorization"}
    return made, {KEY: _asked("securestring", "Bearer token", asked)}, told


def _asked(kind: str, title: str, description: str) -> dict[str, Any]:
    return {
        "type": kind,
        "uiDefinition": {
            "displayName": title,
            "description": description,
            "tooltip": description,
            "constraints": {"required": "true", "tabIndex": 2, "clearText": kind == "string"},
        },
    }


def _is_cookie(contract: Contract, name: str) -> bool:
    return contract.security_schemes[name].get("in") == "cookie"
