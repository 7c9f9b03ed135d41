"""The lists of words that the searches of the redactor are made of."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from microapp_llm.redaction import phrases as reader
from microapp_llm.redaction.people.lists import lines_of
from microapp_llm.redaction.phrases import longest_first, phrases

WORDS = Path(reader.__file__).with_name("words")
LISTS = sorted(str(path.relative_to(WORDS).with_suffix("")) for path in WORDS.rglob("*.txt"))
OF_PATTERNS = ("fields/", "numbers/", "scripts/", "things/after", "small_letters/family_ends")
BEFORE_NAMES = ("titles", "professions", "relations", "introductions", "called", "labels", "roles")


@pytest.mark.parametrize("name", LISTS)
def test_no_section_of_a_list_says_a_phrase_twice_or_with_blanks_around(name: str) -> None:
    lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    sections = [line.strip("[]") for line in lines if re.fullmatch(r"\[.+\]", line)]

    for section in sections or [""]:
        said = phrases(name, section)

        assert len(said) == len(set(said))
        assert said == [phrase.strip() for phrase in said]


@pytest.mark.parametrize("name", [name for name in LISTS if name.startswith(OF_PATTERNS)])
def test_each_line_of_a_list_of_patterns_is_one_that_needs_a_word(name: str) -> None:
    assert [line for line in phrases(name) if re.compile(line).match("")] == []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_begins_by_saying_what_it_is_for(name: str) -> None:
    assert (WORDS / f"{name}.txt").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", LISTS)
def test_some_search_reads_the_list(name: str) -> None:
    last = name.removeprefix("names_around/")
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in WORDS.parent.rglob("*.py") if path.is_file()
    )

    assert f'"{name}"' in code or f"'{name}'" in code or f'"{last}"' in code


def test_a_phrase_leads_up_to_names_in_one_list_alone() -> None:
    said = [phrase for name in BEFORE_NAMES for phrase in phrases(f"names_around/{name}")]

    assert sorted(phrase for phrase in set(said) if said.count(phrase) > 1) == []


def test_sections_are_read_alone_and_all_together() -> None:
    alone = phrases("names_around/joints", "or")

    assert "oder" in alone
    assert "und" not in alone
    assert set(alone) < set(phrases("names_around/joints"))


def test_no_phrase_hides_a_longer_one_in_a_pattern() -> None:
    lengths = [len(phrase) for phrase in longest_first("names_around/telling")]

    assert all(one >= other for one, other in pairwise(lengths))


def test_each_sort_of_chinese_letters_has_one_line_so_that_none_hides_another() -> None:
    sorts = [line[0] for line in lines_of("chinese")]

    assert len(sorts) == len(set(sorts))
