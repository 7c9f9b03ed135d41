"""`microapp catalog export`: one text or a file for each app, and nothing written past a link."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.theirs import component, imported


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name the apps to export, or give --all."),
        ((NAME, "--all"), "Name the apps to export, or give --all."),
        (("no-such-app",), "no-such-app is not in the catalog"),
        (("../leave-helper",), "is a path"),
        (("l\u0435ave-helper",), "Did you mean leave-helper?"),
        ((NAME, "-o", "no/such/folder/x.yaml"), "cannot be written"),
    ],
)
def test_a_wrong_export_is_one_line(registered: Catalog, words: tuple[str, ...], says: str) -> None:
    said = registered("catalog", "export", *words)

    assert said.code == 2
    assert says in said.line


def test_a_folder_gets_a_file_for_each_app(registered: Catalog, tmp_path: Path) -> None:
    imported(registered, component())
    target = tmp_path / "out"

    said = registered("catalog", "export", "--all", "-o", f"{target}/")

    names = sorted(path.relative_to(target).as_posix() for path in target.rglob("*.yaml"))
    assert said.out == f"2 apps in {target}/.\n"
    assert names == [f"{NAME}/catalog-info.yaml", "their-app/catalog-info.yaml"]


def test_an_export_follows_no_link_out_of_its_folder(registered: Catalog, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / NAME).symlink_to(tmp_path / "elsewhere")

    said = registered("catalog", "export", NAME, "-o", str(tmp_path / "out"))

    assert said.code == 2
    assert "is a link" in said.line
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_no_file_of_a_folder_is_written_through_a_link(registered: Catalog, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine", "utf-8")
    target = tmp_path / "out" / NAME / "catalog-info.yaml"
    target.parent.mkdir(parents=True)
    target.symlink_to(tmp_path / "precious")

    registered("catalog", "export", NAME, "-o", str(tmp_path / "out"))

    assert (tmp_path / "precious").read_text("utf-8") == "mine"
    assert not target.is_symlink()


def test_a_link_or_a_device_that_is_named_stays_one(registered: Catalog, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "real.yaml")

    registered("catalog", "export", NAME, "-o", str(link))
    said = registered("catalog", "export", NAME, "-o", "/dev/null")

    assert link.is_symlink()
    assert yaml.safe_load((tmp_path / "real.yaml").read_text("utf-8"))["kind"] == "Component"
    assert said.code == 0
    assert Path("/dev/null").is_char_device()


def test_an_export_is_utf_8_whatever_the_terminal_speaks(catalog: Catalog) -> None:
    text = component().replace("everybody", "j\u00e9der")
    imported(catalog, text)
    words = [sys.executable, "-m", "microapp_cli", "catalog", "export", "--all"]
    environ = {**os.environ, "MICROAPP_CATALOG_URL": f"sqlite:///{catalog.file}"}

    done = subprocess.run(
        words, env={**environ, "PYTHONIOENCODING": "latin-1"}, capture_output=True, check=True
    )

    assert "j\u00e9der".encode() in done.stdout


def test_an_export_as_json_is_the_same_entity(registered: Catalog) -> None:
    text = registered("catalog", "export", NAME).out

    assert registered("catalog", "export", NAME, "--json").data == [yaml.safe_load(text)]
