"""The ledger's hashes: every field counts, and none can pass for its neighbour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from microapp_cli.core.catalog.chain import START, canonical, digest, first_digest, follow

Text = st.text(max_size=12)
Fields = st.tuples(Text, st.integers(0, 10**9), Text, Text, Text, Text, Text)


@given(Fields, Fields)
def test_different_entries_have_different_hashes(
    one: tuple[str, int, str, str, str, str, str], other: tuple[str, int, str, str, str, str, str]
) -> None:
    assert (digest(*one) == digest(*other)) is (one == other)


def test_a_border_between_two_fields_cannot_be_moved() -> None:
    one = digest(START, 1, "now", "ann", "moved", "leave", "{}")
    other = digest(START, 1, "now", "annm", "oved", "leave", "{}")

    assert one != other


def test_a_detail_is_written_in_one_way_only() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"\\u00e9","b":1}'


Texts = st.tuples(Text, Text, Text, Text, Text)


@given(st.lists(Texts, max_size=5), st.integers(0, 5), st.integers(0, 6))
def test_what_follows_is_counted_up_to_the_first_entry_that_does_not(
    texts: list[tuple[str, str, str, str, str]], old: int, spoilt: int
) -> None:
    entries, previous = [], START
    for seq, fields in enumerate(texts, 1):
        make = first_digest if seq <= old else digest
        previous = make(previous, seq, *fields)
        entries.append((seq, *fields, f"{previous}x" if seq == spoilt else previous))

    many = spoilt - 1 if 0 < spoilt <= len(texts) else len(texts)

    assert follow(START, entries) == (min(old, many), many)
