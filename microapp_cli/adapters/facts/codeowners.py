"""CODEOWNERS: who is asked about a change of which files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLACES = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")


def facts(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Every line that says something, of every file in which GitHub or GitLab looks."""
    return {
        "codeowners": [
            {"path": path, "line": number, "pattern": words[0], "owners": words[1:]}
            for path in PLACES
            for number, line in enumerate(_text(files.get(path, b"")).splitlines(), 1)
            if (words := line.partition("#")[0].split()) and not words[0].startswith(("[", "^["))
        ]
    }


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
