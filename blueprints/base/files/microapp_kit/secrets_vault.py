"""Secrets in a KV version 2 engine of Vault, by VAULT_ADDR, VAULT_TOKEN and VAULT_NAMESPACE."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from microapp_kit.secrets import CannotStart, given

TIMEOUT_S = 5
MAX_ANSWER = 256 * 1024
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def look_up(name: str, place: str, environ: Mapping[str, str]) -> object:
    """Give what the secret `place`, as mount/path, holds; `name` is for the error."""
    request = _request(name, place, environ)
    try:
        with _opener().open(request, timeout=TIMEOUT_S) as answer:
            return json.loads(answer.read(MAX_ANSWER))["data"]["data"]
    except urllib.error.HTTPError as error:
        why = f"it answered {error.code}"
    except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
        why = type(error).__name__
    raise CannotStart(
        f"{name} cannot be read from Vault: {why}. Check VAULT_ADDR, the path and the token."
    )


def _request(name: str, place: str, environ: Mapping[str, str]) -> urllib.request.Request:
    address, token = environ.get("VAULT_ADDR"), given("VAULT_TOKEN", environ)
    if not address or not token:
        raise CannotStart(f"{name} lies in Vault. Set VAULT_ADDR and VAULT_TOKEN.")
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise CannotStart("VAULT_ADDR must start with https://, unless Vault runs beside the app.")
    headers = {"X-Vault-Token": token, "X-Vault-Request": "true"}
    if environ.get("VAULT_NAMESPACE"):
        headers["X-Vault-Namespace"] = environ["VAULT_NAMESPACE"]
    mount, _, path = place.partition("/")
    url = f"{address.rstrip('/')}/v1/{quote(mount)}/data/{quote(path)}"
    return urllib.request.Request(url, headers=headers)  # noqa: S310  (the scheme is checked above)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Keeps the token from being sent anywhere but to VAULT_ADDR."""

    def redirect_request(self, *_: object) -> None:
        """Follow no redirect."""


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirects(), urllib.request.ProxyHandler({}))
