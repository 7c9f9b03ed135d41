"""The manifest's exceptions and attestations, each with all that keeps it from holding today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from microapp_cli.core import attestations
from microapp_cli.core.exception_terms import Terms, problems
from microapp_cli.core.policies import Policies


def judged(told: Mapping[str, Any], policies: Policies, today: date) -> dict[str, Any]:
    """Both lists of the manifest's facts, with their problems."""
    terms = Terms.of(told["demanded"], today)
    controls = {definition.id for definition in policies.controls.definitions}
    return {
        "exceptions": [
            _with(entry, [] if entry["problems"] else problems(entry, terms))
            for entry in told["exceptions"]
        ],
        "attestations": [
            _with(
                entry,
                []
                if entry["problems"]
                else attestations.problems(entry, controls=controls, today=today),
            )
            for entry in told["attestations"]
        ],
    }


def _with(entry: Mapping[str, Any], found: list[str]) -> dict[str, Any]:
    return {**entry, "problems": [*entry["problems"], *found]}
