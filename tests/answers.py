"""The answers that most tests start from: a small app of one team."""

from __future__ import annotations

from typing import Any

NAME = "leave-helper"
ANSWERS: dict[str, Any] = {
    "name": NAME,
    "title": "Leave helper",
    "purpose": "Everyone in the team sees who is away and when.",
    "owner": {"name": "Ann", "email": "ann@acme.example", "team": "HR"},
    "backup_owner": {"name": "Bob", "email": "bob@acme.example", "team": "HR"},
    "blueprint": "crud",
    "runtime": "container",
    "ci": "github",
    "answers": {
        "data": "internal",
        "audience": "company",
        "actions": "own_data",
        "ai_and_egress": "none",
        "outage": "annoying",
    },
}
