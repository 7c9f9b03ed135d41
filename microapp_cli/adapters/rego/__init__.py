"""The policy engine: rules and data from their folders, and a verdict on facts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

from microapp_cli.adapters.rego.loading import load
from microapp_cli.core.errors import WrongUse
from microapp_cli.core.rulebook import RuleBook

__all__ = ["ENGINES", "Engine", "engine", "load"]

ENGINES = ("embedded", "opa")
SECONDS = 10
MOST_SECONDS = 3600


class Engine(Protocol):
    """Whatever can judge facts by a rule book, once compiled for as many repositories as come."""

    @property
    def name(self) -> str:
        """What a report calls the engine."""

    def judge(self, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The findings, sorted; PolicyEngineError when anything stays undecided."""


def engine(name: str, rulebook: RuleBook, environ: Mapping[str, str] | None = None) -> Engine:
    """The engine of this name with these rules, compiled."""
    environ = os.environ if environ is None else environ
    if name == "embedded" and rulebook.added:
        from microapp_cli.adapters.rego.added import Bounded

        return Bounded(rulebook, _seconds(environ))
    if name == "embedded":
        from microapp_cli.adapters.rego.embedded import Embedded

        return Embedded(rulebook)
    if name == "opa":
        from microapp_cli.adapters.rego.opa import Opa

        return Opa(rulebook, environ)
    raise WrongUse(f"There is no engine {name}. Known are: {', '.join(ENGINES)}.")


def _seconds(environ: Mapping[str, str]) -> int:
    """How long the rules may work on one repository."""
    given = environ.get("MICROAPP_RULE_SECONDS", "") or str(SECONDS)
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= MOST_SECONDS):
        raise WrongUse(
            f"MICROAPP_RULE_SECONDS must be a whole number from 1 to {MOST_SECONDS}, not {given!r}."
        )
    return int(given)
