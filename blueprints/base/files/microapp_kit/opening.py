"""Opens the parts that the environment chooses: the store, the limiter and the policy engine.

Those that need a server bring a client library; it is imported only where it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from microapp_kit.limits import InProcessLimiter, Limiter
from microapp_kit.policy import BUDGET_S, Decisions, Engine, InProcess
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import Settings
from microapp_kit.sql import SQLITE
from microapp_kit.store import SQLITE_URL, Store, database_of


def open_store(url: str) -> Store:
    """Give the store that a database URL names, not yet started."""
    if database_of(url) == SQLITE:
        from microapp_kit.store_sqlite import SqliteStore

        return SqliteStore(url.removeprefix(SQLITE_URL))
    from microapp_kit.store_postgres import PostgresStore

    return PostgresStore(url)


def open_limiter(app: str, settings: Settings) -> Limiter:
    """Give the limiter of this app: in this process, or shared through REDIS_URL."""
    if not settings.redis_url:
        return InProcessLimiter()
    from microapp_kit.limits_redis import RedisLimiter

    return RedisLimiter(settings.redis_url, app)


def open_decisions(
    settings: Settings, told: Callable[[str], None] = lambda _: None, budget: float = BUDGET_S
) -> Decisions | None:
    """Give the decisions of this app, each within `budget` seconds; none without any rules."""
    rules = _rules(settings.folder / "app" / "policies")
    if settings.opa_url:
        from microapp_kit.policy_opa import OpaServer

        engine: Engine = OpaServer(settings.opa_url, local=settings.local, budget=budget)
    elif rules:
        engine = InProcess(rules, budget)
    else:
        return None
    return Decisions(engine, told)


def _rules(folder: Path) -> dict[str, str]:
    """Give the rules by file name; tests of rules are left out."""
    paths = [path for path in sorted(folder.glob("*.rego")) if not path.stem.endswith("_test")]
    try:
        return {path.name: path.read_text(encoding="utf-8") for path in paths}
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"app/policies cannot be read: {error}. Restore it from git.") from None
