"""One organisation never sees or changes what is another's, and nobody sets what is ours."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.servers.postgres import query
from tests.servers.promises import assert_refused
from tests.servers.service import NOTES, Caller, Service

NOWHERE = "01890a5d-ac96-774b-bcce-b302099a8057"
OURS: dict[str, Any] = {
    "id": NOWHERE,
    "org": "org-of-somebody-else",
    "org_id": "org-of-somebody-else",
    "version": 41,
    "created_at": "2001-01-01T00:00:00Z",
    "updated_at": "2001-01-01T00:00:00Z",
    "deleted_at": "2001-01-01T00:00:00Z",
    "created_by": "somebody-else",
    "updated_by": "somebody-else",
    "owner": "somebody-else",
    "__class__": "Note",
    "_id": NOWHERE,
    "roles": ["admin"],
}


def test_another_organisation_reads_nothing(ann: Caller, eve: Caller) -> None:
    note = ann.create("secret plans")

    assert_refused(eve.get(note.path), 404)


def test_another_organisation_changes_nothing(ann: Caller, eve: Caller) -> None:
    note = ann.create("secret plans")

    assert_refused(eve.patch(note.path, {"title": "mine"}, If_Match=note.etag), 404)

    assert ann.get(note.path).json()["title"] == "secret plans"


def test_another_organisation_deletes_nothing(ann: Caller, eve: Caller) -> None:
    note = ann.create("secret plans")

    assert_refused(eve.delete(note.path, If_Match=note.etag), 404)

    assert ann.get(note.path).status == 200


def test_another_organisation_restores_nothing(ann: Caller, eve: Caller) -> None:
    note = ann.create("secret plans")
    ann.delete(note.path, If_Match=note.etag)

    assert_refused(eve.post(f"{note.path}/restore"), 404)

    assert_refused(ann.get(note.path), 404)


def test_another_organisation_lists_and_exports_nothing(ann: Caller, eve: Caller) -> None:
    ann.create("secret plans")

    assert eve.titles() == []
    assert eve.titles("?title[eq]=secret%20plans") == []
    assert b"secret" not in eve.get(f"{NOTES}/export?format=jsonl").body
    assert b"secret" not in eve.get(f"{NOTES}/export?format=csv").body


def test_another_organisation_purges_nothing(ann: Caller, eve: Caller) -> None:
    note = ann.create("secret plans")
    gone = ann.create("deleted plans")
    ann.delete(gone.path, If_Match=gone.etag)

    eve.post(f"{NOTES}/purge")

    assert ann.get(note.path).status == 200
    assert ann.post(f"{gone.path}/restore").status == 200


def test_a_foreign_note_and_no_note_look_the_same(ann: Caller, eve: Caller) -> None:
    note = ann.create("secret plans")

    foreign, missing = eve.get(note.path), eve.get(f"{NOTES}/{NOWHERE}")

    assert (foreign.status, foreign.body) == (missing.status, missing.body)


@pytest.mark.parametrize(
    "header", ["X-Org", "X-Org-Id", "X-Tenant-Id", "X-Forwarded-User", "X-User"]
)
def test_a_header_does_not_choose_the_organisation(
    ann: Caller, eve: Caller, org: str, header: str
) -> None:
    note = ann.create("secret plans")

    assert_refused(eve.ask("GET", note.path, headers=[(header, org)]), 404)


@pytest.mark.parametrize("other", ["ORG", " org", "org ", "org%00", "\uff4frg"])
def test_an_organisation_of_a_similar_name_is_another_one(service: Service, other: str) -> None:
    note = service.caller("ann", "org-x").create("secret plans")
    similar = other.replace("org", "org-x").replace("ORG", "ORG-X").replace("%00", "\x00")

    answer = service.caller("eve", similar, "admin").get(note.path)

    assert answer.status in (401, 403, 404)


@pytest.mark.parametrize("field", OURS)
def test_a_creator_cannot_set_a_field_that_is_ours(ann: Caller, field: str) -> None:
    answer = ann.post(NOTES, {"title": "x", field: OURS[field]})

    assert_refused(answer, 422)
    assert any(detail["field"] == field for detail in answer.json()["details"])


@pytest.mark.parametrize("field", OURS)
def test_a_change_cannot_set_a_field_that_is_ours(ann: Caller, field: str) -> None:
    note = ann.create("mine")

    answer = ann.patch(note.path, {"title": "x", field: OURS[field]}, If_Match=note.etag)

    assert_refused(answer, 422)
    assert ann.get(note.path).json() == note.fields


def test_a_note_shows_what_the_contract_names_and_no_organisation(ann: Caller, org: str) -> None:
    note = ann.create("mine", body="text")

    assert set(note.fields) == {"id", "title", "body", "created_at", "updated_at"}
    assert org not in json.dumps(note.fields)


@pytest.mark.postgres
def test_postgres_shows_no_rows_to_a_query_that_forgets_the_organisation(
    start_service: Callable[..., Service],
) -> None:
    service = start_service("postgres")
    service.caller().create("secret plans")

    assert query(service.database, "SELECT count(*) FROM notes") == [(0,)]
