"""Proof that no request, however broken, gets more than a clear refusal in the envelope."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from things import app_of_things, made

from microapp_kit.testing import RunningApp

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def app() -> Iterator[RunningApp]:
    """One app for all proofs of this file."""
    with app_of_things() as app:
        yield app


def refused(answer: httpx.Response) -> int:
    """Give the status of a refusal, once it is seen to be a proper one."""
    body = answer.json()
    assert set(body) == {"code", "message", "details"}, body
    assert "ratelimit" in answer.headers
    assert "Traceback" not in answer.text
    return answer.status_code


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 422),
        (b'"x"', 422),
        (b'{"name": "a", "name": "b"}', 400),
        (b'{"name": NaN}', 400),
        (b'{"size": Infinity, "name": "x"}', 400),
        (b'{"size": 1e999, "name": "x"}', 400),
        (b'{"size": ' + b"9" * 30 + b', "name": "x"}', 422),
        (b'{"size": ' + b"9" * 5000 + b', "name": "x"}', 400),
        (b'{"size": 1.5, "name": "x"}', 422),
        (b'{"size": "1", "name": "x"}', 422),
        (b'{"name": "\\ud800"}', 400),
        (b'{"name": "\\u0000"}', 422),
        (b'{"name": "\xff"}', 400),
        (b'\xef\xbb\xbf{"name": "x"}', 400),
        (b"[" * 50_000, 400),
        (b'{"a":' * 40 + b"1" + b"}" * 40, 400),
        (b'{"name": null}', 422),
        (b"{}", 422),
    ],
)
def test_a_broken_body_is_refused(app: RunningApp, body: bytes, status: int) -> None:
    answer = app.call("POST", "/v1/things", content=body, headers=JSON)

    assert refused(answer) == status


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/json; charset=latin-1"])
def test_a_body_that_is_not_json_is_refused(app: RunningApp, media_type: str) -> None:
    answer = app.call("POST", "/v1/things", content=b"{}", headers={"Content-Type": media_type})

    assert refused(answer) == 415


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused(app: RunningApp, chunked: bool) -> None:
    large = b"x" * 3_000_000

    async def chunks() -> object:
        yield large

    answer = app.call("POST", "/v1/things", content=chunks() if chunked else large, headers=JSON)

    assert refused(answer) == 413


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=1000000000",
        "limit=x",
        "limit=",
        "offset=1",
        "sort=secret_word",
        "name[like]=x",
        "secret_word[eq]=x",
        "size[eq]=x",
        "created_at[gt]=yesterday",
        "name[eq]=%00",
    ],
)
def test_a_query_that_is_not_declared_is_refused(app: RunningApp, query: str) -> None:
    assert refused(app.call("GET", f"/v1/things?{query}")) == 422


@pytest.mark.parametrize("query", ["limit=1&limit=2", "name[eq]=%ff", "limit", "a%00=1"])
def test_a_malformed_query_is_refused(app: RunningApp, query: str) -> None:
    assert refused(app.call("GET", f"/v1/things?{query}")) == 400


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/v1/things", "GET, HEAD, POST"),
        ("/v1/things/purge", "POST"),
        ("/v1/things/01934f5e-7a10-7c3a-9b1e-2f6d8c4a5b70", "DELETE, GET, HEAD, PATCH"),
        ("/v1/hello", "GET"),
        ("/healthz", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(app: RunningApp, path: str, allow: str) -> None:
    answer = app.call("PUT", path)

    assert (refused(answer), answer.headers["allow"]) == (405, allow)


def test_an_unknown_path_is_refused(app: RunningApp) -> None:
    assert refused(app.call("GET", "/v1/nothing")) == 404


def test_a_failure_inside_says_nothing_of_the_inside(app: RunningApp) -> None:
    answer = app.call("POST", "/v1/crash")

    assert refused(answer) == 500
    assert "inside of the app" not in answer.text


def test_problem_details_come_on_request(app: RunningApp) -> None:
    answer = app.call("GET", "/v1/nothing", headers={"Accept": "application/problem+json"})

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_routes_of_your_own_ask_for_roles(app: RunningApp) -> None:
    statuses = [
        app.call("GET", "/v1/hello", role="guest").status_code,
        app.call("POST", "/v1/work", role="reader", json={}).status_code,
        app.call("DELETE", "/v1/danger", role="writer").status_code,
        app.call("DELETE", "/v1/danger", role="admin").status_code,
    ]

    assert statuses == [403, 403, 403, 200]


def test_routes_of_your_own_read_strict_json(app: RunningApp) -> None:
    twice = app.call("POST", "/v1/work", content=b'{"a": 1, "a": 2}', headers=JSON)
    wrong = app.call("POST", "/v1/work", json={"a": "x"})

    assert (refused(twice), refused(wrong)) == (400, 422)


@pytest.mark.parametrize("place", range(0, 120, 7))
def test_a_tampered_cursor_is_refused(app: RunningApp, place: int) -> None:
    for _ in range(2):
        made(app)
    cursor = app.call("GET", "/v1/things?limit=1").json()["next_cursor"]
    place %= len(cursor)
    other = "A" if cursor[place] != "A" else "B"

    answer = app.call(
        "GET", f"/v1/things?limit=1&cursor={cursor[:place]}{other}{cursor[place + 1 :]}"
    )

    assert (refused(answer), answer.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize(
    ("who", "query"), [("ben", ""), ("ann", "&sort=name"), ("ann", "&name[eq]=One")]
)
def test_a_cursor_works_for_its_own_list_only(app: RunningApp, who: str, query: str) -> None:
    for _ in range(2):
        made(app)
    cursor = app.call("GET", "/v1/things?limit=1").json()["next_cursor"]

    answer = app.call("GET", f"/v1/things?limit=1&cursor={cursor}{query}", sub=who)

    assert answer.json()["code"] == "bad_cursor"
