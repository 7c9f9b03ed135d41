"""Two processes on one database keep every promise that one process keeps."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.servers.issuer import Issuer
from tests.servers.rendered import Repository
from tests.servers.service import NOTES, Caller, Service

Pair = tuple[Service, Service]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def pair(
    request: pytest.FixtureRequest,
    crud: Repository,
    issuer: Issuer,
    new_database: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pair]:
    """Two running processes with one database and one secret."""
    database, folder = new_database(request.param), tmp_path_factory.mktemp("pair")
    first = Service(crud, issuer=issuer, database=database, folder=folder).start()
    second = Service(
        crud, issuer=issuer, database=database, folder=folder, APP_SECRET=first.secret
    ).start()
    yield first, second
    for service in (first, second):
        service.stop()


@pytest.fixture
def callers(pair: Pair, org: str) -> list[Caller]:
    """One person, talking to both processes in turn, ten times each."""
    return [service.caller("ann", org) for service in pair] * 10


def test_twenty_posts_with_one_key_make_one_note(callers: list[Caller]) -> None:
    key = secrets.token_hex(16)

    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda c: c.post(NOTES, {"title": "once"}, Idempotency_Key=key), callers)
        )

    assert callers[0].titles() == ["once"]
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer.body for answer in answers if answer.status == 201}) == 1


def test_a_key_used_at_one_process_is_replayed_by_the_other(callers: list[Caller]) -> None:
    key = secrets.token_hex(16)

    first = callers[0].post(NOTES, {"title": "once"}, Idempotency_Key=key)
    second = callers[1].post(NOTES, {"title": "once"}, Idempotency_Key=key)

    assert first.body == second.body
    assert second.header("Idempotent-Replayed") == "true"


def test_twenty_changes_on_one_etag_leave_one(callers: list[Caller]) -> None:
    note = callers[0].create("start")

    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(
                lambda c: c.patch(note.path, {"title": "changed"}, If_Match=note.etag), callers
            )
        )

    assert sorted(answer.status for answer in answers) == [200] + [412] * 19


def test_a_cursor_of_one_process_works_at_the_other(callers: list[Caller]) -> None:
    for title in ("a", "b"):
        callers[0].create(title)

    cursor = callers[0].get(f"{NOTES}?limit=1").json()["next_cursor"]

    assert callers[1].titles(f"?limit=1&cursor={cursor}") == ["a"]


def test_both_write_one_audit_log(pair: Pair, callers: list[Caller], org: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda c: c.create("one of many"), callers * 5))

    verified = pair[0].run("microapp_kit.audit_log", "verify", "--org", org)

    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "100 entries" in verified.stdout
