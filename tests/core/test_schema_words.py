"""A manifest of another form is explained without a word of JSON Schema."""

from __future__ import annotations

from typing import Any

import pytest

from microapp_cli.core.schema_words import in_words


@pytest.mark.parametrize(
    ("keyword", "asked", "given", "words"),
    [
        ("required", "owner", {}, "owner is missing."),
        ("additionalProperties", ["ownr"], {}, "no field has this name. Is it misspelt?"),
        ("enum", ["T0", "T1"], "T9", "'T9' is none of T0, T1."),
        ("enum", [True, None], 5, "5 is none of true, nothing."),
        ("type", ["string"], 5, "5 must be a text."),
        ("type", ["array"], "base", "'base' must be a list."),
        ("type", ["string", "null"], {"a": 1}, "a mapping must be a text or empty."),
        ("type", ["object"], None, "nothing must be a mapping."),
        ("const", "v1", True, "true must be 'v1'."),
        ("format", "date", "soon", "'soon' must be a day such as 2026-11-23."),
    ],
)
def test_a_person_reads_what_to_write(keyword: str, asked: Any, given: Any, words: str) -> None:
    assert in_words(keyword, asked, given, "the validator's words") == words


def test_a_name_is_told_as_the_questions_tell_it() -> None:
    said = in_words("pattern", "^[a-z][a-z0-9-]{1,38}[a-z0-9]$", "Leave Helper", "?")

    assert said.startswith("'Leave Helper' must be 3 to 40 lower-case letters, digits or hyphens")


def test_what_has_no_words_of_ours_keeps_those_of_the_validator() -> None:
    assert in_words("maxItems", 3, [], "[] has too many") == "[] has too many."


def test_a_value_is_never_long_and_moves_no_cursor() -> None:
    said = in_words("type", ["object"], "\x1b[2J" + "x" * 1000, "?")

    assert len(said) < 80
    assert said.isprintable()
