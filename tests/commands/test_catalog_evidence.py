"""`microapp catalog evidence`: all that an auditor asks for, verified without microapp."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.catalogs import ANN, PAT, SAM
from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import edit
from tests.core.catalog.test_sbom import check_form

FILES = {
    *("README.md", "SHA256SUMS", "answers.json", "app.json", "check.json", "checklist.json"),
    *("controls.json", "exceptions.json", "ledger.jsonl", "reviews.json", "sbom.cdx.json"),
    *("repository/.microapp/lock.json", "repository/microapp.yaml", "repository/openapi.yaml"),
    "repository/uv.lock",
}


def evidence(catalog: Catalog, name: str = "evidence.zip", days: int = 0) -> Path:
    """The evidence of the app, in a file."""
    file = catalog.file.parent / name
    said = catalog("catalog", "evidence", NAME, "-o", str(file), days=days)
    assert (said.code, said.err) == (0, "")
    return file


def unpacked(file: Path) -> Path:
    """The folder into which an auditor unpacks it."""
    folder = file.with_suffix("")
    with ZipFile(file) as archive:
        archive.extractall(folder)
    return folder


def entity(name: str) -> str:
    """An app as another catalog knows it."""
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
        f"metadata: {{name: {name}, description: What it is for,\n"
        "  annotations: {microapp.dev/owner: ann@acme.example}}\n"
        "spec: {type: service, lifecycle: production, owner: ann}\n"
    )


def data(folder: Path, name: str) -> Any:
    """One of its JSON files."""
    return json.loads((folder / name).read_text("utf-8"))


def as_the_readme_says(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program of the README with nothing but Python."""
    (program,) = re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)
    return subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=folder, capture_output=True, text=True
    )


def test_it_holds_what_an_auditor_asks_for(registered: Catalog, fresh_app: Path) -> None:
    folder = unpacked(evidence(registered))

    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == FILES
    for path in ("microapp.yaml", ".microapp/lock.json", "openapi.yaml", "uv.lock"):
        assert (folder / "repository" / path).read_bytes() == (fresh_app / path).read_bytes()
    assert data(folder, "answers.json")["audience"] == "company"
    assert (data(folder, "app.json")["owner"], data(folder, "app.json")["stage"]) == (
        *(ANN,),
        "development",
    )
    assert data(folder, "check.json")["reports"][0]["counts"]["errors"] == 0
    check_form(data(folder, "sbom.cdx.json"))


def test_every_control_says_whether_it_holds_and_by_what(registered: Catalog) -> None:
    folder = unpacked(evidence(registered))

    controls = {one["control"]: one for one in data(folder, "controls.json")}

    assert {one["state"] for one in controls.values()} == {"held", "not_held"}
    assert controls["auth.anonymous"]["proof"] == [
        "MA020",
        "tests/kit/test_auth.py::test_a_call_without_a_token_gets_a_challenge_without_an_error",
    ]
    assert all(one["because"] for one in controls.values() if one["state"] == "not_held")
    report = data(folder, "check.json")["reports"][0]
    assert set(controls) == {one["control"] for one in report["evidence"]}


def test_it_is_verified_from_outside_by_what_the_readme_says(
    registered: Catalog, app: Path
) -> None:
    registered("review", "reviewers", "--add", PAT, "--role", "platform")
    registered("review", "reviewers", "--add", SAM, "--role", "security", actor=PAT)
    edit(app / "app/__main__.py", '"""', '"""Ours: ')
    registered("register", str(app), days=1)
    registered("catalog", "move", NAME, "staging", days=1)

    folder = unpacked(evidence(registered, days=2))

    done = as_the_readme_says(folder)
    assert done.stdout == "All 5 entries up to the last one hold, and so do 5 files.\n", done.stderr
    head = registered("catalog", "verify", "--json", days=2).data["head"]
    assert f"The last entry is `{head}`." in (folder / "README.md").read_text()
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    told = {path: hash for hash, path in (line.split("  ", 1) for line in sums)}
    assert set(told) == FILES - {"SHA256SUMS"}
    for path, hash in told.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == hash


def test_what_others_do_stays_theirs_and_the_chain_still_holds(
    registered: Catalog, tmp_path: Path
) -> None:
    other = tmp_path / "catalog-info.yaml"
    other.write_text(entity("secret-plan"), encoding="utf-8")
    assert registered("catalog", "import", str(other), days=1).code == 0
    registered("catalog", "move", NAME, "staging", days=2)

    folder = unpacked(evidence(registered, days=3))

    assert as_the_readme_says(folder).returncode == 0
    for file in folder.rglob("*"):
        assert file.is_dir() or b"secret-plan" not in file.read_bytes()


@pytest.mark.parametrize(
    ("words", "scopes"), [((), ("required", "excluded")), (("--no-dev",), ("required",))]
)
def test_the_sbom_names_what_uv_names(
    registered: Catalog, fresh_app: Path, words: tuple[str, ...], scopes: tuple[str, ...]
) -> None:
    bom = data(unpacked(evidence(registered)), "sbom.cdx.json")
    command = ["uv", "export", "--quiet", "--frozen", "--offline", "--format", "cyclonedx1.5"]

    told = subprocess.run(
        [*command, "--preview-features", "sbom-export", *words],
        cwd=fresh_app,
        check=True,
        capture_output=True,
        text=True,
    )

    found = {(c["name"], c["version"]) for c in bom["components"] if c["scope"] in scopes}
    assert found == {(c["name"], c["version"]) for c in json.loads(told.stdout)["components"]}


SPOILT: dict[str, tuple[str, Callable[[str], str]]] = {
    "a kept file": ("repository/microapp.yaml", lambda text: f"{text}\n"),
    "the report": ("check.json", lambda text: text.replace('"errors": 0', '"errors":  0', 1)),
    "an entry": ("ledger.jsonl", lambda text: text.replace("ann@", "eve@", 1)),
    "an entry left out": ("ledger.jsonl", lambda text: text.rsplit("\n", 2)[0] + "\n"),
    "the app": ("app.json", lambda text: text.replace("ann@", "eve@", 1)),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_is_seen_even_with_its_sums_written_anew(
    registered: Catalog, name: str
) -> None:
    registered("catalog", "move", NAME, "staging", days=1)
    folder = unpacked(evidence(registered, days=1))
    path, spoil = SPOILT[name]
    before = (folder / path).read_text("utf-8")
    (folder / path).write_text(spoil(before), encoding="utf-8")
    assert (folder / path).read_text("utf-8") != before
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    lines = [line.split("  ", 1)[1] for line in sums]
    (folder / "SHA256SUMS").write_text(
        "".join(f"{hashlib.sha256((folder / p).read_bytes()).hexdigest()}  {p}\n" for p in lines)
    )

    assert as_the_readme_says(folder).returncode == 1


def test_the_same_state_gives_the_same_bytes(registered: Catalog) -> None:
    first, second = evidence(registered, "a.zip"), evidence(registered, "b.zip")

    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_mode & 0o777 == 0o600


def test_an_app_that_was_only_imported_says_what_it_lacks(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "catalog-info.yaml"
    file.write_text(entity(NAME), encoding="utf-8")
    assert catalog("catalog", "import", str(file)).code == 0

    folder = unpacked(evidence(catalog))

    page = (folder / "README.md").read_text()
    assert "- check.json: no check of it is kept." in page
    assert "- sbom.cdx.json: no lock of its dependencies is kept." in page
    assert {one["state"] for one in data(folder, "controls.json")} == {"unknown"}
    assert as_the_readme_says(folder).returncode == 0


def test_a_file_exchanged_in_the_database_is_no_evidence(registered: Catalog) -> None:
    with closing(sqlite3.connect(registered.file)) as connection:
        query = "SELECT hash FROM files WHERE path = ?"
        rows = dict.fromkeys(
            (p, connection.execute(query, (p,)).fetchone()[0]) for p in ("uv.lock", "check.json")
        )
        (_, lock), (_, check) = rows
        body = connection.execute("SELECT body FROM documents WHERE hash = ?", (lock,)).fetchone()
        connection.execute("UPDATE documents SET body = ? WHERE hash = ?", (*body, check))
        connection.commit()
    file = registered.file.parent / "evidence.zip"

    said = registered("catalog", "evidence", NAME, "-o", str(file))

    assert said.code == 2
    assert "check.json of leave-helper is not the one that the ledger names" in said.line
    assert not file.exists()


@pytest.mark.parametrize(
    ("name", "output", "says"),
    [
        ("nobody", "x.zip", "nobody is not in the catalog"),
        ("../leave", "x.zip", "is a path. Give the name of an app"),
        ("Leave-Helper", "x.zip", "leave-helper"),
        ("l\u0435ave-helper", "x.zip", "letters that are not of a-z"),
        (NAME, "", "is a folder. Name a file"),
        (NAME, "catalog.db", "is there already"),
        (NAME, "nowhere/x.zip", "there is no folder"),
        (NAME, "catalog.db/x.zip", "there is no folder"),
    ],
)
def test_a_wrong_name_or_place_is_one_line_and_writes_nothing(
    registered: Catalog, name: str, output: str, says: str
) -> None:
    registered("catalog", "list")  # what SQLite keeps beside the file goes into it
    before = sorted(registered.file.parent.rglob("*"))

    said = registered("catalog", "evidence", name, "-o", f"{registered.file.parent}/{output}")

    assert said.code == 2
    assert says in said.line
    assert sorted(registered.file.parent.rglob("*")) == before
