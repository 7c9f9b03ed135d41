"""The pages around a generated repository: one screen, and every answer comes out as text."""

import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from microapp_cli.adapters.layers import Layers
from microapp_cli.adapters.renderer import render
from microapp_cli.core.blueprints import choose
from microapp_cli.core.plan import build

HOUSE = Path(__file__).parents[2]
ORDINARY = {
    "name": "leave-helper",
    "title": "Leave helper",
    "purpose": "Everyone in the team sees who is away, and when.",
    "owner_name": "Ann",
    "owner_email": "ann@acme.example",
    "owner_team": "HR",
    "backup_owner_email": "bob@acme.example",
    "blueprint": "crud",
    "runtime": "container",
    "ci": "github",
    "tier": "T1",
    "created": "2026-11-23",
    "microapp_version": "1.0.0",
}
HOSTILE = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![](https://evil.example/pixel.png)",
    "`code` **bold** # heading",
    "```",
    "</code></pre><img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# gone #}",
    "- Ann: ops & <b>co</b> 🎉",
    "<https://evil.example>",
]
PAGES = ("README.md", "SECURITY.md")


def rendered(folder: Path, **changes: str) -> Path:
    """A repository rendered with these answers."""
    layers = Layers(HOUSE / "blueprints")
    chosen = choose(layers.all, blueprint="crud", runtime="container", ci="github")
    plan = build(chosen)
    values = {**ORDINARY, **changes, "_dependencies": list(plan.dependencies), "_image": []}
    return render(plan, values, layers, folder)


def test_the_readme_fits_one_screen_with_the_longest_purpose(tmp_path: Path) -> None:
    purpose = ("Everyone sees who is away " * 12)[:300]

    readme = (rendered(tmp_path, purpose=purpose) / "README.md").read_text()

    assert len(readme.splitlines()) <= 45


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_an_answer_comes_out_as_text_in_the_page(tmp_path: Path, page: str, text: str) -> None:
    plain = (rendered(tmp_path / "plain") / page).read_text()

    hostile = {"title": text, "purpose": text, "owner_name": text, "owner_team": text}
    markdown = (rendered(tmp_path / "hostile", **hostile) / page).read_text()

    assert text in markdown
    assert kinds(markdown) == kinds(plain)


def kinds(markdown: str) -> list[str]:
    """What a page is made of: headings, paragraphs, links, code, but not their text."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [part.type for token in tokens for part in [token, *(token.children or [])]]


def test_a_purpose_that_needs_several_lines_stays_text_on_each(tmp_path: Path) -> None:
    purpose = "# heading <script>alert(1)</script> - item " * 7

    markdown = (rendered(tmp_path, purpose=purpose.strip()) / "README.md").read_text()

    html = MarkdownIt("commonmark").render(markdown)
    assert "<script>" not in html
    assert html.count("<h1>") == 1


def test_the_owner_and_the_backup_owner_are_asked_about_every_change(tmp_path: Path) -> None:
    owners = (rendered(tmp_path) / "CODEOWNERS").read_text().splitlines()

    assert owners[-1] == "* ann@acme.example bob@acme.example"


def test_an_owner_without_a_backup_is_named_once(tmp_path: Path) -> None:
    repository = rendered(tmp_path, backup_owner_email="ann@acme.example")

    owners = (repository / "CODEOWNERS").read_text().splitlines()

    assert owners[-1] == "* ann@acme.example"


@pytest.mark.parametrize("path", [".local/secret", ".env", "server.key", ".venv/bin/python"])
def test_git_leaves_secrets_out(tmp_path: Path, path: str) -> None:
    repository = rendered(tmp_path)
    subprocess.run(["git", "init", "--quiet"], cwd=repository, check=True)

    ignored = subprocess.run(["git", "check-ignore", "--quiet", path], cwd=repository, check=False)

    assert ignored.returncode == 0
