"""The written pages of a repository, and how much each says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_cli.adapters.facts.tree import texts


def facts(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Every Markdown page with its number of words."""
    return {"documents": {path: {"words": len(text.split())} for path, text in texts(files, ".md")}}
