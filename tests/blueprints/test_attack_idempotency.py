"""A POST with an `Idempotency-Key` happens once, however often and from wherever it is sent."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.servers.promises import assert_refused
from tests.servers.service import NOTES, Caller, Service
from tests.servers.wire import Answer


def new_key() -> str:
    return secrets.token_hex(16)


def replayed(answer: Answer) -> bool:
    return answer.header("Idempotent-Replayed") == "true"


def test_a_replay_gets_the_stored_answer(ann: Caller) -> None:
    key = new_key()

    first = ann.post(NOTES, {"title": "once"}, Idempotency_Key=key)
    second = ann.post(NOTES, {"title": "once"}, Idempotency_Key=key)

    assert first.status == second.status == 201
    assert first.body == second.body
    for name in ("ETag", "Location", "Content-Type"):
        assert first.header(name) == second.header(name), name
    assert (replayed(first), replayed(second)) == (False, True)
    assert ann.titles() == ["once"]


def test_without_a_key_every_post_counts(ann: Caller) -> None:
    ann.create("twice")
    ann.create("twice")

    assert ann.titles() == ["twice", "twice"]


def test_a_quoted_and_a_bare_key_are_one_key(ann: Caller) -> None:
    key = new_key()

    ann.post(NOTES, {"title": "once"}, Idempotency_Key=key)
    second = ann.post(NOTES, {"title": "once"}, Idempotency_Key=f'"{key}"')

    assert replayed(second)


def test_a_replay_shows_the_first_answer_though_the_note_changed_since(ann: Caller) -> None:
    key = new_key()
    first = ann.post(NOTES, {"title": "before"}, Idempotency_Key=key)
    note = first.json()
    ann.patch(f"{NOTES}/{note['id']}", {"title": "after"}, If_Match=first.header("ETag") or "")

    second = ann.post(NOTES, {"title": "before"}, Idempotency_Key=key)

    assert second.body == first.body


@pytest.mark.parametrize(
    "other", [{"title": "other"}, {"title": "once", "body": "more"}, {"title": "Once"}]
)
def test_a_key_with_another_body_is_refused(ann: Caller, other: dict[str, Any]) -> None:
    key = new_key()
    ann.post(NOTES, {"title": "once"}, Idempotency_Key=key)

    assert_refused(ann.post(NOTES, other, Idempotency_Key=key), 422)

    assert ann.titles() == ["once"]


def test_a_key_belongs_to_its_caller(ann: Caller, bob: Caller, eve: Caller) -> None:
    key = new_key()
    ann.post(NOTES, {"title": "ann's"}, Idempotency_Key=key)

    same_org = bob.post(NOTES, {"title": "bob's"}, Idempotency_Key=key)
    other_org = eve.post(NOTES, {"title": "ann's"}, Idempotency_Key=key)

    assert (same_org.status, replayed(same_org)) == (201, False)
    assert (other_org.status, replayed(other_org)) == (201, False)


def test_a_key_belongs_to_the_caller_in_one_organisation(service: Service, org: str) -> None:
    key = new_key()
    service.caller("ann", org).post(NOTES, {"title": "here"}, Idempotency_Key=key)

    there = service.caller("ann", f"{org}-b").post(NOTES, {"title": "here"}, Idempotency_Key=key)

    assert (there.status, replayed(there)) == (201, False)


def test_a_key_belongs_to_its_route(ann: Caller) -> None:
    key = new_key()
    note = ann.create("gone")
    ann.delete(note.path, If_Match=note.etag)
    ann.post(NOTES, {"title": "once"}, Idempotency_Key=key)

    restored = ann.post(f"{note.path}/restore", Idempotency_Key=key)

    assert (restored.status, replayed(restored)) == (200, False)


def test_a_key_belongs_to_its_path(ann: Caller) -> None:
    key = new_key()
    notes = [ann.create("first"), ann.create("second")]
    for note in notes:
        ann.delete(note.path, If_Match=note.etag)

    answers = [ann.post(f"{note.path}/restore", Idempotency_Key=key) for note in notes]

    assert answers[0].json()["id"] == notes[0].id
    assert answers[1].status == 422 or answers[1].json()["id"] == notes[1].id


def test_a_restore_replays_too(ann: Caller) -> None:
    key = new_key()
    note = ann.create("gone")
    ann.delete(note.path, If_Match=note.etag)

    first = ann.post(f"{note.path}/restore", Idempotency_Key=key)
    second = ann.post(f"{note.path}/restore", Idempotency_Key=key)

    assert (first.status, second.status) == (200, 200)
    assert first.body == second.body
    assert replayed(second)


def test_a_purge_replays_too(ada: Caller) -> None:
    key = new_key()

    first = ada.post(f"{NOTES}/purge", Idempotency_Key=key)
    second = ada.post(f"{NOTES}/purge", Idempotency_Key=key)

    assert first.status == second.status == 200
    assert (first.body, replayed(second)) == (second.body, True)


def test_a_key_used_in_vain_can_be_used_again(ann: Caller) -> None:
    key = new_key()
    assert_refused(ann.post(NOTES, {"title": ""}, Idempotency_Key=key), 422)

    again = ann.post(NOTES, {"title": "now right"}, Idempotency_Key=key)

    assert again.status == 201


def test_a_replay_needs_a_good_token(service: Service, ann: Caller) -> None:
    key = new_key()
    ann.post(NOTES, {"title": "once"}, Idempotency_Key=key)

    answer = service.stranger("x").post(NOTES, {"title": "once"}, Idempotency_Key=key)

    assert_refused(answer, 401)


def test_a_replay_needs_the_role(service: Service, org: str) -> None:
    key = new_key()
    service.caller("ann", org, "writer").post(NOTES, {"title": "once"}, Idempotency_Key=key)

    demoted = service.caller("ann", org, "reader")

    assert_refused(demoted.post(NOTES, {"title": "once"}, Idempotency_Key=key), 403)


@pytest.mark.parametrize("title", ["raced once", "raced twice"])
def test_twenty_posts_with_one_key_at_once_make_one_note(ann: Caller, title: str) -> None:
    key = new_key()

    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda _: ann.post(NOTES, {"title": title}, Idempotency_Key=key), range(20))
        )

    assert ann.titles() == [title]
    assert {answer.status for answer in answers} <= {201, 409}
    created = [answer for answer in answers if answer.status == 201]
    assert len({answer.body for answer in created}) == 1
    assert sum(not replayed(answer) for answer in created) == 1
    for answer in answers:
        if answer.status == 409:
            assert_refused(answer, 409)


def test_a_key_raced_with_different_bodies_makes_one_note(ann: Caller) -> None:
    key = new_key()

    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(
                lambda n: ann.post(NOTES, {"title": f"number {n}"}, Idempotency_Key=key), range(10)
            )
        )

    statuses = [answer.status for answer in answers]
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 409, 422}
    assert len(ann.titles()) == 1


BAD_KEYS: dict[str, bytes] = {
    "empty": b"",
    "empty quotes": b'""',
    "too long": b"k" * 4000,
    "half quoted": b'"half',
    "quote inside": b'a"b',
    "control character": b"a\x01b",
    "tab": b"a\tb",
    "not ascii": "schlüssel".encode(),
    "high bytes": b"\xff\xfe",
    "del": b"a\x7fb",
}


@pytest.mark.parametrize("key", BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_malformed_key_is_refused(ann: Caller, key: bytes) -> None:
    answer = ann.ask("POST", NOTES, headers=[("Idempotency-Key", key)], json={"title": "x"})

    assert_refused(answer, 400)
    assert ann.titles() == []


def test_two_keys_are_refused(ann: Caller) -> None:
    headers = [("Idempotency-Key", new_key()), ("Idempotency-Key", new_key())]

    assert_refused(ann.ask("POST", NOTES, headers=headers, json={"title": "x"}), 400)
