"""The commands of the catalog as a person runs them, with one rendered repository for all."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.main import run
from tests.catalogs import ANN
from tests.houses import house

NAME = "leave-helper"
DAY = 86_400
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'apps_search%'"
NOON = 1_795_435_200
"""2026-11-23, when the repository is made."""


@dataclass(frozen=True)
class Said:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The answer of a command with --json."""
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """The one line of an error."""
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err.strip()


@dataclass(frozen=True)
class Catalog:
    """A catalog in a file of one's own, on a day."""

    file: Path
    capsys: pytest.CaptureFixture[str]
    bench: Workbench

    def __call__(self, *words: str, days: int = 0, actor: str = ANN, **environ: str) -> Said:
        """Run a command, some days later."""
        given = {
            "SOURCE_DATE_EPOCH": str(NOON + days * DAY),
            "MICROAPP_CATALOG_URL": f"sqlite:///{self.file}",
            "MICROAPP_ACTOR": actor,
            **environ,
        }
        self.capsys.readouterr()
        code = run(words, replace(self.bench, environ=given))
        said = self.capsys.readouterr()
        return Said(code, said.out, said.err)

    def state(self) -> dict[str, list[Any]]:
        """Every row of every table that the catalog keeps."""
        if not self.file.exists():
            return {}
        with closing(sqlite3.connect(self.file)) as connection:
            tables = connection.execute(TABLES).fetchall()
            return {
                name: connection.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608
                for (name,) in tables
            }


@pytest.fixture
def catalog(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Catalog:
    """An empty catalog."""
    return Catalog(tmp_path / "catalog.db", capsys, house())


@pytest.fixture(scope="session")
def registered_file(fresh_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog in which the fresh repository is registered; not to be changed."""
    file = tmp_path_factory.getbasetemp() / "registered" / "catalog.db"
    if file.exists():
        return file
    file.parent.mkdir()
    given = {
        "SOURCE_DATE_EPOCH": str(NOON),
        "MICROAPP_CATALOG_URL": f"sqlite:///{file}",
        "MICROAPP_ACTOR": ANN,
    }
    assert run(["register", str(fresh_app)], replace(house(), environ=given)) == 0
    return file


@pytest.fixture
def registered(catalog: Catalog, registered_file: Path) -> Catalog:
    """A catalog in which the fresh repository is registered."""
    for file in registered_file.parent.iterdir():
        shutil.copy(file, catalog.file.parent)
    return catalog
