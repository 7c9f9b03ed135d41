"""Shows what a change of policies does to a fleet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from microapp_cli.core.policy_change import Effect, PolicyChange
from microapp_cli.output.harmless import logged, printable

MOST_NAMED = 5


def as_text(change: PolicyChange) -> str:
    """By rule which repositories it meets, and one line that sums it up."""
    return "\n".join(logged(line) for line in _lines(change))


def as_data(change: PolicyChange) -> dict[str, Any]:
    """All of it, for a program."""
    return asdict(change)


def _lines(change: PolicyChange) -> Iterator[str]:
    yield from _block("Finds what it does not find today:", change.added)
    yield from _block("No longer finds:", change.gone)
    for heading, unjudged in (
        ("Cannot be judged by the new policies:", change.unjudged),
        ("Not compared, as they cannot be judged today:", change.skipped),
    ):
        if unjudged:
            yield from (heading, *(f"  {printable(u.problem)}" for u in unjudged), "")
    yield _summary(change)


def _block(heading: str, effects: Sequence[Effect]) -> Iterator[str]:
    if not effects:
        return
    yield heading
    for effect in effects:
        yield f"  {effect.id:<8} {effect.severity:<8} {printable(effect.title)}"
        yield f"           {_counted(len(effect.folders))}: {_named(effect.folders)}"
    yield ""


def _summary(change: PolicyChange) -> str:
    stopped = len(change.breaks) + len(change.unjudged)
    if not stopped:
        compared = change.fleet - len(change.skipped)
        lost = f"; {len(change.skipped)} could not be compared" if change.skipped else ""
        return f"This breaks no app of {compared}{lost}."
    green = change.green_today
    today = f" ({green} of them without an error today)" if change.breaks else ""
    return f"This breaks {_counted(stopped)} of {change.fleet}{today}."


def _named(folders: Sequence[str]) -> str:
    names = ", ".join(printable(folder) for folder in folders[:MOST_NAMED])
    more = len(folders) - MOST_NAMED
    return f"{names} and {more} more" if more > 0 else names


def _counted(number: int) -> str:
    return f"{number} app" if number == 1 else f"{number} apps"
