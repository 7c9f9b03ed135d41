"""A hostile document costs bounded time and memory, opens no connection, and is refused clearly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.contract.hostile import DOCUMENTS, REFUSED, TOOLS

HOUSE = Path(__file__).parents[3]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_hostile_document_is_read_or_refused_within_bounds(document: str) -> None:
    words = [sys.executable, "-m", "tests.core.contract.hostile", document]

    done = subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    outcome = "refused, " if document in REFUSED else "read"
    said = done.stdout.splitlines()
    assert [
        line[: len(tool) + 2 + len(outcome)] for tool, line in zip(TOOLS, said, strict=True)
    ] == [f"{tool}: {outcome}" for tool in TOOLS]
