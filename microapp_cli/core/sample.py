"""The answers of an invented app, for trying a blueprint before there is a real one."""

from __future__ import annotations

from typing import Any

USES_AI = {"llm-proxy": "private_ai"}
"""Blueprint → the answer about AI that it makes sense with."""


def answers(blueprint: str, *, runtime: str = "container", ci: str = "github") -> dict[str, Any]:
    """A complete answers file for this blueprint."""
    return {
        "name": "leave-helper",
        "title": "Leave helper",
        "purpose": "Shows everybody in the team who is away, and until when.",
        "owner": {"name": "Ann Example", "email": "ann@acme.example", "team": "People"},
        "backup_owner": {"name": "Bob Example", "email": "bob@acme.example", "team": "People"},
        "blueprint": blueprint,
        "runtime": runtime,
        "ci": ci,
        "answers": {
            "data": "internal",
            "audience": "company",
            "actions": "own_data",
            "ai_and_egress": USES_AI.get(blueprint, "none"),
            "outage": "annoying",
        },
    }
