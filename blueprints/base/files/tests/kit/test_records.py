"""Proof that records hold what they may, change only as seen, and are nobody else's business."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from things import app_of_things, listed, made

from microapp_kit import Field, Record, Resource
from microapp_kit.secrets import CannotStart
from microapp_kit.testing import RunningApp

MISSING = "01934f5e-7a10-7c3a-9b1e-2f6d8c4a5b70"


@pytest.fixture(scope="module")
def app() -> Iterator[RunningApp]:
    """One app for all proofs of this file; each uses an org or a record of its own."""
    with app_of_things() as app:
        yield app


@pytest.mark.parametrize(
    "field", ["id", "org", "version", "created_at", "created_by", "updated_at", "deleted_at", "x"]
)
def test_nobody_sets_what_the_platform_sets(app: RunningApp, field: str) -> None:
    refused = app.call("POST", "/v1/things", json={"name": "One", field: "mine"})

    assert (refused.status_code, refused.json()["details"][0]["field"]) == (422, field)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore")]
)
def test_a_record_of_another_org_is_not_there(app: RunningApp, method: str, path: str) -> None:
    thing = made(app)

    answer = app.call(
        method,
        f"/v1/things/{thing['id']}{path}",
        org="globex",
        role="admin",
        json={"name": "Two"},
        headers={"If-Match": thing["etag"]},
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("record_id", [MISSING, "1", "x" * 36, MISSING.upper(), "%00", "..%2f.."])
def test_an_id_that_is_none_is_not_there(app: RunningApp, record_id: str) -> None:
    assert app.call("GET", f"/v1/things/{record_id}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("GET", "/v1/things", "guest"),
        ("POST", "/v1/things", "reader"),
        ("PATCH", f"/v1/things/{MISSING}", "reader"),
        ("DELETE", f"/v1/things/{MISSING}", "reader"),
        ("POST", f"/v1/things/{MISSING}/restore", "reader"),
        ("POST", "/v1/things/purge", "writer"),
        ("GET", "/v1/things/export", "writer"),
    ],
)
def test_a_role_that_is_too_low_is_refused(
    app: RunningApp, method: str, path: str, role: str
) -> None:
    refused = app.call(method, path, role=role)

    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_a_change_needs_the_state_its_sender_has_seen(app: RunningApp) -> None:
    thing = made(app)
    path = f"/v1/things/{thing['id']}"

    unseen = app.call("PATCH", path, json={"size": 1})
    stale = app.call("PATCH", path, json={"size": 1}, headers={"If-Match": '"0-00000000"'})
    weak = app.call("PATCH", path, json={"size": 1}, headers={"If-Match": f"W/{thing['etag']}"})
    seen = app.call("PATCH", path, json={"size": 1}, headers={"If-Match": thing["etag"]})

    assert [a.status_code for a in (unseen, stale, weak, seen)] == [428, 412, 412, 200]


def test_of_ten_changes_at_once_one_wins(app: RunningApp) -> None:
    thing = made(app)
    change = {"method": "PATCH", "url": f"/v1/things/{thing['id']}"}

    answers = app.race(
        [
            {**change, "json": {"size": n + 1}, "headers": {"If-Match": thing["etag"]}}
            for n in range(10)
        ]
    )

    assert sorted(a.status_code for a in answers) == [200, *[412] * 9]


def test_a_reader_who_has_the_state_gets_304(app: RunningApp) -> None:
    thing = made(app)

    answer = app.call("GET", f"/v1/things/{thing['id']}", headers={"If-None-Match": thing["etag"]})

    assert (answer.status_code, answer.content) == (304, b"")


def test_what_is_no_etag_hides_nothing_from_a_reader(app: RunningApp) -> None:
    thing = made(app)

    answer = app.call("GET", f"/v1/things/{thing['id']}", headers={"If-None-Match": "no quotes"})

    assert answer.status_code == 200


def test_deleted_is_gone_until_restored(app: RunningApp) -> None:
    thing = made(app)
    path = f"/v1/things/{thing['id']}"

    deleted = app.call("DELETE", path, headers={"If-Match": thing["etag"]})
    gone = app.call("GET", path)
    restored = app.call("POST", f"{path}/restore")

    assert (deleted.status_code, gone.status_code, restored.status_code) == (204, 404, 200)
    assert app.call("GET", path).json()["name"] == "One"


def test_an_owned_record_is_its_makers_alone(app: RunningApp) -> None:
    diary = made(app, "diaries")
    path = f"/v1/diaries/{diary['id']}"

    statuses = [
        app.call("GET", path, sub=sub, role=role).status_code
        for sub, role in (("ann", "writer"), ("ben", "writer"), ("eve", "admin"))
    ]

    assert statuses == [200, 404, 200]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_an_export_holds_no_formula(app: RunningApp, value: str) -> None:
    org = f"formula{ord(value[0])}"
    app.call("POST", "/v1/things", org=org, json={"name": value})

    sheet = app.call("GET", "/v1/things/export?format=csv", org=org, role="admin").text

    assert f"'{value}" in sheet


def test_a_list_shows_no_record_of_another_org(app: RunningApp) -> None:
    app.call("POST", "/v1/things", org="mine", json={"name": "One"})

    assert [len(listed(app, org=org)) for org in ("mine", "theirs")] == [1, 0]


def _mistakes() -> list[Any]:
    class Reserved(Record):
        org: str

    class Unstorable(Record):
        names: dict[str, str]

    class Optional(Record):
        due: str | None = Field(default=None)

    return [
        (lambda: Resource("things", Reserved), "the platform sets org itself"),
        (lambda: Resource("things", Unstorable), "cannot be stored"),
        (lambda: Resource("things", Optional, sorts=["due"]), "nothing can sort"),
        (lambda: Resource("Bad name", Optional), "lower case"),
        (lambda: Resource("things", Optional, filters=["nope"]), "filters names 'nope'"),
    ]


@pytest.mark.parametrize(("declare", "says"), _mistakes())
def test_a_mistake_in_a_declaration_stops_the_start(declare: Any, says: str) -> None:
    with pytest.raises(CannotStart, match=says):
        declare()
