"""The written pages of a repository, and how much each says.

documents   {path: {words}} of every *.md
unreadable  [{path, line, message}] of those that are no text
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_cli.adapters.facts.tree import complaint, texts

PAGE = ".md"
NO_TEXT = "not UTF-8 text. Save it as UTF-8."


def facts(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Every Markdown page with its number of words, and those that nobody could count."""
    said = {path: {"words": len(text.split())} for path, text in texts(files, PAGE)}
    mute = [path for path in files if path.endswith(PAGE) and path not in said]
    return {
        "documents": said,
        "unreadable": [complaint(path, NO_TEXT, 1) for path in mute],
    }
