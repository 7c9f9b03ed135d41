"""Nobody overwrites what they have not seen: strong ETags, asked for on every change."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.servers.promises import assert_refused
from tests.servers.service import NOTES, Caller


def test_an_etag_is_strong_and_moves_with_every_change(ann: Caller) -> None:
    note = ann.create("one")

    changed = ann.patch(note.path, {"title": "two"}, If_Match=note.etag)

    assert note.etag.startswith('"')
    assert changed.status == 200
    assert changed.header("ETag") not in (None, note.etag)
    assert ann.get(note.path).header("ETag") == changed.header("ETag")


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_change_without_if_match_is_refused(ann: Caller, method: str) -> None:
    note = ann.create("one")

    answer = ann.ask(method, note.path, json={"title": "two"} if method == "PATCH" else None)

    assert_refused(answer, 428)
    assert ann.get(note.path).json() == note.fields


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_change_with_a_stale_etag_is_refused(ann: Caller, method: str) -> None:
    note = ann.create("one")
    ann.patch(note.path, {"title": "two"}, If_Match=note.etag)
    body = {"title": "three"} if method == "PATCH" else None

    answer = ann.ask(method, note.path, json=body, headers={"If-Match": note.etag})

    assert_refused(answer, 412)
    assert ann.get(note.path).json()["title"] == "two"


def test_a_weak_etag_never_matches_a_change(ann: Caller) -> None:
    note = ann.create("one")

    answer = ann.patch(note.path, {"title": "two"}, If_Match=f"W/{note.etag}")

    assert_refused(answer, 412, 400)


@pytest.mark.parametrize(
    "value", ["", "x", "1", '"', '"a', "W/", '"0"', '"-1"', '"1e1"', '"99999999999999999999999"']
)
def test_an_etag_of_ones_own_making_changes_nothing(ann: Caller, value: str) -> None:
    note = ann.create("one")

    answer = ann.patch(note.path, {"title": "two"}, If_Match=value)

    assert_refused(answer, 400, 412, 428)
    assert ann.get(note.path).json()["title"] == "one"


def test_an_etag_with_bytes_that_are_no_text_changes_nothing(ann: Caller) -> None:
    note = ann.create("one")

    answer = ann.ask(
        "PATCH", note.path, json={"title": "two"}, headers=[("If-Match", b'"\xff\xfe"')]
    )

    assert_refused(answer, 400, 412)


def test_any_of_a_list_of_etags_matches(ann: Caller) -> None:
    note = ann.create("one")

    answer = ann.patch(note.path, {"title": "two"}, If_Match=f'"zz", {note.etag} , "yy"')

    assert answer.status == 200


def test_a_star_matches_what_exists(ann: Caller) -> None:
    note = ann.create("one")

    assert ann.patch(note.path, {"title": "two"}, If_Match="*").status == 200


def test_a_star_does_not_match_what_does_not_exist(ann: Caller) -> None:
    missing = f"{NOTES}/01890a5d-ac96-774b-bcce-b302099a8057"

    assert_refused(ann.patch(missing, {"title": "two"}, If_Match="*"), 404, 412)


def test_ten_changes_at_once_on_one_etag_leave_one(ann: Caller) -> None:
    note = ann.create("start")

    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(
                lambda n: ann.patch(note.path, {"title": f"by {n}"}, If_Match=note.etag), range(10)
            )
        )

    winners = [answer for answer in answers if answer.status == 200]
    assert len(winners) == 1
    assert {answer.status for answer in answers} == {200, 412}
    assert ann.get(note.path).json() == winners[0].json()


def test_a_change_raced_with_a_deletion_leaves_one(ann: Caller) -> None:
    for _ in range(5):
        note = ann.create("start")
        with ThreadPoolExecutor(2) as pool:
            change = pool.submit(ann.patch, note.path, {"title": "changed"}, If_Match=note.etag)
            deletion = pool.submit(ann.delete, note.path, If_Match=note.etag)

        outcome = (change.result().status, deletion.result().status)

        assert outcome in [(200, 412), (404, 204), (412, 204)]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"zz", {}', "*", '"zz",W/{},"yy"'])
def test_what_has_not_changed_is_not_sent_again(ann: Caller, form: str) -> None:
    note = ann.create("one")

    answer = ann.get(note.path, If_None_Match=form.format(note.etag))

    assert (answer.status, answer.body) == (304, b"")
    assert answer.header("ETag") == note.etag


def test_what_has_changed_is_sent_again(ann: Caller) -> None:
    note = ann.create("one")
    ann.patch(note.path, {"title": "two"}, If_Match=note.etag)

    answer = ann.get(note.path, If_None_Match=note.etag)

    assert answer.status == 200
    assert answer.json()["title"] == "two"


@pytest.mark.parametrize("value", ["", "x", "1", '"', '"a', "W/", "{}, x", "a b", "**"])
def test_what_is_no_etag_hides_nothing_from_a_reader(ann: Caller, value: str) -> None:
    note = ann.create("one")

    answer = ann.get(note.path, If_None_Match=value.format(note.etag))

    assert (answer.status, answer.json()) == (200, note.fields)


@pytest.mark.parametrize("value", [b'"\xff\xfe"', b'"a", ' * 201])
def test_a_readers_etag_that_is_no_text_or_without_end_is_refused(
    ann: Caller, value: bytes
) -> None:
    note = ann.create("one")

    assert_refused(ann.ask("GET", note.path, headers=[("If-None-Match", value)]), 400)


def test_an_etag_of_another_note_does_not_open_this_one(ann: Caller) -> None:
    first, second = ann.create("first"), ann.create("second")
    ann.patch(second.path, {"title": "moved on"}, If_Match=second.etag)

    assert ann.get(first.path, If_None_Match='"nonsense"').status == 200
    assert_refused(ann.patch(second.path, {"title": "x"}, If_Match=first.etag), 412)


def test_a_note_deleted_twice_is_gone_the_second_time(ann: Caller) -> None:
    note = ann.create("one")

    first = ann.delete(note.path, If_Match=note.etag)
    second = ann.delete(note.path, If_Match=note.etag)

    assert (first.status, first.body) == (204, b"")
    assert_refused(second, 404, 412)
