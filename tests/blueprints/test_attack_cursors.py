"""Lists give one page at a time; a cursor works only for whom, what and how it was made."""

import base64
import itertools

import pytest

from tests.servers.promises import assert_refused
from tests.servers.service import NOTES, Caller, Service


@pytest.fixture
def cursor(ann: Caller) -> str:
    """A cursor to ann's second page of one."""
    for title in ("a", "b", "c"):
        ann.create(title)
    return str(ann.get(f"{NOTES}?limit=1").json()["next_cursor"])


def test_a_cursor_gives_the_next_page(ann: Caller, cursor: str) -> None:
    assert ann.titles(f"?limit=1&cursor={cursor}") == ["b"]


def test_a_cursor_changed_in_any_place_is_refused(ann: Caller, cursor: str) -> None:
    step = max(1, len(cursor) // 40)
    for place in itertools.chain(range(0, len(cursor), step), [len(cursor) - 1]):
        other = "A" if cursor[place] != "A" else "B"
        changed = cursor[:place] + other + cursor[place + 1 :]
        assert_refused(ann.get(f"{NOTES}?limit=1&cursor={changed}"), 400)


def test_a_cursor_cut_short_or_made_longer_is_refused(ann: Caller, cursor: str) -> None:
    for length in (1, 2, 4, 8, len(cursor) // 2, len(cursor) - 1):
        assert_refused(ann.get(f"{NOTES}?limit=1&cursor={cursor[:length]}"), 400)
    for longer in (
        f"{cursor}A",
        f"{cursor}AAAA",
        f"{cursor}{cursor}",
        f"A{cursor}",
        f"{cursor}%00",
    ):
        assert_refused(ann.get(f"{NOTES}?limit=1&cursor={longer}"), 400)


INVENTED = {
    "empty": "",
    "word": "x",
    "number": "1",
    "path": "..%2F..%2Fetc%2Fpasswd",
    "json": base64.urlsafe_b64encode(b'{"id":"0"}').decode(),
    "nul": "%00",
    "bad utf-8": "%ff%fe",
    "unicode": "%F0%9F%8D%AA",
    "huge": "A" * 8000,
    "sql": "%27%20OR%201%3D1--",
    "null": "null",
    "plus": "++++",
    "dots": "..",
}


@pytest.mark.parametrize("invented", INVENTED.values(), ids=INVENTED)
def test_an_invented_cursor_is_refused(ann: Caller, invented: str) -> None:
    assert_refused(ann.get(f"{NOTES}?cursor={invented}"), 400, 414, 431)


def test_a_cursor_is_of_no_use_to_another_caller(
    service: Service, bob: Caller, eve: Caller, cursor: str
) -> None:
    same_name_elsewhere = service.caller("ann", "another-organisation")

    for other in (bob, eve, same_name_elsewhere):
        assert_refused(other.get(f"{NOTES}?limit=1&cursor={cursor}"), 400)


@pytest.mark.parametrize(
    "query", ["title[eq]=b", "sort=title", "sort=-title", "sort=created_at", "title[eq]="]
)
def test_a_cursor_belongs_to_its_filter_and_sort(ann: Caller, cursor: str, query: str) -> None:
    assert_refused(ann.get(f"{NOTES}?limit=1&{query}&cursor={cursor}"), 400)


def test_a_cursor_of_a_filtered_list_needs_the_filter(ann: Caller) -> None:
    for _ in range(2):
        ann.create("same")
    cursor = ann.get(f"{NOTES}?limit=1&title[eq]=same").json()["next_cursor"]

    assert_refused(ann.get(f"{NOTES}?limit=1&cursor={cursor}"), 400)
    assert ann.titles(f"?limit=1&title[eq]=same&cursor={cursor}") == ["same"]


def test_a_cursor_works_with_another_limit(ann: Caller, cursor: str) -> None:
    assert ann.titles(f"?limit=2&cursor={cursor}") == ["b", "a"]


def test_a_cursor_tells_nothing_readable_about_other_notes(ann: Caller) -> None:
    ann.create("top secret title")
    ann.create("newer")

    cursor = ann.get(f"{NOTES}?limit=1").json()["next_cursor"]

    decoded = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert b"top secret" not in decoded


BAD_LIMITS = [
    "0",
    "-1",
    "101",
    "1000000000",
    "9" * 5000,
    "x",
    "1.0",
    "1e2",
    "",
    "0x10",
    "%2B5",
    "%205",
    "5%20",
    "%D9%A5",
    "true",
    "null",
    "1_0",
    "%00",
    "%ff",
]


@pytest.mark.parametrize("limit", BAD_LIMITS, ids=lambda limit: limit[:12] or "empty")
def test_a_limit_outside_1_to_100_is_refused(ann: Caller, limit: str) -> None:
    assert_refused(ann.get(f"{NOTES}?limit={limit}"), 400, 422)


@pytest.mark.parametrize(("limit", "found"), [("1", 1), ("2", 2), ("100", 3)])
def test_a_limit_from_1_to_100_is_kept(ann: Caller, limit: str, found: int) -> None:
    for title in ("a", "b", "c"):
        ann.create(title)

    answer = ann.get(f"{NOTES}?limit={limit}")

    assert len(answer.json()["items"]) == found
    assert set(answer.json()) == {"items", "next_cursor"}


BAD_QUERIES = {
    "unknown word": "colour=red",
    "offset": "offset=1",
    "page": "page=2",
    "count": "count=true",
    "undeclared filter": "body[eq]=x",
    "filter on the organisation": "org[eq]=acme",
    "filter on the id": "id[eq]=1",
    "filter on what is deleted": "deleted_at[gte]=2000-01-01T00:00:00Z",
    "unknown operator": "title[like]=%25",
    "no operator": "title[]=x",
    "open bracket": "title[eq=x",
    "nested": "title[eq][eq]=x",
    "undeclared sort": "sort=body",
    "sort on the organisation": "sort=org",
    "sort twice": "sort=title&sort=created_at",
    "limit twice": "limit=1&limit=2",
    "same filter twice": "title[eq]=a&title[eq]=b",
    "empty sort": "sort=",
    "sort injection": "sort=title;DROP%20TABLE%20notes",
    "sort direction injection": "sort=title%20desc,(select%201)",
    "bad date": "created_at[gte]=yesterday",
    "impossible date": "created_at[gte]=2026-02-30T00:00:00Z",
    "number as date": "created_at[gte]=1",
    "huge date": "created_at[gte]=99999-01-01T00:00:00Z",
    "date with a nul": "created_at[gte]=2026-01-01T00:00:00Z%00",
    "name with a nul": "title%00[eq]=x",
    "value with a nul": "title[eq]=%00",
    "value in bad utf-8": "title[eq]=%ff",
    "value is a surrogate": "title[eq]=%ed%a0%80",
    "prototype": "__proto__[eq]=x",
}


@pytest.mark.parametrize("query", BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_a_question_the_list_does_not_know_is_refused(ann: Caller, query: str) -> None:
    assert_refused(ann.get(f"{NOTES}?{query}"), 400, 422)


INJECTIONS = [
    "' OR '1'='1",
    "'; DROP TABLE notes; --",
    '" OR ""="',
    "') UNION SELECT * FROM notes --",
    "%",
    "_",
    "\\",
    "$1",
    ":title",
    "{{7*7}}",
    "${jndi:ldap://x}",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_filter_is_text_and_never_code(ann: Caller, text: str) -> None:
    from urllib.parse import quote

    ann.create("innocent")
    ann.create(text)

    assert ann.titles(f"?title[eq]={quote(text)}") == [text]
    assert sorted(ann.titles()) == sorted(["innocent", text])


def test_a_list_with_many_questions_is_refused_or_answered(ann: Caller) -> None:
    query = "&".join(f"x{n}=1" for n in range(2000))

    assert_refused(ann.get(f"{NOTES}?{query}"), 400, 414, 422, 431)
