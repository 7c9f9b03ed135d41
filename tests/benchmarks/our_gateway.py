"""Our proxy as the benchmarks start it: rendered, all guards on, a budget it cannot reach.

The others have no cache on either, so each call goes through to the provider.
"""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Any

import yaml

from microapp_kit.manifest import read_manifest
from microapp_kit.token import LOCAL_ISSUER, development_key, signed
from tests.benchmarks.model_gateways import CALL, Gateway, started
from tests.servers.llm import local, write_models
from tests.servers.processes import free_port

HOUR = 3600
PLENTY = {
    **dict.fromkeys(("monthly_usd", "monthly_usd_app", "monthly_usd_user"), 1_000_000),
    **dict.fromkeys(("daily_tokens", "daily_tokens_app", "daily_tokens_user"), 10**12),
}


def ours(upstream: str, folder: Path, app: Path, python: str) -> Gateway:
    """Start a made proxy in front of a provider, with a Python that has what the proxy pins.

    It starts twice: as in an image, its bytecode is there then, and its database is prepared.
    """
    _with_plenty(app / "microapp.yaml")
    write_models(app, [_model(upstream)])
    port, secret = free_port(), f"dev-{secrets.token_hex(24)}"
    env = {
        "APP_ENV": "local",
        "PORT": str(port),
        "APP_SECRET": secret,
        "DATABASE_URL": f"sqlite:///{folder / 'proxy.db'}",
        "LLM_ALLOWED_HOSTS": "127.0.0.1",
        "LLM_CACHE_SECONDS": "0",
        "LLM_KEY_CANNED": "none",
        "LIMIT_DAILY": "1000000000",
        **{f"LIMIT_RPM_{who}": "100000000" for who in ("USER", "APP", "ORG")},
        "LIMIT_BURST": "1000000",
    }
    headers = (("Authorization", f"Bearer {_token(app, secret)}"),)
    command = [python, "-m", "app"]
    started("microapp", command, port, folder, env, headers, cwd=app).process.stop()
    return started("microapp", command, port, folder, env, headers, cwd=app)


def _with_plenty(path: Path) -> None:
    manifest: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    for name, value in PLENTY.items():
        manifest["controls"]["quotas"][name]["value"] = value
    path.write_text(yaml.safe_dump(manifest), "utf-8")


def _model(upstream: str) -> dict[str, Any]:
    alias = str(CALL["model"])
    given = {"base_url": f"{upstream}/v1", "key": "LLM_KEY_CANNED", "model": alias}
    return local(alias, provider="openai", **given)


def _token(app: Path, secret: str) -> str:
    now = int(time.time())
    name = read_manifest(app / "microapp.yaml").name
    claims: dict[str, object] = {"iss": LOCAL_ISSUER, "aud": name, "sub": "ann", "org": "acme"}
    claims |= {"roles": ["writer"], "iat": now, "exp": now + HOUR}
    return signed(claims, development_key(secret.encode()))
