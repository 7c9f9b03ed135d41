"""Why a change breaks whom, and how to get what was wanted without breaking anybody."""

from __future__ import annotations

from collections.abc import Mapping

from microapp_cli.core.contract.comparison.moves import Direction, Effect, Move

Advice = tuple[str, str]
"""Whom it breaks and why; what to do instead."""
NEW_VERSION = "offer the new form under the next version (/v2/) and keep the old one until then"

BY_RULE: Mapping[str, Advice] = {
    "operation": (
        "Everyone who calls it, or runs a flow with this action: they get 404 or 405.",
        "Keep it and mark it deprecated, with a Sunset date and a successor link; remove it in the "
        "next version.",
    ),
    "operation-id": (
        "Flows and generated clients: the action or method that they name no longer exists.",
        "Keep the operationId; change the summary instead.",
    ),
    "parameter": (
        "Callers who send it: it is refused, or no longer does what they ask.",
        "Keep accepting it and mark it deprecated.",
    ),
    "parameter-style": (
        "Callers who write it the old way: the service reads something else.",
        "Add a parameter with another name for the new form.",
    ),
    "body": ("Callers who send a body: it is ignored or refused.", "Keep accepting the body."),
    "response": (
        "Callers who act on this answer: it no longer comes, or comes as something else.",
        f"Keep the answer, or {NEW_VERSION}.",
    ),
    "success-status": (
        "Callers and flows that check for the status they know: they take success for a failure.",
        f"Keep the old status, or {NEW_VERSION}.",
    ),
    "header": (
        "Callers who read this header: they find nothing.",
        "Keep sending it, and mark it deprecated.",
    ),
    "media-type": (
        "Callers who send or ask for this media type: they get 415 or 406.",
        "Keep it beside the new one.",
    ),
    "security": (
        "Callers who sign in as before: they get 401.",
        "Keep the old way to sign in beside the new one until everybody has moved.",
    ),
    "security-scopes": (
        "Callers whose token has the old scopes: they get 403.",
        "Keep the old scopes enough; ask for the new ones only in new operations.",
    ),
    "base-path": (
        "Everyone: the addresses that they call are gone.",
        "Keep serving the old base path beside the new one.",
    ),
}
BY_RULE_AND_WAY: Mapping[tuple[str, Direction], Advice] = {
    ("property", Direction.REQUEST): (
        "Callers who send this property: it is refused, or silently lost.",
        "Keep accepting it, mark it deprecated, and ignore it where it has no meaning.",
    ),
    ("property", Direction.RESPONSE): (
        "Callers and flows that read this property: they find nothing where a value was.",
        f"Keep sending it and mark it deprecated, or {NEW_VERSION}.",
    ),
    ("required", Direction.REQUEST): (
        "Callers who leave it out, as they could until now: they get 422.",
        "Make it optional, with a default that means what leaving it out meant.",
    ),
    ("required", Direction.RESPONSE): (
        "Callers who rely on the value being there: they fail where it is missing.",
        "Always send it, with a neutral value where there is none.",
    ),
    ("enum", Direction.REQUEST): (
        "Callers who send a value that is no longer on the list: they get 422.",
        "Keep accepting the old values, and map them to the new ones inside the service.",
    ),
    ("enum", Direction.RESPONSE): (
        "Callers with a case for each value that they know: they fail on a new one.",
        f"Send the new value only where callers ask for it, or {NEW_VERSION}.",
    ),
    ("nullable", Direction.REQUEST): (
        "Callers who send null, as they could until now: they get 422.",
        "Keep accepting null, and read it as if the value were left out.",
    ),
    ("nullable", Direction.RESPONSE): (
        "Callers who use the value without a check: they fail on null.",
        "Leave the property out or send a neutral value instead of null.",
    ),
    ("default", Direction.REQUEST): (
        "Callers who leave it out: without a change of theirs, the service does something else.",
        "Keep the default; let callers ask for the new behaviour.",
    ),
    ("default", Direction.RESPONSE): (
        "Callers who fill in the default where the value is missing: they fill in the old one.",
        "Always send the value.",
    ),
}
BY_WAY_AND_EFFECT: Mapping[tuple[Direction, Effect], Advice] = {
    (Direction.REQUEST, Effect.TIGHTENED): (
        "Callers who send what was fine until now: they get 422.",
        "Keep accepting what was accepted; check more strictly only what is new.",
    ),
    (Direction.RESPONSE, Effect.LOOSENED): (
        "Callers who rely on the old limits of the answer: they meet values they cannot handle.",
        f"Keep answers within the old limits, or {NEW_VERSION}.",
    ),
    (Direction.REQUEST, Effect.CHANGED): (
        "Callers who send what was right until now: it is refused or read as something else.",
        f"Accept both forms, or {NEW_VERSION}.",
    ),
    (Direction.RESPONSE, Effect.CHANGED): (
        "Callers who read the answer as it was: they fail, or take it for something else.",
        f"Send the new form under another name beside the old one, or {NEW_VERSION}.",
    ),
}
LAST_RESORT: Advice = ("Callers who rely on it.", f"Keep it, or {NEW_VERSION}.")
NEEDED: Advice = (
    "Callers who do not know it yet: their requests are refused.",
    "Make it optional, with a default that means what leaving it out meant.",
)


def advice_on(move: Move, direction: Direction) -> Advice:
    """Whom a breaking change breaks and why, and what to do instead."""
    if move.effect is Effect.TIGHTENED and move.rule in NEEDED_RULES:
        return NEEDED
    by_way = BY_RULE_AND_WAY.get((move.rule, direction))
    by_effect = BY_WAY_AND_EFFECT.get((direction, move.effect))
    return by_way or BY_RULE.get(move.rule) or by_effect or LAST_RESORT


NEEDED_RULES = frozenset({"parameter", "parameter-required", "body", "body-required"})
