"""What a folder held at a commit and does not hold now, read from git alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from microapp_cli.adapters import git_past
from microapp_cli.core.errors import WrongUse

WHO = ("-c", "user.name=Ann", "-c", "user.email=ann@acme.example")


@pytest.fixture(params=["sha1", "sha256"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A repository with an app in a folder of it, by both hashes of git."""
    folder = tmp_path / "all" / "app"
    (folder / "prompts").mkdir(parents=True)
    for name in ("same", "other", "gone"):
        (folder / "prompts" / f"{name}.yaml").write_text(f"id: {name}\n")
    (folder / "models.yaml").write_text("models: []\n")
    init = ("init", "-q", f"--object-format={request.param}")
    for words in (init, ("add", "-A"), (*WHO, "commit", "-qm", "x")):
        subprocess.run(["git", *words], cwd=tmp_path / "all", check=True)
    return folder


def test_only_what_is_another_now_or_gone_is_given(app: Path) -> None:
    now = {"prompts/same.yaml": b"id: same\n", "prompts/other.yaml": b"id: new\n", "x.yaml": b""}

    found = git_past.changed(app, "HEAD", "prompts/", now)

    assert found == {"prompts/other.yaml": b"id: other\n", "prompts/gone.yaml": b"id: gone\n"}


def test_a_folder_that_was_not_there_held_nothing(app: Path) -> None:
    assert git_past.changed(app, "HEAD", "evals/", {}) == {}


def test_a_commit_that_git_does_not_know_is_refused(app: Path) -> None:
    with pytest.raises(WrongUse, match="fetch it first"):
        git_past.changed(app, "0" * 40, "prompts/", {})
