"""Imports on both databases: whole or not at all, killed or many at once."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from microapp_cli.adapters.catalog import apps, pages
from microapp_cli.adapters.catalog.entity_text import as_yaml
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.verify import verify
from microapp_cli.core.catalog import backstage
from microapp_cli.core.errors import CatalogError
from tests.adapters.catalog.importer import take_in
from tests.adapters.catalog.processes import begun
from tests.catalogs import app, manifest, open_at, register, taken, with_reviewers
from tests.servers.loaded import Begun

MANY, APPS = 8, 520
"""More apps than are written at once."""


def entities(file: Path, number: int = APPS, tier: str = "T1") -> Path:
    told = [backstage.of_app(app(f"app-n{n}x", tier)) for n in range(number)]
    file.write_text("".join(f"---\n{as_yaml(backstage.entity(one))}" for one in told), "utf-8")
    return file


def importer(url: str, file: Path, statement: int = 0) -> Begun:
    return begun("importer", url, file, str(statement))


def test_every_app_has_its_entry_and_its_counters(store: Store, tmp_path: Path) -> None:
    done = take_in(store, entities(tmp_path / "e.yaml"))

    with store.read() as reading:
        proof = verify(reading.connection)
        counts = pages.counted(reading.connection)
        every = [found.name for found in pages.every(reading.connection)]
    assert len(done.new) == proof.apps == proof.entries == APPS
    assert proof.problems == ()
    assert counts["stage"] == {"development": APPS}
    assert every == sorted(done.new)


@pytest.mark.parametrize("statement", [3, 5])
def test_a_killed_import_leaves_nothing_and_runs_again(
    url: str, store: Store, tmp_path: Path, statement: int
) -> None:
    register(store, taken(manifest("shared-app"), repository=""))
    file = entities(tmp_path / "e.yaml")

    killed = importer(url, file, statement)
    ended = killed.result(120)

    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with open_at(url).read() as reading:
        proof = verify(reading.connection)
    assert (proof.apps, proof.entries, proof.problems) == (1, 1, ())
    assert len(take_in(open_at(url), file).new) == APPS


def test_one_bad_entity_takes_all_others_back(store: Store, tmp_path: Path) -> None:
    register(store, taken(manifest("leave-helper"), repository=""))
    file = entities(tmp_path / "e.yaml", 20)
    bad = backstage.of_app(app("Leave_Helper"))
    file.write_text(file.read_text("utf-8") + "---\n" + as_yaml(backstage.entity(bad)), "utf-8")

    with pytest.raises(CatalogError, match="Leave_Helper looks like leave-helper"):
        take_in(store, file)

    with store.read() as reading:
        assert verify(reading.connection).apps == 1


def test_a_changed_app_is_flagged_and_counted_anew(store: Store, tmp_path: Path) -> None:
    take_in(store, entities(tmp_path / "e.yaml", 3))

    done = take_in(store, entities(tmp_path / "e.yaml", 3, "T3"))

    with store.read() as reading:
        counts = pages.counted(reading.connection)
        assert verify(reading.connection).problems == ()
        changed = apps.get(reading.connection, "app-n0x")[2]
    assert len(done.changed) == 3
    assert counts["tier"] == {"T3": 3}
    assert (changed.tier, changed.stage) == ("T3", "development")


def test_the_platform_may_change_what_it_does_not_own(store: Store, tmp_path: Path) -> None:
    with_reviewers(store)
    take_in(store, entities(tmp_path / "e.yaml", 1))

    with pytest.raises(CatalogError, match="neither answers for app-n0x"):
        take_in(store, entities(tmp_path / "e.yaml", 1, "T2"), "eve@acme.example")
    done = take_in(store, entities(tmp_path / "e.yaml", 1, "T2"), "pat@acme.example")

    assert done.changed == ("app-n0x",)


@pytest.mark.slow
def test_many_imports_of_the_same_apps_at_once_are_one(url: str, tmp_path: Path) -> None:
    open_at(url)
    file = entities(tmp_path / "e.yaml")

    crowd = [importer(url, file) for _ in range(MANY)]
    ended = [process.result(300) for process in crowd]

    assert [process.returncode for process in ended] == [0] * MANY, ended
    with open_at(url).read() as reading:
        proof = verify(reading.connection)
    assert (proof.apps, proof.entries, proof.problems) == (APPS, APPS, ())
