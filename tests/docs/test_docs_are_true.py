"""Every code block of the docs does what the page says."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from microapp_cli.adapters import repository
from microapp_cli.commands.blueprints import sample_design
from tests.docs.pages import blocks, run
from tests.houses import house
from tests.servers.processes import free_port
from tests.servers.programs import programs
from tests.servers.rendered import installed

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


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The programs of a reader, who has them installed."""
    bench, environments = house(), {}
    for blueprint in ("crud", "llm-proxy"):
        design = sample_design(bench, blueprint, ci="github", runtime="container")
        app = tmp_path_factory.mktemp("locked") / "app"
        repository.write(design, bench.layers, app)
        environments[app / "uv.lock"] = installed(app).parents[1]
    with (
        TemporaryDirectory(prefix="microapp-") as short,  # as the path of a socket has to be
        programs(Path(short), environments) as found,
    ):
        yield found


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.stem)
def test_the_code_of_the_page_works(
    page: Path, request: pytest.FixtureRequest, tmp_path: Path, quick: Path
) -> None:
    if "cd microapp\n" in page.read_text():
        copy_of_the_house(tmp_path / "microapp")

    found = blocks(page.read_text())
    instead = servers(page, request)
    run(page.name, found, tmp_path, port=free_port(), instead=instead, programs=quick)
