"""OpenAPI text is read as OpenAPI means it, and hostile text is refused before it is built."""

from __future__ import annotations

import time

import pytest

from microapp_cli.adapters import openapi_text
from microapp_cli.core.errors import BadContract


def bomb(levels: int) -> str:
    """A YAML bomb: nine aliases of nine aliases of nine aliases."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(levels):
        aliases = ", ".join([f"*a{level}"] * 9)
        lines.append(f"a{level + 1}: &a{level + 1} [{aliases}]")
    return "\n".join(lines)


def test_plain_words_are_text_and_numbers_are_numbers() -> None:
    text = b"[no, on, yes, 2026-01-31, 1:30, 1_000, 12, -1, 0.5, 1e3, true, ~]"

    assert openapi_text.parse(text, "x.yaml") == [
        *("no", "on", "yes", "2026-01-31", "1:30", "1_000"),
        *(12, -1, 0.5, 1000.0, True, None),
    ]


def test_json_and_a_few_aliases_are_read() -> None:
    assert openapi_text.parse(b'{"a": [1, null]}', "x.json") == {"a": [1, None]}
    assert openapi_text.parse(b"a: &a {b: 1}\nc: *a\nd: {<<: *a}", "x.yaml") == {
        "a": {"b": 1},
        "c": {"b": 1},
        "d": {"b": 1},
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (bomb(12), "comes to more than 3,000,000 values"),
        ("a: &a [*a]", "comes to more than 3,000,000 values"),
        ("[" * 5000, "nested more than 100 levels deep"),
        ('{"a":' * 100_000, "nested more than 100 levels deep"),
        ("a: 1\na: 2", "'a' is given twice"),
        ('{"a": 1, "a": 2}', "'a' is given twice"),
        ("a: !!python/object/apply:os.system [ls]", "could not determine a constructor"),
        ("a: b: c", "mapping values are not allowed"),
        ("a: [", "did not find expected node content"),
        ("x" * (openapi_text.LARGEST + 1), "over 16 MB"),
    ],
)
def test_what_is_no_honest_document_is_refused_in_one_line_at_once(text: str, said: str) -> None:
    began = time.process_time()

    with pytest.raises(BadContract) as refusal:
        openapi_text.parse(text.encode(), "x.yaml")

    assert str(refusal.value).startswith("x.yaml: ")
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert time.process_time() - began < 2


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(BadContract, match="not UTF-8"):
        openapi_text.parse(b"\xff\xfe", "x.yaml")
