"""The ledger's hashes: every field counts, and none can pass for its neighbour."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from microapp_cli.core.catalog.chain import START, canonical, digest

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
