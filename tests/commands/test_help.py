"""What a person reads before the first command: short lines, whole sentences, an example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from microapp_cli.main import application

CUT = re.compile(r"\w\.\.\.$")
WITH_EXAMPLE = ("check", "fix", "policy explain", "policy test", "policy diff")


def names(words: tuple[str, ...], command: Any) -> Iterator[tuple[str, bool]]:
    """Every command line, and whether it is a command and not a group of them."""
    inside = getattr(command, "commands", {})
    yield " ".join(words), not inside
    for name, inner in inside.items():
        yield from names((*words, name), inner)


NAMES = dict(names((), typer.main.get_command(application())))


@cache
def help_of(name: str) -> str:
    """The help of a command line, in a terminal of 80 columns."""
    words = name.split()
    asked = CliRunner().invoke(application(*words[:1]), [*words, "--help"], terminal_width=80)
    return asked.output


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_a_help_is_cut_or_wider_than_80_columns(name: str) -> None:
    lines = help_of(name).splitlines()

    assert [line for line in lines if CUT.search(line) or len(line) > 80] == []


@pytest.mark.parametrize("name", [name for name, acts in NAMES.items() if acts])
def test_every_command_says_first_what_it_does(name: str) -> None:
    first = help_of(name).split("\n\n")[1]

    assert first.strip().rstrip(".") != ""
    assert first.rstrip().endswith(".")


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_a_command_with_many_ways_teaches_by_an_example(name: str) -> None:
    assert f"microapp {name} " in help_of(name).split("\n", 1)[1]
