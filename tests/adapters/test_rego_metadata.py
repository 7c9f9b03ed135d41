"""METADATA read plainly is METADATA read as YAML."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microapp_cli.adapters import strict_yaml
from microapp_cli.adapters.rego import plain_metadata
from tests.rulebooks import POLICIES

CHARACTERS = string.ascii_letters + string.digits + " :#'\"[]{},&*!|>%@`-?~.=_\\/äé\t"
FILES = sorted(POLICIES.glob("rules/*/*/*.rego"))


def blocks() -> list[str]:
    """The METADATA of every rule that ships."""
    found = []
    for path in FILES:
        before, mark, after = path.read_text().partition("# METADATA\n")
        if mark and not before:
            lines = after.partition("\npackage")[0].split("\n")
            found.append("\n".join(line.removeprefix("#").removeprefix(" ") for line in lines))
    return found


def test_the_rules_that_ship_are_read_the_same() -> None:
    read = [(plain_metadata.parse(block), strict_yaml.parse(block)) for block in blocks()]

    assert [plain for plain, _ in read if plain] == [yaml for plain, yaml in read if plain]
    assert sum(plain is not None for plain, _ in read) > 0.6 * len(read) > 30


@given(st.text(CHARACTERS, max_size=30), st.sampled_from(["title: {}", "custom:\n  id: {}"]))
def test_any_text_is_read_the_same_or_left_to_yaml(text: str, form: str) -> None:
    block = form.format(text)

    plain = plain_metadata.parse(block)

    if plain is not None:
        assert plain == strict_yaml.parse(block)


@pytest.mark.parametrize(
    "block",
    [
        "title: A\ntitle: B",
        "  id: MA001",
        "custom:\n  id: A\ntitle: B\n  fix: C",
        "custom: x",
        "title:",
        "title: yes",
        "title: 'x'",
        "title: a: b",
        "title: a #b",
        "title: a:",
        "title: |\n  x",
        "title: 12",
        "title: *x",
        "title: a\n b",
        "Title: x",
        "",
    ],
)
def test_what_is_not_plain_is_left_to_yaml(block: str) -> None:
    found = plain_metadata.parse(block)

    assert not found or found == strict_yaml.parse(block)


@pytest.mark.parametrize("block", ["title: A\ntitle: B", "custom:\n  id: A\ntitle: B\n  fix: C"])
def test_what_yaml_refuses_is_refused(block: str) -> None:
    with pytest.raises(ValueError, match="line"):
        plain_metadata.parse(block) or strict_yaml.parse(block)
