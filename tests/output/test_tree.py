"""The tree of a repository names every file once, with its class."""

from __future__ import annotations

from microapp_cli.output.tree import tree

SHOWN = """\
app/
  .github/
    workflows/
      ci.yml    platform
  src/
    a.py        yours
  README.md     yours"""


def test_folders_come_first_and_classes_line_up() -> None:
    owners = {"README.md": "yours", "src/a.py": "yours", ".github/workflows/ci.yml": "platform"}

    assert tree("app", owners) == SHOWN
