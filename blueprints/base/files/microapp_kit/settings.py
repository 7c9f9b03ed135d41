"""What the environment says, read once at start; whatever is unsafe refuses to start, by name."""

from __future__ import annotations

import secrets as random_secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from microapp_kit.secrets import CannotStart, read_secret

__all__ = ["CannotStart", "Settings", "read_settings"]

ENVIRONMENTS = ("local", "staging", "production")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
DEVELOPMENT_PREFIX = "dev-"
SECRET_LENGTH = 32
LONGEST_NUMBER = 12  # in digits
LIMITS = ("LIMIT_RPM_USER", "LIMIT_RPM_APP", "LIMIT_RPM_ORG", "LIMIT_BURST", "LIMIT_DAILY")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the app runs and what it talks to."""

    environment: str
    host: str
    port: int
    database_url: str
    redis_url: str | None
    oidc_issuer: str | None
    oidc_audience: str | None
    oidc_org_claim: str
    oidc_roles_claim: str
    opa_url: str | None
    secret: bytes
    limits: Mapping[str, int]
    folder: Path

    @property
    def local(self) -> bool:
        """Whether this is a developer's own machine."""
        return self.environment == "local"


def read_settings(environ: Mapping[str, str], folder: Path) -> Settings:
    """Read the settings of the app that lies in `folder`; raise CannotStart, naming the problem."""
    environment = _environment(environ)
    issuer = environ.get("OIDC_ISSUER") or None
    if environment != "local" and not issuer:
        raise CannotStart(
            f"OIDC_ISSUER is not set, and APP_ENV is {environment}. "
            "Set it to the address of your identity provider."
        )
    if issuer and environment != "local" and not issuer.startswith("https://"):
        raise CannotStart(f"OIDC_ISSUER is {issuer!r}. Outside local it must start with https://.")
    return Settings(
        environment=environment,
        host=environ.get("HOST") or ("127.0.0.1" if environment == "local" else "0.0.0.0"),  # noqa: S104
        port=_whole_number(environ, "PORT", 8000, most=65535),
        database_url=read_secret("DATABASE_URL", environ) or _default_database(folder),
        redis_url=read_secret("REDIS_URL", environ),
        oidc_issuer=issuer,
        oidc_audience=environ.get("OIDC_AUDIENCE") or None,
        oidc_org_claim=environ.get("OIDC_ORG_CLAIM") or "org",
        oidc_roles_claim=environ.get("OIDC_ROLES_CLAIM") or "roles",
        opa_url=environ.get("OPA_URL") or None,
        secret=_secret(environ, environment, folder),
        limits={k: _whole_number(environ, k, 0) for k in LIMITS if environ.get(k)},
        folder=folder,
    )


def _environment(environ: Mapping[str, str]) -> str:
    """Give where the app runs; local, the default, listens to this machine alone."""
    value, host = environ.get("APP_ENV"), environ.get("HOST") or LOOPBACK[0]
    if not value and host not in LOOPBACK:
        raise CannotStart(
            f"APP_ENV is not set, and HOST is {host!r}. "
            "Set APP_ENV to local, staging or production before others can reach the app."
        )
    value = value or "local"
    if value not in ENVIRONMENTS:
        raise CannotStart(f"APP_ENV is {value!r}. Set it to local, staging or production.")
    return value


def _default_database(folder: Path) -> str:
    return f"sqlite:///{folder / '.local' / 'app.db'}"


def _whole_number(
    environ: Mapping[str, str], name: str, default: int, most: int = 1_000_000_000
) -> int:
    text = environ.get(name)
    if not text:
        return default
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    if not (is_number and 1 <= int(text) <= most):
        raise CannotStart(f"{name} is {text!r}. Write a whole number from 1 to {most}.")
    return int(text)


def _secret(environ: Mapping[str, str], environment: str, folder: Path) -> bytes:
    given = read_secret("APP_SECRET", environ)
    if environment == "local":
        return (given or _development_secret(folder)).encode()
    if not given:
        raise CannotStart(
            f"APP_SECRET is not set, and APP_ENV is {environment}. "
            f"Give it {SECRET_LENGTH} random characters or more from your secrets manager."
        )
    if given.startswith(DEVELOPMENT_PREFIX):
        raise CannotStart(
            f"APP_SECRET is a development secret, and APP_ENV is {environment}. "
            "Make a new one in your secrets manager."
        )
    if len(given) < SECRET_LENGTH:
        raise CannotStart(f"APP_SECRET is shorter than {SECRET_LENGTH} characters. Make a new one.")
    return given.encode()


def _development_secret(folder: Path) -> str:
    """Give this machine's own development secret, made at first use, readable by its owner only."""
    path = folder / ".local" / "secret"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = path.with_name(f"secret.{random_secrets.token_hex(4)}")
        if not path.exists():
            fresh.touch(mode=0o600)
            fresh.write_text(DEVELOPMENT_PREFIX + random_secrets.token_urlsafe(32), "ascii")
            _keep_first(fresh, path)
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{path} cannot be used: {error}. Make its folder writable.") from None


def _keep_first(fresh: Path, path: Path) -> None:
    """Put a new secret in place unless another process was first."""
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
