"""A real OpenID Connect provider: its tokens get in, also while it rotates keys or is away."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.issuer import AUDIENCE, Issuer
from tests.servers.oidc_provider import OidcProvider
from tests.servers.processes import wait_until
from tests.servers.promises import assert_refused
from tests.servers.rendered import Repository
from tests.servers.service import NOTES, Service

pytestmark = pytest.mark.interop


class OfProvider(Issuer):
    """Stands for the real provider where a service asks who issues its tokens."""

    def __init__(self, provider: OidcProvider) -> None:
        self.url = provider.issuer
        self._provider = provider

    def token(self, **_: object) -> str:
        """Give a service token of the real provider."""
        return self._provider.service_token(AUDIENCE)


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    """A provider of the test's own, which it may rotate and kill."""
    server = OidcProvider()
    yield server
    server.stop()


@pytest.fixture
def service(
    provider: OidcProvider, crud: Repository, new_database: Callable[[str], str], tmp_path: Path
) -> Iterator[Service]:
    """A micro-app that trusts the real provider."""
    issuer, database = OfProvider(provider), new_database("sqlite")
    running = Service(crud, issuer=issuer, database=database, folder=tmp_path).start()
    yield running
    running.kill()


def status_with(service: Service, token: str) -> int:
    """Give the status of a list asked for with a token."""
    return service.stranger(token).get(NOTES).status


def test_a_service_token_gets_in_with_its_roles_and_organisation(
    service: Service, provider: OidcProvider
) -> None:
    robot = service.stranger(provider.service_token(AUDIENCE))

    note = robot.create("by a robot")

    assert robot.get(note.path).status == 200
    assert_refused(robot.get(f"{NOTES}/export"), 403)


def test_people_log_in_and_see_their_own_organisation(
    service: Service, provider: OidcProvider
) -> None:
    ann = service.stranger(provider.login("ann", AUDIENCE)["access_token"])
    bob = service.stranger(provider.login("bob", AUDIENCE)["access_token"])

    note = ann.create("by ann")

    assert ann.get(note.path).status == 200
    assert_refused(bob.get(note.path), 404)
    assert_refused(bob.post(NOTES, {"title": "x"}), 403)


def test_an_id_token_is_no_access_token(service: Service, provider: OidcProvider) -> None:
    id_token = provider.login("ann", AUDIENCE)["id_token"]

    assert_refused(service.stranger(id_token).get(NOTES), 401)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_a_rotated_key_gets_in_at_once_and_the_published_old_one_still_does(
    service: Service, provider: OidcProvider, algorithm: str
) -> None:
    old = provider.service_token(AUDIENCE)
    assert status_with(service, old) == 200

    provider.rotate(algorithm)
    new = provider.service_token(AUDIENCE)

    assert status_with(service, new) == 200
    assert status_with(service, old) == 200


def test_a_retired_key_is_out_once_the_keys_are_fetched_again(
    service: Service, provider: OidcProvider
) -> None:
    old = provider.service_token(AUDIENCE)
    assert status_with(service, old) == 200

    provider.rotate()
    provider.retire()
    new = provider.service_token(AUDIENCE)

    assert status_with(service, new) == 200
    assert_refused(service.stranger(old).get(NOTES), 401)


def test_known_keys_last_while_the_provider_is_down(
    service: Service, provider: OidcProvider
) -> None:
    known = provider.service_token(AUDIENCE)
    never_seen = provider.service_token(AUDIENCE)
    assert status_with(service, known) == 200

    provider.kill()

    assert status_with(service, known) == 200
    assert status_with(service, never_seen) == 200
    assert service.stranger().get("/readyz").status == 200


def test_an_unknown_key_waits_outside_while_the_provider_is_down(
    service: Service, provider: OidcProvider
) -> None:
    provider.rotate()
    unknown = provider.service_token(AUDIENCE)

    provider.kill()

    assert_refused(service.stranger(unknown).get(NOTES), 401, 503)


def test_a_provider_that_comes_back_with_other_keys_is_believed(
    service: Service, provider: OidcProvider
) -> None:
    old = provider.service_token(AUDIENCE)
    provider.kill()
    provider.start()

    new = provider.service_token(AUDIENCE)

    assert status_with(service, new) == 200
    assert_refused(service.stranger(old).get(NOTES), 401)


def test_a_service_started_while_the_provider_is_down_is_not_ready_until_it_is_back(
    provider: OidcProvider, crud: Repository, new_database: Callable[[str], str], tmp_path: Path
) -> None:
    token = provider.service_token(AUDIENCE)
    provider.kill()
    database = new_database("sqlite")
    service = Service(crud, issuer=OfProvider(provider), database=database, folder=tmp_path)
    service.launch()
    try:
        wait_until(lambda: answers(service), "the micro-app answering")

        assert service.stranger().get("/readyz").status == 503
        assert_refused(service.stranger(token).get(NOTES), 401, 503)

        provider.start()
        assert status_with(service, provider.service_token(AUDIENCE)) == 200
    finally:
        service.kill()


def answers(service: Service) -> bool:
    """Whether the service listens at all."""
    try:
        return service.stranger().get("/healthz").status == 200
    except OSError:
        return False


def test_a_token_for_another_app_is_refused(service: Service, provider: OidcProvider) -> None:
    token = provider.service_token("another-app")

    assert_refused(service.stranger(token).get(NOTES), 401)


@pytest.mark.parametrize("algorithm", ["RS512", "ES384"])
def test_an_algorithm_that_is_not_pinned_is_refused_though_the_provider_publishes_its_key(
    service: Service, provider: OidcProvider, algorithm: str
) -> None:
    provider.rotate(algorithm)

    assert_refused(service.stranger(provider.service_token(AUDIENCE)).get(NOTES), 401)


def test_a_token_of_another_provider_is_refused(
    service: Service, oidc_provider: OidcProvider
) -> None:
    token = oidc_provider.service_token(AUDIENCE)

    assert_refused(service.stranger(token).get(NOTES), 401)
