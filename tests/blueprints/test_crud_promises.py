"""What an honest client of the crud blueprint can rely on."""

import csv
import io
import json
import re
import threading
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from tests.servers.promises import assert_refused
from tests.servers.service import NOTES, Caller, Service


def stamp(moment: datetime) -> str:
    return quote(moment.isoformat().replace("+00:00", "Z"))


def test_a_new_note_says_where_it_lives(ann: Caller) -> None:
    note = ann.create("hello", body="world")

    assert note.answer.header("Location") == note.path
    assert (note.fields["title"], note.fields["body"]) == ("hello", "world")
    assert uuid.UUID(note.id).version == 7
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", note.fields["created_at"])
    assert ann.get(note.path).json() == note.fields


def test_a_field_left_out_takes_its_default(ann: Caller) -> None:
    assert ann.create("hello").fields["body"] == ""


def test_a_change_touches_only_what_it_names(ann: Caller) -> None:
    note = ann.create("hello", body="world")

    changed = ann.patch(note.path, {"title": "bye"}, If_Match=note.etag).json()

    assert (changed["title"], changed["body"]) == ("bye", "world")
    assert changed["created_at"] == note.fields["created_at"]
    assert changed["updated_at"] >= note.fields["updated_at"]


def test_notes_are_shared_within_an_organisation(ann: Caller, bob: Caller) -> None:
    note = ann.create("for all of us")

    assert bob.get(note.path).json() == note.fields


def test_a_deleted_note_is_out_of_sight(ann: Caller) -> None:
    note = ann.create("gone")

    assert ann.delete(note.path, If_Match=note.etag).status == 204

    assert_refused(ann.get(note.path), 404)
    assert_refused(ann.patch(note.path, {"title": "x"}, If_Match="*"), 404)
    assert ann.titles() == []
    assert ann.titles("?title[eq]=gone") == []


def test_a_restored_note_is_back_as_it_was(ann: Caller) -> None:
    note = ann.create("gone", body="text")
    ann.delete(note.path, If_Match=note.etag)

    restored = ann.post(f"{note.path}/restore")

    assert restored.status == 200
    assert (restored.json()["title"], restored.json()["body"]) == ("gone", "text")
    assert restored.header("ETag") not in (None, note.etag)
    assert ann.titles() == ["gone"]


def test_restoring_a_note_that_is_there_leaves_it_as_it_is(ann: Caller) -> None:
    note = ann.create("here")

    restored = ann.post(f"{note.path}/restore")

    assert (restored.status, restored.header("ETag")) == (200, note.etag)
    assert restored.json() == note.fields


def test_a_note_that_never_was_is_not_restored(ann: Caller) -> None:
    assert_refused(ann.post(f"{NOTES}/01890a5d-ac96-774b-bcce-b302099a8057/restore"), 404)


def test_the_newest_note_comes_first(ann: Caller) -> None:
    for title in ("first", "second", "third"):
        ann.create(title)

    assert ann.titles() == ["third", "second", "first"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["a", "b", "c"]),
        ("-title", ["c", "b", "a"]),
        ("created_at", ["b", "c", "a"]),
        ("-created_at", ["a", "c", "b"]),
    ],
)
def test_a_list_is_sorted_as_asked(ann: Caller, sort: str, expected: list[str]) -> None:
    for title in ("b", "c", "a"):
        ann.create(title)

    assert ann.titles(f"?sort={sort}") == expected


@pytest.mark.parametrize("sort", ["title", "-title", "created_at", "-created_at", ""])
def test_pages_of_a_sorted_list_are_complete(ann: Caller, sort: str) -> None:
    made = [ann.create(f"title {number % 3}").id for number in range(14)]
    query = f"limit=4&sort={sort}" if sort else "limit=4"

    pages = ann.pages(query)

    found = [item["id"] for page in pages for item in page]
    assert [len(page) for page in pages] == [4, 4, 4, 2]
    assert sorted(found) == sorted(made)


def test_an_empty_list_has_no_next_page(ann: Caller) -> None:
    assert ann.get(NOTES).json() == {"items": [], "next_cursor": None}


def test_a_full_last_page_has_no_next_page(ann: Caller) -> None:
    for _ in range(4):
        ann.create()

    assert [len(page) for page in ann.pages("limit=2")] == [2, 2]


def test_paging_misses_and_repeats_nothing_while_others_write(ann: Caller, bob: Caller) -> None:
    before = {ann.create(f"before {number}").id for number in range(30)}
    enough = threading.Event()

    def write() -> None:
        for number in range(300):
            if enough.is_set():
                return
            bob.create(f"meanwhile {number}")

    writer = threading.Thread(target=write)
    writer.start()
    found = [item["id"] for page in ann.pages("limit=3") for item in page]
    enough.set()
    writer.join()

    assert len(found) == len(set(found))
    assert before <= set(found)


def test_paging_goes_on_though_the_note_at_the_cursor_is_deleted(ann: Caller) -> None:
    notes = [ann.create(title) for title in ("a", "b", "c", "d")]
    page = ann.get(f"{NOTES}?limit=2").json()
    ann.delete(notes[2].path, If_Match=notes[2].etag)

    assert ann.titles(f"?limit=2&cursor={page['next_cursor']}") == ["b", "a"]


def test_a_filter_on_the_title_finds_it(ann: Caller) -> None:
    for title in ("apple", "pear", "Apple", "apple pie"):
        ann.create(title)

    assert ann.titles("?title[eq]=apple") == ["apple"]
    assert ann.titles("?title%5Beq%5D=apple+pie") == ["apple pie"]


def test_a_filter_on_time_bounds_the_list(ann: Caller) -> None:
    for title in ("a", "b"):
        ann.create(title)
    hour = timedelta(hours=1)
    now = datetime.now(UTC)

    assert ann.titles(f"?created_at[gte]={stamp(now - hour)}") == ["b", "a"]
    assert ann.titles(f"?created_at[gte]={stamp(now + hour)}") == []
    assert ann.titles(f"?created_at[lt]={stamp(now - hour)}") == []
    between = f"created_at[gte]={stamp(now - hour)}&created_at[lt]={stamp(now + hour)}"
    assert ann.titles(f"?{between}") == ["b", "a"]


def test_a_filter_on_the_exact_moment_finds_the_note(ann: Caller) -> None:
    note = ann.create("now")

    moment = quote(note.fields["created_at"])

    assert ann.titles(f"?created_at[gte]={moment}") == ["now"]
    assert ann.titles(f"?created_at[lte]={moment}") == ["now"]
    assert ann.titles(f"?created_at[gt]={moment}") == []
    assert ann.titles(f"?created_at[lt]={moment}") == []


def test_an_export_holds_every_note_as_json_lines(ada: Caller) -> None:
    made = {ada.create(f"note {number}", body="é\n").id for number in range(120)}

    answer = ada.get(f"{NOTES}/export?format=jsonl")

    rows = [json.loads(line) for line in answer.body.splitlines()]
    assert answer.status == 200
    assert {row["id"] for row in rows} == made
    assert all(row["body"] == "é\n" for row in rows)


def test_an_export_holds_every_note_as_csv(ada: Caller) -> None:
    made = {ada.create('with "quotes", commas', body="and\nlines").id for _ in range(3)}

    answer = ada.get(f"{NOTES}/export?format=csv")

    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))
    assert (answer.header("Content-Type") or "").startswith("text/csv")
    assert "attachment" in (answer.header("Content-Disposition") or "")
    assert {row["id"] for row in rows} == made
    assert {(row["title"], row["body"]) for row in rows} == {
        ('with "quotes", commas', "and\nlines")
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "|"])
def test_a_formula_in_a_csv_export_is_only_text(ada: Caller, start: str) -> None:
    ada.create(f"{start}HYPERLINK(0)", body=f"{start}1+1")

    answer = ada.get(f"{NOTES}/export?format=csv")

    row = next(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))
    for cell in (row["title"], row["body"]):
        assert cell[0] not in "=+-@\t\r" or start == "|"


@pytest.mark.parametrize("query", ["?format=xlsx", "?format=", "?format=csv&format=jsonl", "?x=1"])
def test_an_export_in_an_unknown_format_is_refused(ada: Caller, query: str) -> None:
    assert_refused(ada.get(f"{NOTES}/export{query}"), 400, 422)


def test_an_export_leaves_out_what_is_deleted(ada: Caller) -> None:
    note = ada.create("gone")
    ada.delete(note.path, If_Match=note.etag)

    assert b"gone" not in ada.get(f"{NOTES}/export?format=jsonl").body


def test_a_purge_spares_what_was_deleted_just_now(ada: Caller) -> None:
    note = ada.create("gone")
    ada.delete(note.path, If_Match=note.etag)

    assert ada.post(f"{NOTES}/purge").status == 200

    assert ada.post(f"{note.path}/restore").status == 200


def test_the_service_says_it_is_well(service: Service) -> None:
    assert service.stranger().get("/healthz").status == 200
    assert service.stranger().get("/readyz").status == 200


def test_the_metrics_count_requests_by_route_and_name_no_note(ada: Caller) -> None:
    note = ada.create("secret title")
    ada.get(note.path)

    text = ada.get("/metrics").body.decode()

    assert "leave-helper" in text
    assert note.id not in text
    assert "secret title" not in text
    assert "/v1/notes/{" in text
