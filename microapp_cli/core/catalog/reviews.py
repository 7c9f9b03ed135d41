"""Reviews: who must look before an app goes on, and what an approval is worth."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import permutations

from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.values import Values, control, number
from microapp_cli.core.errors import CatalogError
from microapp_cli.core.people import whoever

GATES: dict[str, tuple[str, ...]] = {
    "none": (),
    "self_attestation": ("production",),
    "before_prod": ("production",),
    "before_staging_and_prod": ("staging", "production"),
}
"""The stages that each gate stands in front of."""

PREVIOUS_REVIEW_DAYS = 90


@dataclass(frozen=True)
class Decision:
    """What one reviewer said."""

    by: str
    approves: bool
    roles: tuple[str, ...]
    note: str
    at: str


@dataclass(frozen=True)
class Review:
    """One request to look at an app as it stood, and what came of it."""

    id: int
    app: str
    stage: str
    requested_by: str
    requested: str
    content: str
    outside: str
    tier: str
    approvers: int
    roles: tuple[str, ...]
    state: str = "open"
    """open, approved, rejected, or superseded by a newer request."""
    decided: str = ""
    automatic: str = ""
    """Why nobody had to look, where nobody did."""
    decisions: tuple[Decision, ...] = ()


def request(
    app: App, controls: Values, known: Sequence[Review], *, stage: str, by: str, today: date
) -> Review:
    """A review of the app as it stands, approved at once where the evidence is enough."""
    if not app.content or app.check.get("errors") != 0:
        raise CatalogError(
            f"{app.name} has no green check in the catalog. Run microapp register in its folder."
        )
    asked = _asked(app, controls, stage=stage, by=by, today=today)
    automatic = why_automatic(app, controls, known, stage=stage, today=today)
    if automatic:
        return replace(asked, state="approved", decided=today.isoformat(), automatic=automatic)
    return asked


def _asked(app: App, controls: Values, *, stage: str, by: str, today: date) -> Review:
    approvers = number(controls, "review.approvers")
    if approvers is None or control(controls, "review.gate") not in GATES:
        raise CatalogError(
            f"{app.name} does not say how it is reviewed (controls.review). Register it again."
        )
    return Review(
        id=0,
        app=app.name,
        stage=stage,
        requested_by=by,
        requested=today.isoformat(),
        content=app.content,
        outside=app.outside,
        tier=app.tier,
        approvers=int(approvers),
        roles=tuple(control(controls, "review.from") or ()),
    )


def why_automatic(
    app: App, controls: Values, known: Sequence[Review], *, stage: str, today: date
) -> str:
    """Why this app may go on without anybody looking, or nothing."""
    if number(controls, "review.approvers") == 0:
        gate = control(controls, "review.gate")
        return "the owner's word is enough" if gate == "self_attestation" else "nobody is asked"
    conditions = control(controls, "review.auto_approve_if")
    if control(controls, "review.auto_approve") != "on_evidence" or not conditions:
        return ""
    last = last_looked_at(known, stage)
    if last is None or last.tier != app.tier:
        return ""
    holds = all(
        condition in CONDITIONS and CONDITIONS[condition](app, last, today)
        for condition in conditions
    )
    return f"only business logic changed since {last.decided}" if holds else ""


def last_looked_at(known: Iterable[Review], stage: str) -> Review | None:
    """The newest review for this stage that people approved."""
    looked = [r for r in known if r.stage == stage and r.state == "approved" and not r.automatic]
    return max(looked, key=lambda review: (review.decided, review.id), default=None)


CONDITIONS: dict[str, Callable[[App, Review, date], bool]] = {
    "no_diff_outside_business_logic": lambda app, last, _: (
        bool(app.outside) and app.outside == last.outside
    ),
    "all_checks_green": lambda app, _, __: (
        app.check.get("errors") == 0 and not app.check.get("not_held", ["unknown"])
    ),
    "previous_review_days_lt_90": lambda _, last, today: (
        today - date.fromisoformat(last.decided) < timedelta(days=PREVIOUS_REVIEW_DAYS)
    ),
}
"""What each word under `review.auto_approve_if` asks for; a word not known here never holds."""


def decide(
    review: Review,
    app: App,
    *,
    by: str,
    roles: Collection[str],
    approves: bool,
    note: str,
    today: date,
) -> Review:
    """The review with one more decision, or a refusal that says why this one does not count."""
    _check_may_decide(review, app, by=by, roles=roles)
    if not approves and not note.strip():
        raise CatalogError("Say what has to change: --because TEXT.")
    useful = tuple(role for role in review.roles if role in roles)
    said = Decision(by, approves, useful, note, today.isoformat())
    decided = replace(review, decisions=(*review.decisions, said))
    if not approves:
        return replace(decided, state="rejected", decided=said.at)
    if is_complete(decided):
        return replace(decided, state="approved", decided=said.at)
    return decided


def is_complete(review: Review) -> bool:
    """Whether enough people approved, and each role is covered by a person of its own."""
    approvals = [said for said in review.decisions if said.approves]
    people = {whoever(said.by) for said in approvals}
    if len(people) < max(review.approvers, len(review.roles)):
        return False
    return any(
        all(role in said.roles for role, said in zip(review.roles, chosen, strict=True))
        for chosen in permutations(approvals, len(review.roles))
    )


def still_missing(review: Review) -> str:
    """Who has yet to approve, for a person."""
    given = len({whoever(said.by) for said in review.decisions if said.approves})
    need = max(review.approvers, len(review.roles))
    return f"{given} of {need} approvals, from {' and '.join(review.roles) or 'any reviewer'}"


def look(
    app: App, controls: Values, known: Sequence[Review], stage: str, today: date
) -> tuple[str, str]:
    """What is missing before this gate, or "" and what opened it."""
    gate = control(controls, "review.gate")
    if gate not in GATES or number(controls, "review.approvers") is None:
        return "It does not say how it is reviewed (controls.review). Register it again.", ""
    if stage not in GATES[gate]:
        return "", f"{app.tier} asks for no review before {stage}"
    return _opened(app, controls, [r for r in known if r.stage == stage], today)


def _opened(app: App, controls: Values, known: Sequence[Review], today: date) -> tuple[str, str]:
    ask = f"Ask for it: microapp review request {app.name}"
    newest = max(known, key=lambda review: review.id, default=None)
    if newest is None:
        return f"Nobody has been asked. {ask}.", ""
    if newest.state == "rejected":
        said = newest.decisions[-1]
        return f"{said.by} said no: {said.note}", ""
    if newest.content != app.content or newest.tier != app.tier:
        return f"It changed since the review of {newest.requested}. {ask}.", ""
    if newest.state != "approved":
        return f"It waits for {still_missing(newest)}.", ""
    most = number(controls, "review.re_review_days")
    if most is not None and today - date.fromisoformat(newest.decided) > timedelta(days=most):
        return f"The review of {newest.decided} is more than {most:g} days old. {ask}.", ""
    by = ", ".join(said.by for said in newest.decisions) or newest.automatic
    return "", f"approved on {newest.decided} ({by})"


def _check_may_decide(review: Review, app: App, *, by: str, roles: Collection[str]) -> None:
    who = whoever(by)
    if review.state != "open":
        raise CatalogError(f"The review of {app.name} for {review.stage} is {review.state}.")
    if review.content != app.content:
        raise CatalogError(
            f"{app.name} changed since {review.requested_by} asked. "
            f"Let them ask again: microapp review request {app.name}."
        )
    if who in {whoever(review.requested_by), *map(whoever, app.people)}:
        raise CatalogError(f"{by} asked for it or owns it, and does not decide. Ask a colleague.")
    if who in {whoever(said.by) for said in review.decisions}:
        raise CatalogError(f"{by} has decided already. It waits for {still_missing(review)}.")
    if not set(review.roles) & set(roles):
        wanted = " or ".join(review.roles) or "none"
        raise CatalogError(f"{by} is no reviewer of {wanted}. See: microapp review reviewers.")
