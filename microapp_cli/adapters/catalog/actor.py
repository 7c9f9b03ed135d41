"""Who acts: what they say, what MICROAPP_ACTOR says, or whose commits git makes."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

from microapp_cli.core.errors import WrongUse
from microapp_cli.core.plain_text import email_problem

VARIABLE = "MICROAPP_ACTOR"
HOW = f"Say who you are: --as ann@acme.example, or {VARIABLE}, or git config user.email."


def actor_of(environ: Mapping[str, str], said: str | None) -> str:
    """The address of whoever acts, in lower case, as it goes into the ledger."""
    given = said or environ.get(VARIABLE, "") or _of_git()
    if not given.strip():
        raise WrongUse(HOW)
    problem = email_problem(given.strip())
    if problem:
        raise WrongUse(f"{problem} {HOW}")
    return given.strip().casefold()


def _of_git() -> str:
    words = ["git", "config", "--get", "user.email"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
