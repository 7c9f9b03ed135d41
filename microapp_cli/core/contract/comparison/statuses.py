"""Which declared answer or media type covers which."""

from __future__ import annotations

import re
from collections.abc import Mapping

from microapp_cli.core.contract.comparison.places import Place


def covering(name: str, declared: Mapping[str, Place]) -> Place | None:
    """What is declared under this name, or under the narrowest wildcard for it."""
    for candidate in (name, *_wider(name)):
        if candidate in declared:
            return declared[candidate]
    return None


def is_success(status: str) -> bool:
    """Whether the status says that the call went well."""
    return bool(re.fullmatch(r"2(\d\d|XX)", status))


def _wider(name: str) -> tuple[str, ...]:
    if "/" in name:
        return (f"{name.partition('/')[0]}/*", "*/*")
    return (f"{name[0]}XX", "DEFAULT") if name.isdecimal() else ("DEFAULT",)
