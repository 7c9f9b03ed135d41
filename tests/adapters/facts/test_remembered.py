"""What was read in a file's content is remembered, and nobody can tell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters.facts import code, contract, yaml_documents
from microapp_cli.adapters.facts.remembered import (
    FEW,
    LARGE_ONES,
    LARGEST,
    LARGEST_OF_ALL,
    MOST,
    LargeRemembered,
    remembered,
)
from tests.adapters.facts.made import edit, make, read

MEMORIES: tuple[Callable[..., Any], ...] = (
    code._said,
    code._python,
    contract._read,
    yaml_documents.documents,
)


@pytest.fixture
def apps(tmp_path: Path) -> list[Path]:
    """Three that share nearly every file, one with a secret and one with a broken object."""
    first = make(tmp_path / "first")
    second = shutil.copytree(first, tmp_path / "second")
    third = shutil.copytree(first, tmp_path / "third")
    edit(second, "app/routes.py", "import", 'TOKEN = "ghp_' + "aB3dE6gH9j" * 4 + '"\nimport')
    edit(third, "deploy/compose.yaml", "services:", "services: [")
    return [first, second, third]


def test_facts_are_the_same_with_and_without_memory(apps: list[Path]) -> None:
    with_memory = [json.dumps(read(app)) for app in [*apps, *apps]][-3:]

    without = []
    for app in apps:
        for memory in MEMORIES:
            memory.__wrapped__.cache_clear()  # type: ignore[attr-defined]
        code._large.forget()
        without.append(json.dumps(read(app)))

    assert with_memory == without
    assert len(set(without)) == 3


def test_no_more_is_kept_than_the_bounds_say() -> None:
    asked: list[bytes] = []

    @remembered
    def size(content: bytes) -> int:
        asked.append(content)
        return len(content)

    large = b"x" * (LARGEST + 1)
    assert size(large) == size(large)
    for number in range(MOST + 1):
        size(str(number).encode())
    size(b"0")

    assert len(asked) == 2 + MOST + 1 + 1


def test_of_large_content_as_much_is_kept_as_the_bounds_say() -> None:
    asked: list[int] = []

    def zeros(content: bytes) -> tuple[list[int]]:
        asked.append(len(content))
        return ([0] * content.count(b"0"),)

    read = LargeRemembered(zeros)

    def is_read_again(content: bytes) -> bool:
        before = len(asked)
        assert read(content) == read(content) == ([0] * content.count(b"0"),)
        return len(asked) == before + 2

    large = b"x" * LARGEST
    assert is_read_again(large)
    assert not is_read_again(large + b"0")
    assert not is_read_again(large + b"0" * FEW)
    assert is_read_again(large + b"0" * (FEW + 1))
    assert is_read_again(b"x" * (LARGEST_OF_ALL + 1))
    before = len(asked)
    for number in range(1, LARGE_ONES + 1):
        read(large + b"y" * number)
    read(large + b"0")
    assert len(asked) == before + LARGE_ONES + 1
