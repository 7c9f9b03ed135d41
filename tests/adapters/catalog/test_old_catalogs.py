"""Catalogs that earlier versions made: they are upgraded, hold together, and go on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from microapp_cli.adapters.catalog import evidence, evidence_zip, usage_pages
from microapp_cli.adapters.catalog.engine import transaction
from microapp_cli.adapters.catalog.opening import open_catalog
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.verify import Proof, verify
from microapp_cli.core.errors import CatalogError
from tests.adapters.catalog.fresh_catalogs import FreshCatalogs
from tests.adapters.catalog.old_catalogs import make
from tests.catalogs import BLUEPRINTS, open_at
from tests.lives import move

FIRST_FORM = {"0001": 12, "0002": 13, "0003": 0}


def proof(store: Store) -> Proof:
    """What verifying comes to."""
    with store.read() as reading:
        return verify(reading.connection)


@pytest.fixture(params=FIRST_FORM)
def version(request: pytest.FixtureRequest) -> str:
    """Each version that came before."""
    return str(request.param)


@pytest.fixture
def old(kind: str, version: str, fresh: FreshCatalogs, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a catalog of that version."""
    return fresh.holding(kind, version, lambda url: make(url, version, monkeypatch))


def test_an_old_catalog_asks_for_its_upgrade_and_then_holds_together(
    old: str, version: str
) -> None:
    with pytest.raises(CatalogError, match=f"is of version {version}; .* Run: microapp catalog up"):
        open_catalog({"MICROAPP_CATALOG_URL": old})

    store = open_at(old)

    found = proof(store)
    assert (found.problems, found.apps, found.first_form) == ((), 2, FIRST_FORM[version])
    with store.read() as reading:
        assert usage_pages.wrong_sums(reading.connection) == []


def test_an_old_catalog_goes_on_in_one_chain(old: str, version: str) -> None:
    before = proof(open_at(old))

    move(open_at(old), "deprecated", name="leave-helper")

    after = proof(open_at(old))
    assert (after.problems, after.entries) == ((), before.entries + 1)
    assert after.first_form == FIRST_FORM[version]


@pytest.mark.parametrize("change", ["actor = 'eve'", "at = '2026-11-23T12:00:00.000001Z'"])
def test_meddling_with_an_old_entry_is_told(old: str, change: str) -> None:
    store = open_at(old)
    with transaction(store.engine, store.address, writes=True) as connection:
        connection.execute(text(f"UPDATE ledger SET {change} WHERE seq = 4"))  # noqa: S608

    assert proof(store).problems[0].startswith("entry 4 was changed")


def test_an_entry_of_the_first_form_behind_a_newer_one_is_told(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(url, "0002", monkeypatch)
    move(open_at(url), "deprecated", name="leave-helper")
    store = open_at(url)
    with store.read() as reading:
        (last, previous) = reading.connection.execute(
            text("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
        ).one()
    forged = _first_form_entry(previous, last + 1)
    with transaction(store.engine, store.address, writes=True) as connection:
        connection.execute(text(f"INSERT INTO ledger VALUES {forged}"))  # noqa: S608

    assert proof(store).problems[0].startswith(f"entry {last + 1} was changed")


def _first_form_entry(previous: str, seq: int) -> tuple[Any, ...]:
    from microapp_cli.core.catalog.chain import first_digest

    fields = (seq, "2026-11-23T12:00:00.000000Z", "eve", "noted", "", "{}")
    return (*fields, first_digest(previous, *fields))


@pytest.mark.parametrize("name", ["leave-helper", "room-finder"])
def test_the_evidence_of_an_old_app_is_verified_from_outside(
    old: str, version: str, name: str, tmp_path: Path
) -> None:
    store = open_at(old)
    move(store, "deprecated", name="leave-helper")
    with store.read() as reading:
        files = dict(evidence.gather(reading, name, BLUEPRINTS))
        file = tmp_path / "evidence.zip"
        evidence_zip.write(file, iter(files.items()))
    done = _verified(file, tmp_path / "unpacked")

    assert done.returncode == 0, done.stderr
    readme = (tmp_path / "unpacked" / "README.md").read_text("utf-8")
    assert ("of before version 0003" in readme.split("## Verify it")[0]) is (version != "0003")


def _verified(file: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    from zipfile import ZipFile

    with ZipFile(file) as archive:
        archive.extractall(folder)
    page = (folder / "README.md").read_text("utf-8")
    program = page.split("```python\n")[1].split("```")[0]
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True
    )
