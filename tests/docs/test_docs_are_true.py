"""Every code block of the docs does what the page says."""

import shutil
from pathlib import Path

import pytest

from tests.docs.pages import blocks, run
from tests.servers.processes import free_port

HOUSE = Path(__file__).parents[2]
DOCS = HOUSE / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if page.parent.name != "look-up"]
WITH_CODE = [page for page in PAGES if blocks(page.read_text())]


def servers(page: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """The addresses in a page, and where such a server really listens."""
    text, found = page.read_text(), {}
    if "postgresql://" in text:
        database = request.getfixturevalue("postgres").create_database()
        found["postgresql://leave:secret@localhost:5432/leave"] = database
    if "redis://" in text:
        found["redis://localhost:6379/0"] = request.getfixturevalue("redis_server").url
    if "https://login.example.com" in text:
        found["https://login.example.com"] = request.getfixturevalue("oidc_provider").issuer
    return found


def copy_of_the_house(folder: Path) -> None:
    """What a reader finds in their own copy of this repository."""
    for name in ("microapp_cli", "blueprints", "policies", "docs"):
        shutil.copytree(HOUSE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.stem)
def test_the_code_of_the_page_works(
    page: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if "cd microapp\n" in page.read_text():
        copy_of_the_house(tmp_path / "microapp")

    found = blocks(page.read_text())
    run(page.name, found, tmp_path, port=free_port(), instead=servers(page, request))
