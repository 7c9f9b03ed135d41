"""YAML of others: many documents, each with its lines, and no bomb."""

from __future__ import annotations

import pytest

from microapp_cli.adapters.catalog.yaml_entities import documents
from microapp_cli.core.catalog.backstage_reading import Bare

BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{chr(97 + n)}: &{chr(97 + n)} [*{chr(96 + n)}, *{chr(96 + n)}]" for n in range(1, 20)
)
REFUSED = {
    "aliases of aliases": (BOMB, 1, "anchors and aliases"),
    "code": ("a: 1\nb: !!python/object/apply:os.system [x]", 2, "tags"),
    "depth": ("a:\n" + "".join("  " * n + "- \n" for n in range(1, 40)), 21, "nested"),
    "brackets without end": ("[" * 100_000, 1, "nested"),
    "a key twice": ("a: 1\nb:\n  c: 1\n  c: 2", 4, "given twice"),
    "a key that is a list": ("? [a]\n: b", 1, "one plain word"),
    "no YAML": ("a: 1\nb: c: d", 2, "is no YAML"),
    "a control character": ("a: \x00", 1, "control characters"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_too_much_or_no_yaml_is_one_problem_with_its_line(name: str) -> None:
    text, line, says = REFUSED[name]

    (document,) = documents(text)

    assert document.line == line
    assert says in document.problem


def test_a_broken_document_spoils_no_other() -> None:
    first, broken, last = documents("a: 1\n---\nb: [\n---\n# c\nc: x\n")

    assert (first.data, first.line) == ({"a": Bare("1")}, 1)
    assert broken.problem
    assert last.data == {"c": "x"}
    assert last.line_of(("c",)) == 6
    assert last.line_of(("c", "no", "such")) == 6


def test_comments_and_empty_documents_are_nothing() -> None:
    assert list(documents("# hello\n---\n---\n# x\n\n--- \n")) == []


def test_text_in_a_block_is_no_new_document() -> None:
    (document,) = documents("a: |\n  x\n  ---\n  y\n")

    assert document.data == {"a": "x\n---\ny\n"}
