"""YAML of others: many documents, each with its lines, and no bomb."""

from __future__ import annotations

import random
import re

import pytest

from microapp_cli.adapters.catalog.entities import read
from microapp_cli.adapters.catalog.entity_text import as_yaml
from microapp_cli.adapters.catalog.yaml_entities import documents
from microapp_cli.core.catalog import backstage
from microapp_cli.core.catalog.form import Bare
from tests.catalogs import app

BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{chr(97 + n)}: &{chr(97 + n)} [*{chr(96 + n)}, *{chr(96 + n)}]" for n in range(1, 20)
)
BITS = (
    *("\n", ": ", "- ", "&a ", "*a ", "!!str ", "{", "[", "'", '"', "\t", "|\n", "? ", "%", "#"),
    *("---\n", "...\n", "\u2028", "\x85", "\x1b", "\u202e", "\u0430", "\ufeff", "~", "0", ""),
)
UNSAFE = re.compile("[\n\x1b\x85\u2028\u202e]")
REFUSED = {
    "aliases of aliases": (BOMB, 1, "anchors and aliases"),
    "code": ("a: 1\nb: !!python/object/apply:os.system [x]", 2, "tags"),
    "depth": ("a:\n" + "".join("  " * n + "- \n" for n in range(1, 40)), 21, "nested"),
    "brackets without end": ("[" * 100_000, 1, "nested"),
    "a key twice": ("a: 1\nb:\n  c: 1\n  c: 2", 4, "given twice"),
    "a key that is a list": ("? [a]\n: b", 1, "one plain word"),
    "no YAML": ("a: 1\nb: c: d", 2, "is no YAML"),
    "documents without end": ("---\nx\n" * 200_001, 1, "more than 200,000 documents"),
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


def test_whatever_is_spoilt_is_told_or_comes_out_as_it_went_in() -> None:
    chance = random.Random(7)  # noqa: S311 (any order will do, but the same each time)
    whole = "---\n" + as_yaml(backstage.entity(backstage.of_app(app())))
    taken = 0

    for _ in range(3000):
        found = read([("f", spoilt(whole, chance))])
        assert all("\n" not in problem for problem in found.problems)
        for entity in found.found if not found.problems else ():
            told = entity.stated.component
            again = read([("g", as_yaml(backstage.entity(told)))])
            assert [one.stated.component for one in again.found] == [told]
            assert not any(map(UNSAFE.search, told))
            taken += 1

    assert taken > 50


def spoilt(text: str, chance: random.Random) -> str:
    """The text with some changes that YAML or a terminal might fall for."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(BITS) + text[at + chance.randint(0, 3) :]
    return text
