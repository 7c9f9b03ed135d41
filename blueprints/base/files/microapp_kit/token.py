"""Development tokens for a developer's own machine: `python -m microapp_kit.token --sub ann …`."""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from microapp_kit.manifest import read_manifest
from microapp_kit.settings import CannotStart, read_settings

LOCAL_ISSUER = "urn:microapp:local"
LONGEST_TTL = 86_400


def development_key(secret: bytes) -> bytes:
    """Give the key that signs development tokens; it serves nothing else."""
    return hmac.digest(secret, b"microapp development token", hashlib.sha256)


def signed(claims: Mapping[str, object], key: bytes) -> str:
    """Give these claims as a compact JWT, signed with HS256."""
    parts = ({"alg": "HS256", "typ": "at+jwt"}, claims)
    text = b".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return (text + b"." + _base64(hmac.digest(key, text, hashlib.sha256))).decode("ascii")


def main(arguments: Sequence[str], environ: Mapping[str, str], folder: Path) -> int:
    """Print a development token, or say in one line why there is none; give the exit code."""
    wish = _parser().parse_args(arguments)
    try:
        _refuse_outside_local(environ)
        settings = read_settings({**environ, "APP_ENV": "local"}, folder)
        audience = read_manifest(folder / "microapp.yaml").name
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 2
    now = int(time.time())
    claims = {
        "iss": LOCAL_ISSUER,
        "aud": audience,
        "sub": wish.sub,
        "org": wish.org,
        "roles": [wish.role],
        "iat": now,
        "exp": now + wish.ttl,
        **({"azp": wish.app} if wish.app else {}),
    }
    print(signed(claims, development_key(settings.secret)))
    return 0


def _refuse_outside_local(environ: Mapping[str, str]) -> None:
    environment = environ.get("APP_ENV") or "local"
    if environment != "local":
        raise CannotStart(
            f"Development tokens work only where APP_ENV is local; here it is {environment!r}. "
            "Ask your identity provider for a token."
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m microapp_kit.token",
        description="Print a development token. It opens this app on this machine only.",
    )
    parser.add_argument("--sub", required=True, type=_name, help="who calls, for example ann")
    parser.add_argument("--org", required=True, type=_name, help="whose data, for example acme")
    parser.add_argument("--role", required=True, choices=("reader", "writer", "admin"))
    parser.add_argument("--app", type=_name, help="which app asks, for example leave-helper")
    parser.add_argument("--ttl", default=3600, type=_ttl, help="seconds it lasts (3600)")
    return parser


def _name(text: str) -> str:
    if not text.strip() or len(text) > 255 or not text.isprintable():
        raise argparse.ArgumentTypeError("write 1 to 255 printable characters")
    return text


def _ttl(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LONGEST_TTL):
        raise argparse.ArgumentTypeError(f"write a whole number from 1 to {LONGEST_TTL}")
    return int(text)


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, Path.cwd()))
