"""Proof of what a resource may declare: a policy, an end, and how long its records stay."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from things import Thing, app_of_things, made

from microapp_kit import Deprecation, Resource
from microapp_kit.secrets import CannotStart
from microapp_kit.testing import running_app

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


@pytest.mark.parametrize("column", ["deleted_at", "updated_at"])
def test_a_purge_removes_what_retention_no_longer_keeps(tmp_path: Path, column: str) -> None:
    path = tmp_path / "app.db"

    with app_of_things(DATABASE_URL=f"sqlite:///{path}") as app:
        old, kept = made(app), made(app)
        with sqlite3.connect(path) as connection:
            connection.execute(
                f"UPDATE things SET {column} = ? WHERE id = ?",  # noqa: S608  (our own names)
                (LONG_AGO, old["id"]),
            )
        purged = app.call("POST", "/v1/things/purge", role="admin").json()
        left = app.call("GET", "/v1/things").json()["items"]

    assert purged == {"purged": 1}
    assert [item["id"] for item in left] == [kept["id"]]
