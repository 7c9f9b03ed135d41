"""The store: where records live. SQLite by default, Postgres by `DATABASE_URL`; one interface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_kit.sql import POSTGRES, SQLITE, Compiler, Params, Row, Script, Statement

T = TypeVar("T")


class Store(Protocol):
    """A database that runs scripts, each as one durable transaction."""

    compiler: Compiler

    async def start(self) -> None:
        """Open the database."""

    async def close(self) -> None:
        """Finish what is under way and close the database."""

    async def read(self, org: str, statement: Statement, params: Params) -> Sequence[Row]:
        """Give the rows of one query, as of the last commit."""

    async def read_aside(self, org: str, statement: Statement, params: Params) -> Sequence[Row]:
        """Give the rows of a query that looks at much, while others are served."""

    async def write(self, org: str, script: Callable[[], Script[T]]) -> T:
        """Run a script in one transaction; its result comes back only after the commit."""

    def at_once(self, script: Callable[[], Script[T]]) -> tuple[T] | None:
        """Run a script before anything else happens, where that needs no wait; give its result.

        A power cut can take back what the last tenth of a second has written in this way; the end
        of the process cannot. So this is for what may be missing then, and for nothing else.
        """

    async def ready(self) -> bool:
        """Say whether the database answers."""


async def write_soon(store: Store, org: str, script: Callable[[], Script[T]]) -> T:
    """Run a script at once, or in its turn where that cannot be."""
    done = store.at_once(script)
    return done[0] if done is not None else await store.write(org, script)


SQLITE_URL = "sqlite:///"


def database_of(url: str) -> str:
    """Give the kind of database that a URL names, or refuse to start."""
    scheme = urlsplit(url).scheme
    kinds: dict[str, str] = {"sqlite": SQLITE, "postgresql": POSTGRES, "postgres": POSTGRES}
    if scheme not in kinds:
        raise CannotStart(
            "DATABASE_URL must start with sqlite:/// or postgresql://. "
            "Leave it out to keep the records in .local/app.db."
        )
    return kinds[scheme]


def unavailable() -> Refusal:
    """Give the refusal of a request while the database does not answer."""
    return Refusal(
        503,
        "unavailable",
        "The database does not answer. Try again.",
        headers={"Retry-After": "2"},
    )
