"""What a person reads before the first command: short lines, whole sentences, an example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from microapp_cli.main import application

CUT = re.compile(r"\w\.\.\.$")
WITH_EXAMPLE = ("check", "fix", "policy explain", "policy test", "policy diff")


def helps(words: tuple[str, ...], command: Any) -> Iterator[tuple[str, str]]:
    """Every command line with its help, in a terminal of 80 columns."""
    asked = CliRunner().invoke(application(*words[:1]), [*words, "--help"], terminal_width=80)
    yield " ".join(words), asked.output
    for name, inner in getattr(command, "commands", {}).items():
        yield from helps((*words, name), inner)


HELPS = dict(helps((), typer.main.get_command(application())))


@pytest.mark.parametrize("name", HELPS)
def test_no_line_of_a_help_is_cut_or_wider_than_80_columns(name: str) -> None:
    lines = HELPS[name].splitlines()

    assert [line for line in lines if CUT.search(line) or len(line) > 80] == []


@pytest.mark.parametrize("name", [name for name, text in HELPS.items() if "Commands:" not in text])
def test_every_command_says_first_what_it_does(name: str) -> None:
    first = HELPS[name].split("\n\n")[1]

    assert first.strip().rstrip(".") != ""
    assert first.rstrip().endswith(".")


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_a_command_with_many_ways_teaches_by_an_example(name: str) -> None:
    assert f"microapp {name} " in HELPS[name].split("\n", 1)[1]
