"""A text that is called calm holds nothing, however it is cut; so the searches may be skipped."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from microapp_llm.answers import links
from microapp_llm.redaction.calm import ends_calmly, is_calm
from microapp_llm.redaction.detector import detect
from microapp_llm.redaction.policy import Policy
from microapp_llm.redaction.redactor import Redactor
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


NOISE = (
    *("14:30", "Room 204", "[1]", "ann@example.org", "+49 30 901820", "Hauptstr. 5", "12345", "$x"),
    *("King Street", "Ms.", "= f(x)", "/etc", "https://x.example/", "| Name |", "surname,", "PIN"),
    *("born on 3 May", "My address:", "/ ", '"', "INSERT INTO staff (surname) VALUES (", "12 rue"),
)
LISTED = ("Marketing", "Sales", "Berlin", "Street", "Hamburg", "Monday", "Yours", "Team", "The")


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from((*EVERY, *NOISE * 2)), st.sampled_from(GAPS)), max_size=6),
    st.lists(st.tuples(st.sampled_from((*WORDS, *LISTED * 3)), st.sampled_from(GAPS)), max_size=4),
    st.sampled_from((" ", "\n", "\n\n", ". ", "\n- ", ", ")),
)
def test_nothing_reaches_into_a_text_that_ends_calmly(
    leading: list[tuple[str, str]], pieces: list[tuple[str, str]], between: str
) -> None:
    lead = "".join(word + gap for word, gap in leading) + between
    text = "".join(word + gap for word, gap in pieces)

    if ends_calmly(lead, text):
        found = Redactor(Policy(), b"k" * 32).findings(lead + text)
        assert [one for one in found if one.end > len(lead)] == []


@pytest.mark.parametrize("lead", ["1. **Arrival** at 14:30 in ", "x = f(y)\n", "Ask Ann Lee.\n"])
def test_plain_words_end_calmly_whatever_stands_before_them(lead: str) -> None:
    assert ends_calmly(lead, "The rest is up to you. ")


@pytest.mark.parametrize(
    ("lead", "text"),
    [
        ("Name: ", "Marketing"),
        ("The password is ", "Marketing "),
        ("Write to ann@", "example"),
        ("a1B2", "c "),
        ("Ms. Lee and ", "Anna "),
        ("4 ", "5 "),
    ],
)
def test_a_text_that_is_led_up_to_does_not_end_calmly(lead: str, text: str) -> None:
    assert not ends_calmly(lead, text)


def test_what_a_search_finds_is_never_calm() -> None:
    lines = [key.line for key in planted(5)]
    lines += [
        template.format(name)
        for locale, templates in NAMES.items()
        for template in templates
        for name in PEOPLE[locale]
    ]

    assert [line for line in lines if detect(line) and is_calm(line)] == []
