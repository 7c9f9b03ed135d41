"""What the docs name exists, and what exists is named."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.docs.pages import blocks

HOUSE = Path(__file__).parents[2]
DOCS = HOUSE / "docs"
KIT = HOUSE / "blueprints/base/files/microapp_kit"
ENVIRONMENT = HOUSE / "blueprints/runtimes/container/files/deploy/environment.md"
PROXY = HOUSE / "blueprints/llm_proxy/files/microapp_llm"
LLM_SETTINGS = HOUSE / "blueprints/llm_proxy/files/ops/llm_settings.md"
OF_THE_PROXY = re.compile(r'"((?:LLM|EVALS|ALERT)_[A-Z_]*[A-Z])"')
PAGES = [HOUSE / "README.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://)([^)#]+)[^)]*\)")
VARIABLE = re.compile(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|HOST|PORT)"')


def test_the_look_up_pages_are_those_that_the_code_makes() -> None:
    words = [sys.executable, "docs/generate.py", "--check"]

    result = subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_environment_page_lists_what_the_kit_reads_and_nothing_else() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", ENVIRONMENT.read_text(), re.MULTILINE)
    read = {name for module in KIT.glob("*.py") for name in VARIABLE.findall(module.read_text())}

    assert sorted(listed) == sorted(read)


def test_the_page_of_the_proxy_lists_what_it_reads_and_nothing_else() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", LLM_SETTINGS.read_text(), re.MULTILINE)
    modules = [module.read_text() for module in PROXY.rglob("*.py")]
    read = {name for text in modules for name in OF_THE_PROXY.findall(text)}
    budgets = {
        f"LLM_BUDGET_{of}{level}_{unit}"
        for of in ("", "EMBEDDINGS_")
        for level in ("ORG", "APP", "USER")
        for unit in ("USD", "TOKENS")
    }

    assert sorted(listed) == sorted(read | budgets)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_no_link_between_the_pages_is_broken(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_a_block_that_is_a_file_is_named_above_it(page: Path) -> None:
    text = page.read_text()

    nameless = [
        block.target
        for block in blocks(text)
        for above in text.split(f"```{block.info}\n{block.code}")[:1]
        if block.target and f"`{block.target}`" not in above.rstrip().rpartition("\n\n")[2]
    ]

    assert nameless == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_a_page_can_be_followed_without_uv(page: Path) -> None:
    commands = [
        block.code for block in blocks(page.read_text()) if block.language in ("bash", "sh")
    ]

    assert [code for code in commands if re.search(r"\buvx? ", code)] == []


def test_the_answers_of_the_tutorial_are_those_of_the_file_beside_it() -> None:
    tutorial = blocks((DOCS / "learn/first-micro-app.md").read_text())
    answers = next(block.code for block in tutorial if block.target == "leave-helper.yaml")

    assert yaml.safe_load(answers) == yaml.safe_load((DOCS / "learn/leave-helper.yaml").read_text())


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [HOUSE / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        links = [(page.parent / link).resolve() for link in LINK.findall(page.read_text())]
        waiting += [link for link in links if link.suffix == ".md" and link not in reached]

    assert [page.name for page in PAGES if page not in reached] == []
