"""A person who has only the README of a generated repository starts, changes and checks the app."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.docs.pages import Block, blocks, run
from tests.servers.kit_tests import KIT, proven
from tests.servers.processes import free_port
from tests.servers.programs import programs
from tests.servers.rendered import installed, render

ASK = """
post() { curl -s "127.0.0.1:8000/v1/$1" -H "Authorization: Bearer $TOKEN" --json "$2"; }
post notes '{"title": "Away", "place": "Oslo"}'
post tasks '{"title": "Water the plants"}'
"""


def files(repository: Path) -> list[Path]:
    """The kit, its tests and the lock file: the tests that read no file of the app are run on these
    very bytes by test_every_combination.
    """
    kit = (repository / folder for folder in KIT)
    return [*(path for folder in kit for path in folder.rglob("*.py")), repository / "uv.lock"]


def changed(resources: str, readme: str) -> str:
    """app/resources.py after what the README says under Change."""
    field = re.search(r"A field is one line in `Note`.*: `(.+)`$", readme, re.MULTILINE)
    assert field
    second = next(block.code for block in blocks(readme) if block.language == "python")
    class_, _, listed = second.partition("\n\n\nresources = ")
    body = '    body: str = Field(default="", max_length=4000)\n'
    return (
        resources.replace(body, f"{body}    {field[1]}\n")
        .replace("notes = Resource(", f"{class_}\n\n\nnotes = Resource(")
        .replace("resources = [notes]\n", f"resources = {listed}")
    )


@pytest.mark.slow
def test_a_field_and_a_second_resource_are_added_by_the_readme_alone(tmp_path: Path) -> None:
    repository = render(tmp_path).folder
    readme = (repository / "README.md").read_text()
    start, use, change = (block.code for block in blocks(readme) if block.language == "sh")
    resources = changed((repository / "app/resources.py").read_text(), readme)

    kit = {str(path.relative_to(repository)): path.read_bytes() for path in files(repository)}
    left_out = {"PYTEST_ADDOPTS": " ".join(f"--ignore={path}" for path in proven(kit, [kit]))}

    page = [
        Block("bash keeps running", start),
        Block("bash", use),
        Block("text", '"title":"Hello" … "title":"Hello" … "next_cursor":null'),
        Block("python app/resources.py", resources),
        Block("bash", f"stop\n{change}"),
        Block("bash keeps running", start),
        Block("bash", ASK),
        Block("text", '"place":"Oslo" … "title":"Water the plants","done":false'),
    ]

    assert left_out["PYTEST_ADDOPTS"]
    lent = {repository / "uv.lock": installed(repository).parents[1]}
    with TemporaryDirectory(prefix="microapp-") as short, programs(Path(short), lent) as found:
        port = free_port()
        run("README.md", page, repository, port=port, programs=found, more=left_out)
