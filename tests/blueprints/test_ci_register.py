"""The last job of a pipeline enters the app in the catalog: from the default branch alone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.core.plain_text import email_problem
from tests.blueprints.test_ci_files import GITHUB, GITLAB
from tests.yaml_text import parsed

ON_GITHUB = {"GITHUB_ACTOR": "ann", "GITHUB_SERVER_URL": "https://github.com"}
ON_GITLAB = {"GITLAB_USER_EMAIL": "ann@acme.example"}
URL = "postgresql://ci:s3cret@catalog.acme.example/catalog"


def github() -> dict[str, Any]:
    job: dict[str, Any] = parsed(GITHUB.read_text("utf-8"))["jobs"]["register"]
    return job


def gitlab() -> dict[str, Any]:
    job: dict[str, Any] = parsed(GITLAB.read_text("utf-8"))["register"]
    return job


SCRIPTS = {
    "github": (github()["steps"][-1]["run"], ON_GITHUB),
    "gitlab": ("\n".join(gitlab()["script"]), ON_GITLAB),
}


def run(script: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a step as a pipeline does, with programs that only say what they were told."""
    for name in ("microapp", "apt-get"):
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{name} $* as $MICROAPP_ACTOR"\n', "utf-8")
        program.chmod(0o755)
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        env={"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("ci", SCRIPTS)
@pytest.mark.parametrize("given", [{}, {"MICROAPP_CATALOG_URL": ""}])
def test_without_the_secret_it_says_so_and_stays_green(
    ci: str, given: dict[str, str], tmp_path: Path
) -> None:
    script, environ = SCRIPTS[ci]

    done = run(script, tmp_path, **environ, **given)

    assert done.returncode == 0
    assert "MICROAPP_CATALOG_URL, so the app was not entered in the catalog." in done.stdout
    assert "microapp register" not in done.stdout


@pytest.mark.parametrize("ci", SCRIPTS)
def test_with_the_secret_it_registers_as_whoever_started_it_and_never_shows_it(
    ci: str, tmp_path: Path
) -> None:
    script, environ = SCRIPTS[ci]

    done = run(script, tmp_path, **environ, MICROAPP_CATALOG_URL=URL)

    assert done.returncode == 0
    actor = done.stdout.splitlines()[-1].removeprefix("microapp register . as ")
    assert actor.startswith("ann@")
    assert email_problem(actor) is None
    assert "s3cret" not in done.stdout + done.stderr


def test_a_robot_on_github_has_an_address_too(tmp_path: Path) -> None:
    given = {**ON_GITHUB, "GITHUB_ACTOR": "dependabot[bot]", "MICROAPP_CATALOG_URL": URL}

    done = run(SCRIPTS["github"][0], tmp_path, **given)

    assert done.stdout.strip().endswith(" as dependabot@users.noreply.github.com")


def test_github_registers_on_the_default_branch_when_all_else_is_green() -> None:
    job = github()

    assert "github.event_name != 'pull_request'" in job["if"]
    assert "github.ref_name == github.event.repository.default_branch" in job["if"]
    assert set(job["needs"]) == {"lint", "test", "policies", "contract"}
    assert job["environment"] == "catalog"


def test_gitlab_registers_on_the_default_branch_when_all_else_is_green() -> None:
    pipeline = parsed(GITLAB.read_text("utf-8"))
    (rule,) = gitlab()["rules"]

    assert "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" in rule["if"]
    assert '$CI_PIPELINE_SOURCE != "merge_request_event"' in rule["if"]
    assert pipeline["stages"][-1] == gitlab()["stage"] == "register"
