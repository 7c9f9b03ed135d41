"""A text that is called calm holds nothing, however it is cut; so the searches may be skipped."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from microapp_llm.answers import links
from microapp_llm.redaction.calm import is_calm
from microapp_llm.redaction.detector import detect
from tests.adapters.planted_keys import planted
from tests.blueprints.llm.sentences_seen import NAMES, NOTHING, PEOPLE

WORDS = (
    *("The", "Please", "I", "A", "Dear", "Herr", "dear", "van", "der", "de", "my", "name", "is"),
    *("Anna", "Schmidt", "Paris", "May", "McDonald", "O'Brien", "Sub-Saharan", "iPhone", "API"),
    *(
        "Late:",
        "Ritter",
        "Haase",
        "texted",
        "VG",
        "Best,",
        "and",
        "Linke",
        "disagree",
        "Name is",
        "wrongly",
    ),
    *("responsibilities", "well-established", "AbCdEfGhIjKlMnOpQrStUv", "x" * 70, "ring"),
    *("hook", "eoabcdefghijkl.m.pipedream.net", "www.example.org", "https", "data:abc", "note:"),
    *(
        "anna",
        "my name is",
        "Hi",
        "hey",
        "from",
        "Name:",
        "name:",
        "Grace",
        "grace",
        "Hope,",
        "ben",
        "@anna",
    ),
    *("password", "is", "token", "Bearer", "sk-", "glpat-", "hunter", "(The", '"The', "-The", "*"),
)
GAPS = (" ", " ", " ", ". ", ", ", ".", ":", ": ", "\n", "-", "", "'", ".\n", "... ")
PERSONS = [name for names in PEOPLE.values() for name in names]
EVERY = [*WORDS, *NOTHING, *PERSONS]


@pytest.mark.parametrize(
    "text",
    [
        "A short and friendly answer about leave. The rest is up to you: ask, and wait!",
        "Your responsibilities (and those of others)\nare well-established.",
    ],
)
def test_plain_sentences_are_calm(text: str) -> None:
    assert is_calm(text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(EVERY), st.sampled_from(GAPS)), max_size=9),
    st.integers(0, 60),
    st.integers(0, 9),
)
@example([("McDonald", " ")], 2, 1)
def test_nothing_is_found_in_any_part_of_a_calm_text(
    pieces: list[tuple[str, str]], left: int, most: int
) -> None:
    text = "".join(word + gap for word, gap in pieces)
    part = "".join(word + gap for word, gap in pieces[:most])[left:]

    if is_calm(text):
        assert detect(part) == []
        assert list(links.find(part, frozenset())) == []


def test_what_a_search_finds_is_never_calm() -> None:
    lines = [key.line for key in planted(5)]
    lines += [
        template.format(name)
        for locale, templates in NAMES.items()
        for template in templates
        for name in PEOPLE[locale]
    ]

    assert [line for line in lines if detect(line) and is_calm(line)] == []
