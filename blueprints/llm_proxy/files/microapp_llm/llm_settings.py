"""What the environment says about models: allowed hosts, keys, and how long to wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from microapp_kit.secrets import CannotStart, read_secret
from microapp_kit.settings import LONGEST_NUMBER
from microapp_llm.meant import did_you_mean
from microapp_llm.models import Models
from microapp_llm.money.limits import VARIABLES

SECRETS = ("ALERT_WEBHOOK_URL", "ALERT_WEBHOOK_SECRET")
NAMES = frozenset(
    {
        *("LLM_ALLOWED_HOSTS", "LLM_WAIT_SECONDS", "LLM_CACHE_SECONDS"),
        *("LLM_FORBIDDEN_WORDS", "LLM_LINK_HOSTS", "LLM_APPS_FILE"),
        *("LLM_PRESIDIO", "LLM_PRESIDIO_MODEL", "LLM_PRESIDIO_LANGUAGE"),
        *("LLM_VECTORS", "LLM_VECTORS_DAYS", "LLM_VECTORS_ROWS", "LLM_VECTORS_BYTES"),
        "LLM_VECTORS_TOTAL_BYTES",
        *SECRETS,
        *(f"{name}_FILE" for name in SECRETS),
    }
)
CHECKED = ("LLM_KEY_", "LLM_BUDGET_")  # models.yaml names the one, money.limits knows the other
OURS = ("llm", "alert")
LOOKED_FOR = ((NAMES, 0.7, 0.93), (frozenset(VARIABLES), 0.82, 0.93))
"""Our names → how near a name that begins like ours must be, and any other.

Other tools have names such as LLM_OUTPUT_TOKENS and MY_ALERT_WEBHOOK_URL.
"""
WAIT_SECONDS = 60
CACHE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Where models may be, and how long one may take."""

    allowed_hosts: frozenset[str]
    wait_seconds: float
    cache_seconds: int
    words: tuple[str, ...]
    links: frozenset[str]
    alert_url: str
    alert_secret: str
    apps_file: Path | None


def read_llm_settings(environ: Mapping[str, str]) -> LlmSettings:
    """Read the settings, or refuse to start with the one that is wrong."""
    _refuse_typing_errors(environ)
    hosts = _hosts(environ, "LLM_ALLOWED_HOSTS")
    wait = _number(environ, "LLM_WAIT_SECONDS", WAIT_SECONDS, least=1, most=600)
    cache = _number(environ, "LLM_CACHE_SECONDS", CACHE_SECONDS, least=0, most=86_400)
    url, secret = (read_secret(name, environ) or "" for name in SECRETS)
    if secret and not url:
        raise CannotStart("ALERT_WEBHOOK_SECRET is set, and ALERT_WEBHOOK_URL is not. Set both.")
    words = tuple(_listed(environ, "LLM_FORBIDDEN_WORDS"))
    links = _hosts(environ, "LLM_LINK_HOSTS")
    apps = environ.get("LLM_APPS_FILE") or None
    if apps and not Path(apps).is_file():
        raise CannotStart(f"LLM_APPS_FILE is {apps!r}, and there is no such file. Put it there.")
    place = Path(apps) if apps else None
    return LlmSettings(hosts, float(wait), cache, words, links, url, secret, place)


def _refuse_typing_errors(environ: Mapping[str, str]) -> None:
    """Refuse a name that looks like one of ours: its guard or limit would silently not be there."""
    for name in sorted(environ):
        if name in NAMES or name.startswith(CHECKED):
            continue
        begins_like_ours = name.casefold().startswith(OURS)
        for known, near, of_others in LOOKED_FOR:
            if hint := did_you_mean(name, known, near=near if begins_like_ours else of_others):
                raise CannotStart(f"{name} is not known.{hint}")


def _hosts(environ: Mapping[str, str], name: str) -> frozenset[str]:
    """Give the hosts that a setting names, or refuse to start with what is no name of one."""
    hosts = frozenset(_listed(environ, name))
    for host in hosts:
        bare = host.strip("[]")
        is_name = host.isascii() and host == host.lower() and not set(bare) & set("/@:* \t")
        if not is_name:
            text = f"{name} holds {host!r}. Write names of hosts, with commas between."
            raise CannotStart(text)
    return hosts


def _listed(environ: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in environ.get(name, "").split(",") if part.strip()]


def _number(environ: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    if not (is_number and least <= int(text) <= most):
        raise CannotStart(f"{name} is {text!r}. Write a whole number from {least} to {most}.")
    return int(text)


def read_keys(models: Models, environ: Mapping[str, str]) -> dict[str, str]:
    """Give the key of each model's provider by alias; one that is named must be there."""
    found = {}
    for model in models:
        key = read_secret(model.key, environ) if model.key else ""
        if model.key and not key:
            raise CannotStart(
                f"{model.key} is not set, and the model {model.alias} needs it. "
                f"Set {model.key}, or {model.key}_FILE."
            )
        if any(c <= " " or c > "~" for c in key or ""):
            raise CannotStart(f"{model.key} holds a character that no key has. Copy it again.")
        found[model.alias] = key or ""
    return found
