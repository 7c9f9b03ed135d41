"""The fixtures of every test that talks to a running micro-app."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.issuer import Issuer
from tests.servers.oidc_provider import OidcProvider
from tests.servers.postgres import Postgres
from tests.servers.redis_server import RedisServer
from tests.servers.rendered import Repository, render
from tests.servers.service import Caller, Service

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
StartService = Callable[..., Service]


@pytest.fixture(scope="session")
def crud(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A rendered crud repository, with its packages installed."""
    return render(tmp_path_factory.mktemp("rendered"))


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """An issuer of our own, which signs whatever a test wants."""
    issuer = Issuer(tmp_path_factory.mktemp("issuer"))
    yield issuer
    issuer.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real Postgres."""
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def oidc_provider() -> Iterator[OidcProvider]:
    """A real OpenID Connect provider."""
    server = OidcProvider()
    yield server
    server.stop()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A real server with the Redis protocol, empty."""
    server = RedisServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def new_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """A maker of empty databases: "sqlite" or "postgres" in, URL out."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('data') / 'app.db'}"
        return str(request.getfixturevalue("postgres").create_database())

    return make


@pytest.fixture(scope="session")
def copy_of(
    request: pytest.FixtureRequest, new_database: Callable[[str], str]
) -> Callable[[str], str]:
    """A maker of copies of databases that nobody is connected to: URL in, URL out."""

    def copy(url: str) -> str:
        if not url.startswith("sqlite"):
            return str(request.getfixturevalue("postgres").copy_of(url))
        source, made = Path(url.removeprefix("sqlite:///")), new_database("sqlite")
        for file in source.parent.glob(f"{source.name}*"):
            shutil.copy(file, Path(made.removeprefix("sqlite:///")).parent)
        return made

    return copy


@pytest.fixture(scope="session", params=DATABASES)
def service(
    request: pytest.FixtureRequest,
    crud: Repository,
    issuer: Issuer,
    new_database: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """A running micro-app that all tests share, once on SQLite and once on Postgres."""
    database = new_database(request.param)
    folder = tmp_path_factory.mktemp("service")
    running = Service(crud, issuer=issuer, database=database, folder=folder).start()
    yield running
    running.stop()


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database: once "sqlite", once "postgres"."""
    return str(request.param)


@pytest.fixture
def start_service(
    crud: Repository, issuer: Issuer, new_database: Callable[[str], str], tmp_path: Path
) -> Iterator[StartService]:
    """A starter of micro-apps of the test's own; they end with the test."""
    started: list[Service] = []

    def start(kind: str = "sqlite", database: str = "", **env: str) -> Service:
        address = database or new_database(kind)
        made = Service(crud, issuer=issuer, database=address, folder=tmp_path, **env)
        started.append(made)
        return made.start()

    yield start
    for made in started:
        made.kill()


@pytest.fixture
def org() -> str:
    """An organisation of the test's own: nobody else's notes are in it."""
    return f"org-{secrets.token_hex(6)}"


@pytest.fixture
def ann(service: Service, org: str) -> Caller:
    """A writer."""
    return service.caller("ann", org, "writer")


@pytest.fixture
def bob(service: Service, org: str) -> Caller:
    """Another writer of the same organisation."""
    return service.caller("bob", org, "writer")


@pytest.fixture
def ida(service: Service, org: str) -> Caller:
    """A reader of the same organisation."""
    return service.caller("ida", org, "reader")


@pytest.fixture
def ada(service: Service, org: str) -> Caller:
    """An admin of the same organisation."""
    return service.caller("ada", org, "admin")


@pytest.fixture
def eve(service: Service) -> Caller:
    """An admin of another organisation."""
    return service.caller("eve", f"org-{secrets.token_hex(6)}", "admin")
