"""Proof of what a resource may declare: a policy, an end, and how long its records stay."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from things import Thing, app_of_things, made, things

from microapp_kit import Deprecation, Resource
from microapp_kit.manifest import Manifest, read_manifest
from microapp_kit.secrets import CannotStart
from microapp_kit.sql import moment_text
from microapp_kit.testing import HERE, running_app

LONG_AGO = "2001-01-01T00:00:00.000000Z"
RULE = """
package app.things

import rego.v1

default allow := false

allow if input.action in {"list", "read"}

allow if input.caller.sub == "ann"
"""


@pytest.fixture
def ruled(tmp_path: Path) -> Path:
    """A folder of an app whose policy lets everybody read, and only Ann change."""
    (tmp_path / "app" / "policies").mkdir(parents=True)
    (tmp_path / "app" / "policies" / "things.rego").write_text(RULE)
    return tmp_path


def test_a_policy_decides_beside_the_roles(ruled: Path) -> None:
    guarded = Resource("things", Thing, policy="app.things.allow")

    with running_app([guarded], migrated=False, folder=ruled) as app:
        statuses = [
            app.call("POST", "/v1/things", sub=sub, json={"name": "One"}).status_code
            for sub in ("ann", "ben")
        ]
        read = app.call("GET", "/v1/things", sub="ben").status_code

    assert (statuses, read) == ([201, 403], 200)


def test_a_policy_that_nobody_wrote_stops_the_start(tmp_path: Path) -> None:
    guarded = Resource("things", Thing, policy="app.things.allow")

    with (
        pytest.raises(CannotStart, match=r"asks for the policy app\.things\.allow"),
        running_app([guarded], migrated=False, folder=tmp_path),
    ):
        pass


def test_a_rule_that_nobody_wrote_refuses(ruled: Path) -> None:
    guarded = Resource("things", Thing, policy="app.things.missing")

    with running_app([guarded], migrated=False, folder=ruled) as app:
        refused = app.call("GET", "/v1/things")

    assert refused.status_code in (403, 503)


def test_a_deprecated_resource_says_until_when_and_what_follows() -> None:
    end = Deprecation(date(2026, 1, 1), date(2026, 7, 1), "/v2/things")
    leaving = Resource("things", Thing, deprecated=end)

    with running_app([leaving], migrated=False) as app:
        headers = app.call("GET", "/v1/things").headers

    assert headers["deprecation"] == "@1767225600"
    assert headers["sunset"] == "Wed, 01 Jul 2026 00:00:00 GMT"
    assert headers["link"] == '</v2/things>; rel="successor-version"'


def put_back(path: Path, record: str, column: str, moment: str) -> None:
    """Let something have happened to a record at another moment."""
    with sqlite3.connect(path) as connection:
        connection.execute(
            f"UPDATE things SET {column} = ? WHERE id = ?",  # noqa: S608  (our own names)
            (moment, record),
        )


def scheduled(schedule: object) -> Manifest:
    """The manifest of this app with another schedule, under which data is kept for 100 days."""
    manifest = read_manifest(HERE / "microapp.yaml")
    own = {"app_data_schedule": schedule, "app_data_days": 100}
    retention = {**manifest.controls["retention"], **own}
    return replace(manifest, controls={**manifest.controls, "retention": retention})


@pytest.mark.parametrize("column", ["deleted_at", "updated_at"])
def test_a_purge_removes_what_retention_no_longer_keeps(tmp_path: Path, column: str) -> None:
    path = tmp_path / "app.db"

    with app_of_things(DATABASE_URL=f"sqlite:///{path}") as app:
        old, kept = made(app), made(app)
        put_back(path, old["id"], column, LONG_AGO)
        purged = app.call("POST", "/v1/things/purge", role="admin").json()
        left = app.call("GET", "/v1/things").json()["items"]

    assert purged == {"purged": 1}
    assert [item["id"] for item in left] == [kept["id"]]


@pytest.mark.parametrize("schedule", ["per_app", "per_record"])
def test_no_schedule_keeps_a_record_longer_than_the_days_of_the_app(
    tmp_path: Path, schedule: str
) -> None:
    path = tmp_path / "app.db"
    url, manifest = f"sqlite:///{path}", scheduled(schedule)

    with running_app([things], migrated=False, manifest=manifest, DATABASE_URL=url) as app:
        late, early = made(app), made(app)
        for record, days in ((late, 101), (early, 99)):
            moment = moment_text(datetime.now(UTC) - timedelta(days=days))
            put_back(path, record["id"], "updated_at", moment)
        app.call("POST", "/v1/things/purge", role="admin")
        left = app.call("GET", "/v1/things").json()["items"]

    assert [item["id"] for item in left] == [early["id"]]


@pytest.mark.parametrize("schedule", ["per_team", 365, None])
def test_a_schedule_that_nobody_knows_stops_the_start(schedule: object) -> None:
    with (
        pytest.raises(CannotStart, match=r"app_data_schedule is .* one of per_app, per_record"),
        running_app([things], migrated=False, manifest=scheduled(schedule)),
    ):
        pass


def test_a_deleted_record_is_gone_when_its_days_are_over(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    days = read_manifest(HERE / "microapp.yaml").whole_number("retention", "deleted_days")

    with app_of_things(DATABASE_URL=f"sqlite:///{path}") as app:
        statuses = []
        for hours_before in (1, -1):
            thing = made(app)
            where = f"/v1/things/{thing['id']}"
            app.call("DELETE", where, headers={"If-Match": thing["etag"]})
            ago = timedelta(days=days) - timedelta(hours=hours_before)
            put_back(path, thing["id"], "deleted_at", moment_text(datetime.now(UTC) - ago))
            statuses.append(app.call("POST", f"{where}/restore").status_code)

    assert statuses == [200, 404]
