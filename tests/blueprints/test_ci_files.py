"""The pipelines of a generated repository: valid, least privilege, pinned, and complete."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.yaml_text import parsed

HOUSE = Path(__file__).parents[2]
GITHUB = HOUSE / "blueprints/ci/github/files/.github/workflows/ci.yml"
GITLAB = HOUSE / "blueprints/ci/gitlab/files/.gitlab-ci.yml"
GITLAB_UV = GITLAB.parent / ".gitlab/uv.txt"
PINS = parsed((HOUSE / "policies/data/pipeline_pins.yaml").read_text())
CHECKS = (
    "uv sync --locked",
    "ruff format --check .",
    "ruff check",
    "ruff check --output-format=github --isolated --select S|ruff check --isolated --select S",
    "pytest",
    "microapp check . ",
    "--base",
    "microapp contract . --check",
    "microapp smoke . --url",
    "uv audit --locked",
    "uv export --quiet --locked --no-dev --format cyclonedx1.5",
)
READS = {"contents": "read"}


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a linter that is installed beside this Python."""
    command = [Path(sys.executable).with_name(name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def github_steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """Every step of every job."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_zizmor_finds_nothing_in_the_github_workflow() -> None:
    result = tool("zizmor", "--offline", "--persona=pedantic", "--no-progress", GITHUB)

    assert result.returncode == 0, result.stdout + result.stderr


def test_zizmor_finds_an_action_that_is_not_pinned(tmp_path: Path) -> None:
    unpinned = tmp_path / "ci.yml"
    unpinned.write_text(re.sub(r"@[0-9a-f]{40} # ", "@", GITHUB.read_text()))

    result = tool("zizmor", "--offline", "--no-progress", unpinned)

    assert "unpinned-uses" in result.stdout


def test_actionlint_finds_nothing_in_the_github_workflow() -> None:
    result = tool("actionlint", GITHUB)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("schema", "file"), [("github-workflows", GITHUB), ("gitlab-ci", GITLAB)])
def test_the_pipeline_keeps_its_vendors_schema(schema: str, file: Path) -> None:
    result = tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", file)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("check", CHECKS)
def test_github_runs_the_check(check: str) -> None:
    commands = [step.get("run", "") for step in github_steps(parsed(GITHUB.read_text()))]

    assert any(form in command for command in commands for form in check.split("|"))


@pytest.mark.parametrize("check", CHECKS)
def test_gitlab_runs_the_check(check: str) -> None:
    jobs = [job for job in parsed(GITLAB.read_text()).values() if "script" in job]
    commands = [command for job in jobs for command in job["script"]]

    assert any(form in command for command in commands for form in check.split("|"))


def test_github_grants_nothing_by_default_and_only_the_findings_may_be_written() -> None:
    workflow = parsed(GITHUB.read_text())
    granted = {name: job["permissions"] for name, job in workflow["jobs"].items()}

    assert workflow["permissions"] == {}
    assert granted.pop("policies") == {**READS, "security-events": "write"}
    assert all(permissions == READS for permissions in granted.values())


def test_a_pull_request_is_reviewed_for_its_dependencies() -> None:
    steps = github_steps(parsed(GITHUB.read_text()))

    assert any(
        step.get("uses", "").startswith("actions/dependency-review-action@") for step in steps
    )


def test_no_check_may_fail_unseen() -> None:
    steps = github_steps(parsed(GITHUB.read_text()))
    lenient = [step for step in steps if step.get("continue-on-error")]
    jobs = [job for job in parsed(GITLAB.read_text()).values() if isinstance(job, dict)]

    assert [step["uses"].partition("@")[0] for step in lenient] == [
        "github/codeql-action/upload-sarif"
    ]
    assert not any(job.get("allow_failure") for job in jobs)


@pytest.mark.parametrize("file", [GITHUB, GITLAB])
def test_the_policy_program_comes_from_one_index_in_the_version_of_the_lock(file: Path) -> None:
    text = file.read_text()

    assert 'load(open(".microapp/lock.json"))["microapp"])' in text
    assert len(re.findall(r'uv tool install --default-index "\$(MICROAPP_)?INDEX" ', text)) >= 1
    assert "Set the variable MICROAPP_INDEX" in text


def test_github_leaves_no_credentials_in_the_checkout() -> None:
    steps = github_steps(parsed(GITHUB.read_text()))
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]

    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_every_github_job_ends_in_time() -> None:
    jobs = parsed(GITHUB.read_text())["jobs"].values()

    assert all(job["timeout-minutes"] <= 20 for job in jobs)


def test_every_action_is_pinned_as_the_table_of_pins_says() -> None:
    used = re.findall(r"uses: (\S+)@(\S+) # (\S+)", GITHUB.read_text())

    expected = {(n, pin["commit"], pin["version"]) for n, pin in PINS["actions"].items()}
    assert used
    assert {("/".join(name.split("/")[:2]), *pin) for name, *pin in used} <= expected


def test_the_gitlab_image_is_pinned_as_the_table_of_pins_says() -> None:
    image = parsed(GITLAB.read_text())["default"]["image"]

    pin = PINS["images"]["python"]
    assert image == f"python:{pin['tag']}@{pin['digest']}"


def test_both_pipelines_use_the_uv_of_the_table_of_pins() -> None:
    steps = github_steps(parsed(GITHUB.read_text()))
    on_github = {step["with"]["version"] for step in steps if "setup-uv" in step.get("uses", "")}
    on_gitlab = set(re.findall(r"^uv==(\S+)", GITLAB_UV.read_text(), re.MULTILINE))

    assert on_github == on_gitlab == {PINS["tools"]["uv"]["version"]}
