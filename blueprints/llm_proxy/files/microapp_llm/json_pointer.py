"""What a JSON Schema points to within itself (RFC 6901, section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote


def pointed_at(whole: Any, reference: object) -> Any:
    """Give what `#/…` points to in a schema; none where it points to nothing there."""
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    found = whole
    for step in unquote(reference[1:]).split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            found = found.get(name) if isinstance(found, Mapping) else None
    return found
