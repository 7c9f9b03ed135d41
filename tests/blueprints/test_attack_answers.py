"""Every answer carries the headers that protect its reader, and none that helps an attacker."""

import re
from collections.abc import Callable

import pytest

from tests.servers.promises import LEAKS, assert_refused
from tests.servers.service import NOTES, Caller, Service
from tests.servers.wire import Answer

SOMEONE = "01890a5d-ac96-774b-bcce-b302099a8057"

Asked = Callable[[Service, Caller], Answer]
ANSWERS: dict[str, Asked] = {
    "list": lambda _, ada: ada.get(NOTES),
    "create": lambda _, ada: ada.post(NOTES, {"title": "x"}),
    "read": lambda _, ada: ada.get(ada.create().path),
    "unchanged": lambda _, ada: ada.get((n := ada.create()).path, If_None_Match=n.etag),
    "change": lambda _, ada: ada.patch((n := ada.create()).path, {"title": "y"}, If_Match=n.etag),
    "delete": lambda _, ada: ada.delete((n := ada.create()).path, If_Match=n.etag),
    "export": lambda _, ada: ada.get(f"{NOTES}/export?format=csv"),
    "purge": lambda _, ada: ada.post(f"{NOTES}/purge"),
    "bad body": lambda _, ada: ada.ask("POST", NOTES, body=b"{"),
    "no token": lambda service, _: service.stranger().get(NOTES),
    "bad token": lambda service, _: service.stranger("x.y.z").get(NOTES),
    "wrong role": lambda service, _: service.caller("ida", "acme", "reader").post(NOTES, {}),
    "no such note": lambda _, ada: ada.get(f"{NOTES}/{SOMEONE}"),
    "no such path": lambda _, ada: ada.get("/v1/unknown"),
    "no such method": lambda _, ada: ada.ask("PUT", NOTES),
    "no etag": lambda _, ada: ada.delete(ada.create().path),
    "old etag": lambda _, ada: ada.delete(ada.create().path, If_Match='"old"'),
    "media type": lambda _, ada: ada.ask(
        "POST", NOTES, headers=[("Content-Type", "text/plain")], body=b"x"
    ),
    "too big": lambda _, ada: ada.ask("POST", NOTES, body=b"x" * 3_000_000),
    "bad limit": lambda _, ada: ada.get(f"{NOTES}?limit=0"),
    "health": lambda service, _: service.stranger().get("/healthz"),
    "ready": lambda service, _: service.stranger().get("/readyz"),
    "metrics": lambda _, ada: ada.get("/metrics"),
    "openapi": lambda _, ada: ada.get("/openapi.json"),
}
every_answer = pytest.mark.parametrize("asked", ANSWERS.values(), ids=ANSWERS)


@every_answer
def test_every_answer_says_what_is_left_of_the_limit(
    service: Service, ada: Caller, asked: Asked
) -> None:
    answer = asked(service, ada)

    names = {name.lower() for name, _ in answer.headers}
    assert {"ratelimit", "ratelimit-policy"} <= names or {
        "ratelimit-limit",
        "ratelimit-remaining",
        "ratelimit-reset",
    } <= names


@every_answer
def test_every_answer_names_its_request(service: Service, ada: Caller, asked: Asked) -> None:
    first, second = asked(service, ada), asked(service, ada)

    assert first.header("X-Request-ID")
    assert first.header("X-Request-ID") != second.header("X-Request-ID")


@every_answer
def test_every_answer_is_closed_to_sniffing_framing_and_caching(
    service: Service, ada: Caller, asked: Asked
) -> None:
    answer = asked(service, ada)

    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert "no-store" in (answer.header("Cache-Control") or "")
    assert "frame-ancestors 'none'" in (answer.header("Content-Security-Policy") or "")
    assert answer.header("Referrer-Policy") == "no-referrer"


@every_answer
def test_no_answer_names_the_software_behind_it(
    service: Service, ada: Caller, asked: Asked
) -> None:
    answer = asked(service, ada)

    names = {name.lower() for name, _ in answer.headers}
    assert not names & {"server", "x-powered-by", "via", "x-aspnet-version"}
    assert not re.search("uvicorn|python|fastapi|starlette", repr(answer.headers), re.IGNORECASE)


@every_answer
def test_no_answer_opens_the_api_to_other_sites(
    service: Service, ada: Caller, asked: Asked
) -> None:
    answer = asked(service, ada)

    assert answer.header("Access-Control-Allow-Origin") is None
    assert answer.header("Set-Cookie") is None


@every_answer
def test_no_refusal_leaks_what_is_inside(service: Service, ada: Caller, asked: Asked) -> None:
    answer = asked(service, ada)

    if answer.status >= 400:
        assert_refused(answer, answer.status)
    assert answer.status < 500
    if asked is not ANSWERS["openapi"]:
        assert not LEAKS.search(answer.body.replace(b"python_info", b"").replace(b"python_gc", b""))


def test_two_answers_count_down_what_is_left(start_service: Callable[..., Service]) -> None:
    service = start_service(LIMIT_RPM_USER="60", LIMIT_BURST="5")
    ann = service.caller()

    left = [remaining(ann.get(NOTES)) for _ in range(3)]

    assert left[0] > left[1] > left[2] >= 0


def test_a_caller_over_the_limit_waits_and_others_do_not(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(LIMIT_RPM_USER="60", LIMIT_BURST="5")
    ann, bob = service.caller("ann"), service.caller("bob")

    answers = [ann.get(NOTES) for _ in range(12)]

    refused = [answer for answer in answers if answer.status != 200]
    assert 5 <= len(refused) <= 8
    for answer in refused:
        assert_refused(answer, 429)
        assert 1 <= int(answer.header("Retry-After") or "0") <= 60
    assert bob.get(NOTES).status == 200


def test_a_stranger_who_keeps_guessing_tokens_is_slowed_down(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(LIMIT_RPM_APP="20")

    statuses = [service.stranger(f"guess.{n}.x").get(NOTES).status for n in range(60)]

    assert set(statuses) == {401, 429}
    assert statuses.count(401) <= 25


def test_a_caller_known_already_gets_in_though_a_stranger_at_the_same_address_is_slowed_down(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(LIMIT_RPM_APP="20")
    ann = service.caller()
    assert ann.get(NOTES).status == 200

    for number in range(60):
        service.stranger(f"guess.{number}.x").get(NOTES)

    assert ann.get(NOTES).status == 200


def test_health_is_answered_though_the_limit_is_reached(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(LIMIT_RPM_APP="10")
    for _ in range(20):
        service.stranger().get(NOTES)

    assert service.stranger().get("/healthz").status == 200
    assert service.stranger().get("/readyz").status == 200


def remaining(answer: Answer) -> int:
    """Read how many requests are left, from either spelling of the header."""
    old = answer.header("RateLimit-Remaining")
    if old is not None:
        return int(old)
    found = re.search(r"r=(\d+)", answer.header("RateLimit") or "")
    assert found, answer.headers
    return int(found[1])
