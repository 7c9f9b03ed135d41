"""Gathers the evidence for one app, as files with their contents."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select

from microapp_cli.adapters.catalog import apps
from microapp_cli.adapters.catalog.standings import Row, row_of
from microapp_cli.adapters.catalog.store import Reading
from microapp_cli.adapters.catalog.tables import head, ledger
from microapp_cli.adapters.catalog.verify import first_form, plain
from microapp_cli.adapters.facts.requirement_lines import requirements
from microapp_cli.core.catalog import checklist, evidence, sbom
from microapp_cli.core.catalog.chain import START, fingerprint
from microapp_cli.core.errors import CatalogError

REVIEWERS = ("reviewer named", "reviewer dismissed")
"""Entries about no app that say who may review one."""
PINS = "requirements.txt"
NO_CHECK = "check.json: no check of it is kept. Run microapp register in its folder."
NO_SBOM = "sbom.cdx.json: no lock of its dependencies is kept."
FIRST_FORM = (
    "ledger.jsonl: the first {} entries of the log are of before version 0003, when nobody could "
    "follow the chain without reading every entry. Those of other apps stand there by their hash, "
    "taken on trust; microapp catalog verify holds them too."
)
File = tuple[str, Iterator[bytes]]


def gather(reading: Reading, name: str, blueprints: Mapping[str, str]) -> Iterator[File]:
    """Every file of the evidence with its parts, but for the list of their hashes."""
    connection, today = reading.connection, reading.today.isoformat()
    row = row_of(connection, name, reading.today, blueprints)
    kept = _kept(connection, row)
    last = connection.execute(select(head.c.seq, head.c.hash)).one()
    texts = _documents(connection, row, kept, today)
    lacks = [said for file, said in _WANTED if file not in texts]
    before = first_form(connection)
    if before:
        lacks.append(FIRST_FORM.format(before))
    page = evidence.readme(row.app, today=today, head=f"{last.seq}:{last.hash}", lacks=lacks)
    for path, text in sorted({"README.md": page, **texts}.items()):
        yield path, iter((text.encode("utf-8", "surrogatepass"),))
    yield "ledger.jsonl", _ledger(connection, name, before)


_WANTED = ((evidence.CHECK, NO_CHECK), ("sbom.cdx.json", NO_SBOM))


def _kept(connection: Connection, row: Row) -> dict[str, str]:
    """The files kept of an app, each of which must be what the ledger says it was."""
    named = _named_in_ledger(connection, row.app.name)
    if named is None:
        return {}  # entered from another catalog, or before the ledger named them
    kept = apps.files_of(connection, row.id)
    for path in sorted(set(kept) | set(named)):
        text = kept.get(path)
        if text is None or hashlib.sha256(text.encode()).hexdigest() != named.get(path):
            raise CatalogError(
                f"{path} of {row.app.name} is not the one that the ledger names. "
                "Run microapp register in its folder, and ask who changed the database."
            )
    return kept


def _named_in_ledger(connection: Connection, name: str) -> dict[str, str] | None:
    query = select(ledger.c.detail).where(
        ledger.c.app == name, ledger.c.action.in_(("registered", "registered again"))
    )
    for detail in connection.execute(query.order_by(ledger.c.seq.desc())).scalars():
        found = json.loads(detail).get("files")
        if found is not None:
            return dict(found)
    return None


def _documents(
    connection: Connection, row: Row, kept: Mapping[str, str], today: str
) -> dict[str, str]:
    app, standing = row.app, row.standing
    check = kept.get(evidence.CHECK)
    report = evidence.report_of(json.loads(check)) if check else {}
    items = checklist.for_stage(standing, "production")
    data: dict[str, Any] = {
        "app.json": asdict(app),
        "answers.json": dict(app.answers),
        "controls.json": evidence.controls(standing.controls, report, standing.exceptions, today),
        "checklist.json": [asdict(item) for item in items],
        "reviews.json": [asdict(review) for review in standing.reviews],
        "exceptions.json": [evidence.exception(one, today) for one in standing.exceptions],
    }
    bom = _sbom(connection, row, kept)
    if bom:
        data["sbom.cdx.json"] = bom
    places = {path if path == evidence.CHECK else f"repository/{path}": path for path in kept}
    return {
        **{path: f"{json.dumps(value, indent=2)}\n" for path, value in data.items()},
        **{place: kept[path] for place, path in places.items()},
    }


def _sbom(connection: Connection, row: Row, kept: Mapping[str, str]) -> dict[str, Any] | None:
    at = connection.execute(
        select(ledger.c.at)
        .where(ledger.c.app == row.app.name)
        .order_by(ledger.c.seq.desc())
        .limit(1)
    ).scalar_one()
    if "uv.lock" in kept:
        try:
            return sbom.of_lock(tomllib.loads(kept["uv.lock"]), row.app, at=at)
        except (tomllib.TOMLDecodeError, RecursionError):
            return None
    if PINS in kept:
        found = requirements(PINS, kept[PINS].encode())
        return sbom.of_pins([(one["name"], one["version"]) for one in found], row.app, at=at)
    return None


def _ledger(connection: Connection, name: str, first_form: int) -> Iterator[bytes]:
    """The log from the app's first entry on; of what concerns others, the fingerprint alone."""
    mine = select(ledger.c.seq).where(ledger.c.app == name).order_by(ledger.c.seq).limit(1)
    first = connection.execute(mine).scalar_one()
    before = connection.execute(select(ledger.c.hash).where(ledger.c.seq == first - 1)).scalar()
    yield _line({"seq": first, "previous": before or START})
    columns = (ledger.c.seq, ledger.c.at, ledger.c.actor, ledger.c.action)
    query = select(*columns, ledger.c.app, ledger.c.detail, ledger.c.hash)
    query = query.where(ledger.c.seq >= first).order_by(ledger.c.seq)
    for seq, at, actor, action, app, detail, hash in plain(connection, query):
        if app == name or action in REVIEWERS:
            yield _line(
                {
                    **{"seq": seq, "at": at, "actor": actor, "action": action},
                    **{"app": app, "detail": detail, "hash": hash},
                }
            )
        elif seq <= first_form:
            yield _line({"hash": hash})
        else:
            yield _line(fingerprint(seq, at, actor, action, app, detail))


def _line(data: object) -> bytes:
    return f"{json.dumps(data)}\n".encode("ascii")
