"""Enters a repository in the catalog, or brings its entry up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from microapp_cli.adapters.catalog import apps, review_rows
from microapp_cli.adapters.catalog.snapshot import Taken
from microapp_cli.adapters.catalog.store import Change, Store
from microapp_cli.core.catalog import reassessment, reviews
from microapp_cli.core.catalog.app import App, changes
from microapp_cli.core.catalog.chain import canonical
from microapp_cli.core.catalog.entry import entered, merged
from microapp_cli.core.catalog.exceptions import waivers
from microapp_cli.core.catalog.values import Values, number
from microapp_cli.core.findings import Report


@dataclass(frozen=True)
class Registered:
    """What registering came to."""

    app: App
    is_new: bool
    changed: tuple[str, ...]


def register(
    store: Store,
    taken: Taken,
    report: Report,
    *,
    actor: str,
    moved: bool = False,
    proofs: Mapping[str, tuple[str, str]] | None = None,
) -> Registered:
    """Enter the repository as it stands; refused unless its check is green and it is theirs."""
    with store.change(actor) as change:
        new, controls = entered(taken.snapshot, report, today=change.today)
        files = {**taken.files, **(proofs or {})}
        waived = waivers(new.name, report.exceptions)
        kept = {
            "files": {path: hash for path, (hash, _) in sorted(files.items())},
            "exceptions": [asdict(waiver) for waiver in waived],
        }
        found = apps.find(change.connection, new.name)
        apps.keep_document(change.connection, new.controls, canonical(controls))
        if found is None:
            id = apps.add(change, new, "registered", **kept)
            result = Registered(new, is_new=True, changed=())
        else:
            id, version, known = found
            after = merged(known, new, controls, today=change.today, moved=moved)
            after = _reviewed(change, id, known, after, controls)
            more = kept if changes(known, after) else {}
            apps.save(change, id, version, known, after, "registered again", **more)
            result = Registered(after, is_new=False, changed=tuple(changes(known, after)))
        if result.is_new or result.changed:
            apps.keep_waivers(change, id, waived)
            apps.keep_files(change, id, files)
        return result


def _reviewed(change: Change, id: int, known: App, after: App, controls: Values) -> App:
    """A change of an app in use approves itself on evidence, or starts the clock."""
    is_changed = known.content != after.content or known.tier != after.tier
    if not is_changed or not reassessment.needs_review(after, controls):
        return after
    if not number(controls, "review.approvers"):
        return after
    earlier = review_rows.reviews_of(change.connection, id)
    stage = "staging" if after.stage in ("staging", "review") else "production"
    reason = reviews.why_automatic(after, controls, earlier, stage=stage, today=change.today)
    if not reason or after.reassess:
        return reassessment.flagged(after, ("changed",), controls, change.today)
    asked = reviews.request(
        after, controls, earlier, stage=stage, by=change.actor, today=change.today
    )
    review = review_rows.add(change, id, asked)
    told = {"review": review, "for": stage, "because": reason}
    change.record("approved itself", after.name, told)
    return after
