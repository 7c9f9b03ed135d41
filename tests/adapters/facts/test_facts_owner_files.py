"""What is wrong with a file of a proxy's owner is said in words that its owner knows."""

from __future__ import annotations

from typing import Any

import pytest

from microapp_cli.adapters.facts import owner_files
from microapp_cli.core import owner_words

MODEL = b"""models:
  - alias: small
    provider: openai
    base_url: https://models.acme.example/v1
    model: small-1
    kind: chat
    size: small
    place: private
    region: eu
    sensitivity_max: public
    needs_approval: false
    context: 1000
    max_output: 10
    price: {input: 100, cached: 50, output: 400}
"""
PROMPT = b"id: a\ntitle: A\nversions:\n  - version: 1\n    text: Hello\n"


@pytest.mark.parametrize(
    ("place", "keyword", "asked", "words"),
    [
        ("", "required", "title", "title is missing. Add it."),
        ("/models/0", "required", "alias", "alias is missing in entry 1 of models. Add it."),
        ("/title", "type", "string", "title must be text."),
        ("/x/text", "type", ["null", "string"], "text must be text or nothing."),
        ("/versions", "type", "array", "versions must be a list."),
        ("/models/0/size", "enum", ["small", "large"], "size must be one of small, large."),
        ("/versions/0/version", "minimum", 1, "version must be 1 or more."),
        ("/models/0/context", "maximum", 1000000, "context must be 1,000,000 or less."),
        ("/versions/0", "oneOf", [], "Write either text or messages."),
        ("/cases/3/expect", "anyOf", [], "Nothing is expected. Say what must hold."),
        ("/a", "something new", None, "a does not have the form that is needed."),
    ],
)
def test_a_keyword_of_a_schema_is_said_plainly(
    place: str, keyword: str, asked: Any, words: str
) -> None:
    assert owner_words.said(place, keyword, asked) == words


def test_a_misspelt_field_is_told_with_the_one_that_is_meant() -> None:
    assert owner_words.unknown("titel", ["id", "title"]).endswith("Did you mean title?")
    limits = ["max_input_tokens", "max_output_tokens", "timeout_seconds"]
    assert owner_words.unknown("max_tokens", limits).endswith("Did you mean max_output_tokens?")
    assert owner_words.unknown("xyz", ["id", "title"]).endswith("There are: id, title.")


def test_a_keyword_that_json_schema_does_not_have_is_told_with_its_variable() -> None:
    text = "id: a\ntitle: A\nversions:\n- version: 1\n  text: A\n  variables:\n    properties:\n"
    read = owner_files.read(f"{text}      days: {{maxlength: 3}}\n".encode(), "prompt")

    said = "days holds maxlength, which is no keyword of JSON Schema. Did you mean maxLength?"
    assert [(one.line, one.message) for one in read.form] == [(8, said)]


@pytest.mark.parametrize(
    ("kind", "before", "after", "line", "words"),
    [
        (
            "prompt",
            b"title: A",
            b"titel: A",
            2,
            "There is no field titel here. Did you mean title?",
        ),
        ("prompt", b"version: 1", b"version: 1.0", 4, "version must be a whole number"),
        ("prompt", b"title: A", b"title: &a A", 2, "Anchors (&)"),
        ("prompt", b"title: A", b"title: !!str 5", 2, "Tags"),
        ("prompt", b"    text", b"    messages: []\n    text", 4, "Write either text or messages."),
        ("prompt", b"id: a", b"id: a\n---\nid: b", 2, "A second document begins."),
        ("models", b"needs_approval: false", b"needs_approval: no", 11, "true or false"),
        ("models", b"context: 1000", b"context: 0x10", 12, "in digits alone"),
        ("models", b"region: eu", b"<<: {region: eu}", 9, "Write the fields out."),
    ],
)
def test_what_is_wrong_is_told_at_its_line(
    kind: str, before: bytes, after: bytes, line: int, words: str
) -> None:
    right = PROMPT if kind == "prompt" else MODEL

    assert owner_files.read(right, kind).is_whole
    told = owner_files.read(right.replace(before, after), kind).form
    assert [one for one in told if one.line == line and words in one.message] != []


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        (b"input: 100", b"input: -1", 14, "input must be 0 or more."),
        (b"max_output: 10", b"max_output: -1", 13, "max_output must be 1 or more."),
    ],
)
def test_a_number_below_zero_is_told_as_too_small_alone(
    before: bytes, after: bytes, line: int, words: str
) -> None:
    (told,) = owner_files.read(MODEL.replace(before, after), "models").form

    assert (told.line, told.message) == (line, words)


@pytest.mark.parametrize(
    ("value", "words"),
    [(b"7" * 5000, "a number that is too long"), (b"2026-13-45", "a day that there is not")],
)
def test_a_value_that_cannot_be_is_told_at_its_line(value: bytes, words: str) -> None:
    spoilt = MODEL.replace(b"context: 1000", b"context: " + value)

    (told,) = owner_files.read(spoilt, "models").unreadable

    assert told.line == 12
    assert words in told.message


def test_a_value_is_never_repeated_for_it_may_be_a_key() -> None:
    spoilt = MODEL.replace(b"size: small", b"size: sk-live-123").replace(
        b": eu", b": [sk-live-123]"
    )

    told = owner_files.read(spoilt.replace(b"small-1", b"' sk-live-123'"), "models").form

    assert len(told) == 3
    assert not any("sk-live" in one.message for one in told)
