"""Shows apps, pages, checklists, reviews and the ledger: as text, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.chain import LedgerEntry
from microapp_cli.core.catalog.checklist import Item
from microapp_cli.core.catalog.exceptions import Waiver
from microapp_cli.core.catalog.paging import Page
from microapp_cli.core.catalog.reviews import Review, still_missing
from microapp_cli.output.harmless import printable

Entry = TypeVar("Entry")
WIDEST = 40


def as_json(data: object) -> str:
    """The data as JSON that a person can read too."""
    return json.dumps(data, indent=2, ensure_ascii=False)


def app_data(app: App) -> dict[str, Any]:
    """An app as data."""
    elsewhere = json.loads(app.elsewhere) if app.elsewhere else {}
    return {**asdict(app), "elsewhere": elsewhere, "state": app.state}


def page_data(page: Page[Entry], data: Callable[[Entry], dict[str, Any]]) -> dict[str, Any]:
    """A page as data; `next` is what --after takes for the next one."""
    return {"entries": [data(entry) for entry in page.entries], "next": page.next}


def app_rows(page: Page[App]) -> str:
    """A page of apps, one a line."""
    rows = [(a.name, a.tier, a.stage, _shown_state(a), a.owner, a.team) for a in page.entries]
    return _page(page, ("name", "tier", "stage", "", "owner", "team"), rows, "No app.")


def facet_rows(counts: Mapping[str, Mapping[str, int]]) -> str:
    """How many apps there are by each facet."""
    lines = []
    for facet, values in counts.items():
        lines.append(facet)
        lines += [f"  {printable(value or '-'):<24} {count:>8}" for value, count in values.items()]
    return "\n".join(lines)


def app_text(app: App, next_stages: Sequence[str], waiting: str, exceptions: str = "") -> str:
    """All that a person wants to know of one app."""
    owner = ", ".join(filter(None, (_person(app.owner_name, app.owner), app.team)))
    backup = _person(app.backup_name, app.backup) if app.backup else "nobody"
    since = f" since {app.stage_since}" if app.stage_since else ""
    since += f" (another catalog claims {app.claimed})" if app.claimed else ""
    rows = [
        ("purpose", app.purpose),
        ("owner", owner),
        ("stands in", backup),
        ("tier", f"{app.tier}, {app.sensitivity or 'sensitivity unknown'}"),
        ("blueprint", f"{app.blueprint} {app.blueprint_version}".strip() or "none"),
        ("stage", f"{app.stage}{since}; next: {', '.join(next_stages) or 'nothing'}"),
        ("repository", f"{app.repository} {app.commit[:12]}".strip() or "unknown"),
        ("contract", app.contract[:12] or "none"),
        ("check", _check_text(app.check)),
        ("exceptions", exceptions),
        ("dates", f"created {app.created}, registered {app.registered[:10]}, {_until(app)}"),
        ("waiting", waiting),
    ]
    lines = [f"{label:<11} {printable(value)}" for label, value in rows if value]
    return "\n".join([f"{printable(app.title)} ({app.name})", *lines])


def items_text(name: str, stage: str, items: Sequence[Item]) -> str:
    """The checklist, and what to do next."""
    lines = [
        f"{'ok     ' if i.holds else 'missing'}  {i.title}: {printable(i.says)}" for i in items
    ]
    lacking = sum(not item.holds for item in items)
    verdict = f"{name} is ready for {stage}." if not lacking else f"{lacking} missing for {stage}."
    return "\n".join([*lines, "", verdict])


def item_data(item: Item) -> dict[str, Any]:
    """A line of the checklist as data."""
    return asdict(item)


def history_rows(page: Page[LedgerEntry]) -> str:
    """A page of the ledger, newest first."""
    rows = [
        (str(e.seq), e.at[:19] + "Z", e.actor, e.action, e.app, _detail_text(e.detail))
        for e in page.entries
    ]
    return _page(page, ("entry", "when", "who", "what", "app", "detail"), rows, "No entry.")


def entry_data(entry: LedgerEntry) -> dict[str, Any]:
    """An entry of the ledger as data."""
    return {**asdict(entry), "detail": json.loads(entry.detail)}


def waiver_rows(page: Page[Waiver], today: str) -> str:
    """A page of exceptions, the next to expire first."""
    rows = [
        (w.expires, w.state(today), w.app, w.rule, w.approved_by, w.reason) for w in page.entries
    ]
    return _page(page, ("expires", "", "app", "rule", "approved by", "because"), rows, "None.")


def waivers_line(found: Iterable[Waiver], today: str) -> str:
    """The exceptions of one app, and what each is on this day."""
    return ", ".join(f"{w.rule} {_ends(w, today)}" for w in found)


def _ends(waiver: Waiver, today: str) -> str:
    state = waiver.state(today)
    return {"holds": "until", "expired": "expired on"}.get(state, state) + f" {waiver.expires}"


def waiver_data(waiver: Waiver, today: str) -> dict[str, Any]:
    """An exception as data, with what it is on this day."""
    return {**asdict(waiver), "state": waiver.state(today)}


def review_rows(page: Page[Review]) -> str:
    """A page of reviews."""
    rows = [
        (r.app, r.tier, r.stage, r.requested_by, r.requested, r.state, still_missing(r))
        for r in page.entries
    ]
    heading = ("app", "tier", "for", "asked by", "on", "state", "approvals")
    return _page(page, heading, rows, "No review.")


def review_text(review: Review) -> str:
    """What became of a review."""
    for_ = f"{review.app} for {review.stage}"
    if review.state == "approved" and review.automatic:
        return f"{for_} approved itself: {review.automatic}."
    if review.state == "approved":
        return f"{for_} is approved."
    if review.state == "rejected":
        return f"{for_} is rejected: {printable(review.decisions[-1].note)}"
    return f"{for_} waits for review: {still_missing(review)}."


def review_data(review: Review) -> dict[str, Any]:
    """A review as data."""
    return asdict(review)


def _page(
    page: Page[Any], heading: Sequence[str], rows: Sequence[Sequence[str]], nothing: str
) -> str:
    if not rows:
        return nothing
    lines = [*_table([heading, *rows])]
    if page.next:
        lines += ["", f"More: --after {page.next}"]
    return "\n".join(lines)


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    cells = [[printable(cell, WIDEST) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        yield "  ".join(
            f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)
        ).rstrip()


def _shown_state(app: App) -> str:
    return "" if app.state in ("fine", app.stage) else app.state


def _person(name: str, email: str) -> str:
    return f"{name} <{email}>" if name else email


def _check_text(check: Mapping[str, Any]) -> str:
    if not check:
        return "never"
    return f"{check.get('errors')} errors, {check.get('warnings')} warnings on {check.get('day')}"


def _until(app: App) -> str:
    return f"to be renewed by {app.expires}" if app.expires else "no end given"


def _detail_text(detail: str) -> str:
    told = json.loads(detail)
    hidden = ("set", "files")
    words = [f"{key}: {value}" for key, value in told.items() if key not in hidden and value]
    changed = [name for name in told.get("set", {}) if name not in ("stage_since",)]
    if not words and changed:
        words = [", ".join(changed[:4]) + (" …" if len(changed) > 4 else "")]
    return "; ".join(words)
