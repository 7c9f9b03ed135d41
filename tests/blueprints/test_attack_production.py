"""Outside a developer's machine the app starts only when it is safe, and shows nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.issuer import Issuer
from tests.servers.promises import assert_refused
from tests.servers.rendered import Repository
from tests.servers.service import NOTES, Service

SAFE = {"APP_ENV": "production", "APP_SECRET": "a7" * 24}
EVERYWHERE = "0.0.0.0"  # noqa: S104  (the test holds that nobody gets there)
LIMITS = ("LIMIT_RPM_USER", "LIMIT_RPM_APP", "LIMIT_RPM_ORG", "LIMIT_BURST", "LIMIT_DAILY")
NO_LIMITS = dict.fromkeys(LIMITS, "")


@pytest.fixture(scope="module")
def tls_issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """An issuer on HTTPS."""
    issuer = Issuer(tmp_path_factory.mktemp("issuer"), tls=True)
    yield issuer
    issuer.stop()


@pytest.fixture(scope="module")
def in_production(
    crud: Repository,
    tls_issuer: Issuer,
    new_database: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Service]]:
    """A maker of micro-apps with safe production settings; some of them can be changed."""
    made: list[Service] = []

    def make(**env: str) -> Service:
        settings = {**SAFE, **NO_LIMITS, "SSL_CERT_FILE": str(tls_issuer.certificate), **env}
        folder = tmp_path_factory.mktemp("production")
        database = new_database("sqlite")
        service = Service(crud, issuer=tls_issuer, database=database, folder=folder, **settings)
        made.append(service)
        return service

    yield make
    for service in made:
        if hasattr(service, "process"):
            service.kill()


@pytest.fixture(scope="module")
def production(in_production: Callable[..., Service]) -> Service:
    """A micro-app running in production."""
    service = in_production()
    migrated = service.run("microapp_kit.migrate")
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    return service.start()


UNSAFE = {
    "no environment and an open address": ({"APP_ENV": "", "HOST": EVERYWHERE}, "APP_ENV"),
    "an unknown environment": ({"APP_ENV": "prod"}, "APP_ENV"),
    "no issuer": ({"OIDC_ISSUER": ""}, "OIDC_ISSUER"),
    "an issuer without tls": ({"OIDC_ISSUER": "http://issuer.example"}, "OIDC_ISSUER"),
    "no secret": ({"APP_SECRET": ""}, "APP_SECRET"),
    "a development secret": ({"APP_SECRET": "dev-" + "a7" * 24}, "APP_SECRET"),
    "a short secret": ({"APP_SECRET": "a7" * 8}, "APP_SECRET"),
    "a secret file that is missing": (
        {"APP_SECRET": "", "APP_SECRET_FILE": "/nonexistent/secret"},
        "APP_SECRET_FILE",
    ),
    "a secret given twice": ({"APP_SECRET_FILE": "/etc/hostname"}, "APP_SECRET_FILE"),
    "a limit above the manifest's": ({"LIMIT_RPM_USER": "1000000"}, "LIMIT_RPM_USER"),
    "a limit that is no number": ({"LIMIT_BURST": "many"}, "LIMIT_BURST"),
    "a port that is no number": ({"PORT": "http"}, "PORT"),
    "an unknown database": ({"DATABASE_URL": "mongodb://x"}, "DATABASE_URL"),
}


@pytest.mark.parametrize(("env", "name"), UNSAFE.values(), ids=UNSAFE)
def test_what_is_unsafe_does_not_start_and_says_why(
    in_production: Callable[..., Service], production: Service, env: dict[str, str], name: str
) -> None:
    service = in_production(**{"DATABASE_URL": production.database, **env})

    started = service.run("app")

    assert started.returncode == 2
    assert name in started.stderr
    assert "Traceback" not in started.stderr
    assert len(started.stderr.strip().splitlines()) <= 2
    for secret in (env.get("APP_SECRET"), SAFE["APP_SECRET"]):
        assert not secret or secret not in started.stderr + started.stdout


def test_a_database_that_is_not_migrated_does_not_serve(
    in_production: Callable[..., Service],
) -> None:
    started = in_production().run("app")

    assert started.returncode != 0
    assert "microapp_kit.migrate" in started.stderr
    assert "Traceback" not in started.stderr


def test_a_secret_can_come_from_a_file(
    in_production: Callable[..., Service], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SAFE["APP_SECRET"] + "\n", "ascii")
    service = in_production(APP_SECRET="", APP_SECRET_FILE=str(secret))
    service.run("microapp_kit.migrate")

    service.start()

    assert service.caller().get(NOTES).status == 200


def test_production_serves_good_tokens(production: Service) -> None:
    ann = production.caller("ann", "acme", "writer")

    note = ann.create("hello")

    assert ann.get(note.path).status == 200


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/metrics"])
def test_what_describes_the_app_is_closed_to_strangers(production: Service, path: str) -> None:
    assert_refused(production.stranger().get(path), 401)
    assert_refused(production.stranger("x.y.z").get(path), 401)


@pytest.mark.parametrize("path", ["/openapi.json", "/metrics"])
def test_what_describes_the_app_is_open_to_an_admin(production: Service, path: str) -> None:
    assert production.caller("ada", "acme", "admin").get(path).status == 200


def test_the_base_address_tells_a_stranger_no_more_than_an_unknown_path(
    production: Service,
) -> None:
    base, unknown = (production.stranger().get(path) for path in ("/", "/v1/nothing"))

    assert (base.status, unknown.status) == (401, 401)
    assert base.json() == unknown.json()


def test_a_development_token_is_worth_nothing_in_production(production: Service) -> None:
    words = ("microapp_kit.token", "--sub", "ann", "--org", "acme", "--role", "admin")

    printed = production.run(*words, APP_ENV="local")

    assert printed.stdout.count(".") == 2
    assert_refused(production.stranger(printed.stdout.strip()).get(NOTES), 401)


def test_no_development_token_is_made_in_production(production: Service) -> None:
    words = ("microapp_kit.token", "--sub", "ann", "--org", "acme", "--role", "admin")

    refused = production.run(*words)

    assert refused.returncode != 0
    assert refused.stdout == ""
    assert "local" in refused.stderr


def test_the_manifests_limit_holds_in_production(production: Service) -> None:
    quick = production.caller("quick", "acme", "reader")

    statuses = [quick.get(NOTES).status for _ in range(60)]

    assert 15 <= statuses.count(200) <= 40
    assert set(statuses) == {200, 429}


def test_the_development_secret_is_for_its_owner_only(
    crud: Repository, issuer: Issuer, tmp_path: Path
) -> None:
    service = Service(
        crud, issuer=issuer, database=f"sqlite:///{tmp_path / 'app.db'}", folder=tmp_path
    )
    del service.env["APP_SECRET"]
    words = ("microapp_kit.token", "--sub", "ann", "--org", "acme", "--role", "reader")

    service.run(*words)

    secret = crud.folder / ".local" / "secret"
    assert secret.read_text("ascii").startswith("dev-")
    assert secret.stat().st_mode & 0o077 == 0
