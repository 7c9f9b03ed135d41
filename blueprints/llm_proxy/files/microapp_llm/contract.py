"""What the proxy adds to the app's contract."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]


def with_llm(document: Document) -> Document:
    """Give the contract with the proxy's routes in it."""
    return document
