"""What this app's controls say of models, read once from `microapp.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from microapp_kit.manifest import Manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.by_exception import NOTHING_CLOSED, Openings, openings_of
from microapp_llm.models import PLACES, SENSITIVITIES, SIZES

BLOCK = "block"
MASK, INSIDE_ONLY = REDACTIONS = ("mask", "tokenise_reversible_inside_only")


@dataclass(frozen=True, slots=True)
class Rules:
    """The controls of one app that are about models."""

    tier: str
    sensitivity: str
    ceiling: str
    places: tuple[str, ...]  # where models may be without approval
    max_output_tokens: int
    llm_redaction: str
    blocks_answers: bool = False  # that hold secrets or personal data: nothing is cut out of them
    openings: Openings = NOTHING_CLOSED

    def facts(self, closed: Iterable[str]) -> dict[str, object]:
        """Give what a policy may know of the controls, and which places are closed today."""
        return {
            "ceiling": self.ceiling,
            "places": list(self.places),
            "closed": list(closed),
            "sizes": list(SIZES),
        }


def rules_of(manifest: Manifest) -> Rules:
    """Read the controls, or refuse to start where one is missing or unknown."""
    sensitivity = manifest.facts.get("sensitivity")
    if sensitivity not in SENSITIVITIES:
        raise CannotStart(
            f"microapp.yaml: facts.sensitivity is {sensitivity!r}. "
            f"Write one of {', '.join(SENSITIVITIES)}."
        )
    allowed = manifest.control("models", "allowed")
    if not isinstance(allowed, list) or not set(allowed) <= {"none", *PLACES}:
        raise CannotStart(
            f"microapp.yaml: controls.models.allowed is {allowed!r}. "
            f"Write a list of {', '.join(('none', *PLACES))}."
        )
    redaction = manifest.controls.get("pii", {}).get("llm_redaction", MASK)
    if redaction not in REDACTIONS:
        raise CannotStart(
            f"microapp.yaml: controls.pii.llm_redaction is {redaction!r}. "
            f"Write one of {', '.join(REDACTIONS)}."
        )
    filtered = manifest.controls.get("models", {}).get("output_filter", BLOCK)
    if filtered != BLOCK:
        raise CannotStart(
            f"microapp.yaml: controls.models.output_filter is {filtered!r}. Write {BLOCK}."
        )
    return Rules(
        tier=manifest.tier,
        sensitivity=str(sensitivity),
        ceiling=str(manifest.control("models", "ceiling")),
        places=tuple(place for place in allowed if place != "none"),
        max_output_tokens=manifest.whole_number("models", "max_output_tokens"),
        llm_redaction=redaction,
        blocks_answers="output_filter" in manifest.controls.get("models", {}),
        openings=openings_of(manifest),
    )
