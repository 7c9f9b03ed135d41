"""One of many processes that change one catalog at the same time; prints what was refused.

Each registers and moves apps of its own, claims what only one can have, changes what all share,
imports usage and entities, and proves in between that the catalog holds together at every moment.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from microapp_cli.adapters.catalog import entities, importing, usage_rows
from microapp_cli.adapters.catalog.entity_text import as_yaml
from microapp_cli.adapters.catalog.usage_pages import wrong_sums
from microapp_cli.adapters.catalog.verify import verify
from microapp_cli.core.catalog import backstage
from microapp_cli.core.errors import MicroappError
from tests.catalogs import ANN, app, control_values, manifest, open_at, register, taken
from tests.lives import move

OWN = 4
EVENTS = 700
MOMENT = "2026-11-20T10:00:00Z"


def main(url: str, number: int, start: Path) -> None:
    """Wait for the start, then register, change and move."""
    while not start.exists():
        time.sleep(0.005)
    for turn in range(OWN):
        name = f"own-{number}-{turn}"
        register(open_at(url), taken(manifest(name), repository=""))
        move(open_at(url), "staging", name=name)
    owner = {"name": "N", "email": f"person{number}@acme.example", "team": "People"}
    claim = taken(manifest("wanted-name", owner=owner, backup_owner=None), repository="")
    attempt(lambda: register(open_at(url), claim, actor=f"person{number}@acme.example"))
    attempt(lambda: move(open_at(url), "staging", name="shared-app"))
    take(url, f"gateway-{number}", f"own-{number}-0")
    take(url, "gateway", "shared-app")
    bring_in(url, f"theirs-x{number}x")
    prove(url)
    for turn in range(OWN):
        prove(url)
        title = f"Title {number} {turn}"
        register(open_at(url), taken(manifest("shared-app", title=title), repository=""))


def take(url: str, source: str, name: str) -> None:
    """Import events; all processes bring the same ones of the shared app."""
    told = ({"id": f"e-{n}", "at": MOMENT, "app": name, "cost_usd": "0.5"} for n in range(EVENTS))
    usage_rows.take_in(open_at(url), map(json.dumps, told), source=source, actor=ANN)


def bring_in(url: str, name: str) -> None:
    """Import an app of another catalog, with one that all processes bring."""
    told = [backstage.of_app(app(one, "T1")) for one in (name, "theirs-all")]
    text = "".join(f"---\n{as_yaml(backstage.entity(one))}" for one in told)
    values = {tier: control_values(tier) for tier in ("T0", "T1", "T2", "T3")}
    found = entities.read([("theirs.yaml", text)])
    importing.take_in(open_at(url), found, values, actor=ANN)


def prove(url: str) -> None:
    """Fail where the catalog does not hold together while others change it."""
    with open_at(url).read() as reading:
        problems = [*verify(reading.connection).problems, *wrong_sums(reading.connection)]
    assert problems == [], problems


def attempt(change: Callable[[], object]) -> None:
    """Try what only one of all can do, and print why it was refused."""
    try:
        change()
    except MicroappError as refused:
        print(refused)
    else:
        print("done")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
