"""One app as the catalog knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

STAGES = (
    *("draft", "development", "staging", "review", "production"),
    *("deprecated", "sunset", "retired", "quarantined"),
)
FACETS = ("stage", "tier", "sensitivity", "blueprint", "team", "state")
"""The columns that are counted as they change."""


@dataclass(frozen=True)
class App:
    """One row of the catalog; days are `2026-11-23`, moments are UTC, and "" means nothing yet."""

    name: str
    title: str
    purpose: str
    owner: str
    """The address of the person who answers for it."""
    owner_name: str
    team: str
    backup: str
    backup_name: str
    sensitivity: str
    tier: str
    blueprint: str
    blueprint_version: str
    tool: str
    """The version of microapp that made the repository."""
    contract: str
    """SHA-256 of openapi.yaml."""
    repository: str
    commit: str
    controls: str
    """SHA-256 of the values of its controls; the catalog keeps them by hash."""
    content: str
    """SHA-256 of everything in the repository."""
    outside: str
    """SHA-256 of everything outside business logic."""
    created: str
    expires: str
    source: str
    """Where it was entered from: `register` or `backstage`."""
    answers: Mapping[str, str] = field(default_factory=dict)
    answered: str = ""
    """The day the five questions were last answered."""
    check: Mapping[str, Any] = field(default_factory=dict)
    """What the check said when it was registered; see `entry.summary`."""
    stage: str = "development"
    stage_since: str = ""
    stage_before: str = ""
    """Where a quarantined app goes back to."""
    registered: str = ""
    verified: str = ""
    """The day a person last said that they still answer for it."""
    orphaned: str = ""
    ask_again: str = ""
    """The day until which an orphan's manager asked to wait."""
    reassess: str = ""
    """Why it must be looked at again."""
    reassess_by: str = ""
    """The day on which it is quarantined if nobody did."""
    retire_on: str = ""
    """The first day on which its retirement may be carried out."""
    elsewhere: str = ""
    """What another catalog says of it besides, as canonical JSON; see `backstage_besides`."""
    claimed: str = ""
    """The stage that another catalog claims for it, and that it has not reached here."""

    @property
    def state(self) -> str:
        """What somebody must do about it, if anything."""
        if self.stage in ("retired", "quarantined"):
            return self.stage
        if self.orphaned:
            return "orphaned"
        return "reassessment" if self.reassess else "fine"

    @property
    def people(self) -> tuple[str, ...]:
        """The addresses of those who answer for it."""
        return tuple(filter(None, (self.owner, self.backup)))

    @property
    def is_live(self) -> bool:
        """Whether it is not yet at its end."""
        return self.stage != "retired"


def changes(before: App | None, after: App) -> dict[str, Any]:
    """The fields that differ, with their new values."""
    return {
        f.name: getattr(after, f.name)
        for f in fields(App)
        if before is None or getattr(before, f.name) != getattr(after, f.name)
    }


def text_of(app: App) -> str:
    """What a search looks through."""
    words = (app.name, app.title, app.purpose, app.owner, app.owner_name, app.team, app.blueprint)
    return " ".join(" ".join(words).casefold().split())
