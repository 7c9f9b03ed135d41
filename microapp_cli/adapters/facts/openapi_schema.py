"""Whether a document is OpenAPI 3.0 or 3.1, by a schema of our own."""

from __future__ import annotations

from collections.abc import Iterator


def problems(document: object) -> Iterator[tuple[str, str]]:
    """A JSON pointer and a sentence for everything that is no OpenAPI."""
    if not isinstance(document, dict):
        yield "", "This is no OpenAPI document: it must be an object at the top."
