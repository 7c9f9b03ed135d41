"""The part of a micro-app's contract that its manifest decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HEAD = ("openapi", "info", "servers")
"""The first keys of the contract; all that follows is the same for every app of a blueprint."""


def head_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Give the head exactly as the kit makes it when the app runs."""
    owner = manifest["owner"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": manifest["title"],
            "version": "1.0.0",
            "description": manifest["purpose"],
            "contact": {"name": owner["name"], "email": owner["email"]},
            "license": {
                "name": "Internal use only; ask the owner",
                "url": f"mailto:{owner['email']}",
            },
        },
        "servers": [
            {
                "url": f"https://{manifest['name']}.example",
                "description": "Production: where the app is deployed.",
                "x-internal": manifest["facts"].get("network") == "internal",
            }
        ],
    }
