"""The kit: what the platform gives every micro-app. Import what you need from here."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from microapp_kit.custom import APIRouter, Caller, Refusal, requires
    from microapp_kit.record import Field, Record
    from microapp_kit.resource import Resource
    from microapp_kit.versioning import Deprecation

__all__ = [
    "APIRouter",
    "Caller",
    "Deprecation",
    "Field",
    "Record",
    "Refusal",
    "Resource",
    "requires",
]
_HOMES = {
    "APIRouter": "custom",
    "Caller": "custom",
    "Refusal": "custom",
    "requires": "custom",
    "Field": "record",
    "Record": "record",
    "Resource": "resource",
    "Deprecation": "versioning",
}


def __getattr__(name: str) -> object:
    """Load a name at its first use, so that small commands do not load a web framework."""
    if name not in _HOMES:
        raise AttributeError(f"module 'microapp_kit' has no attribute {name!r}")
    return getattr(importlib.import_module(f"microapp_kit.{_HOMES[name]}"), name)
