"""What the pipelines run of microapp, run here as it is written, in a rendered git repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from microapp_cli.adapters import repository
from microapp_cli.commands.blueprints import sample_design
from tests.commands.checked_apps import commit, edit, git
from tests.houses import house
from tests.servers.programs import programs
from tests.yaml_text import parsed

PIPELINES = {"github": ".github/workflows/ci.yml", "gitlab": ".gitlab-ci.yml"}
BREAKING = "MA047"
SHELL = {
    "github": ["bash", "-e", "-c"],
    "gitlab": ["bash", "-eo", "pipefail", "-c"],
}
"""How each runner starts a script that names no shell."""


@pytest.fixture(scope="module")
def quick() -> Iterator[Path]:
    """The programs of a runner, loaded once."""
    with TemporaryDirectory(prefix="microapp-") as folder, programs(Path(folder), {}) as found:
        yield found


@pytest.fixture(autouse=True)
def _on_path(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the runner find the programs."""
    path = [str(quick), str(Path(sys.executable).parent), os.environ["PATH"]]
    monkeypatch.setenv("PATH", os.pathsep.join(path))


@pytest.fixture(scope="module", params=PIPELINES)
def rendered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new repository with one commit; not to be changed."""
    bench, name = house(), str(request.param)
    folder = tmp_path_factory.mktemp(name) / name
    repository.write(
        sample_design(bench, "crud", ci=name, runtime="container"), bench.layers, folder
    )
    commit(folder)
    return folder


@pytest.fixture
def app(rendered: Path, tmp_path: Path) -> Path:
    """A copy of it, with the environment that `uv sync` would have made."""
    copy = Path(shutil.copytree(rendered, tmp_path / rendered.name))
    (copy / ".venv").symlink_to(Path(sys.prefix))
    return copy


def commands(app: Path) -> Iterator[str]:
    """Every script line of the repository's pipeline, as it stands there."""
    told = parsed((app / PIPELINES[app.name]).read_text("utf-8"))
    if app.name == "github":
        yield from (
            step["run"] for job in told["jobs"].values() for step in job["steps"] if "run" in step
        )
    else:
        yield from (
            line for job in told.values() if isinstance(job, dict) for line in job.get("script", ())
        )


def run(app: Path, begins: str, base: str = "") -> subprocess.CompletedProcess[str]:
    """Run the one line that begins so, with what the runner would set for it."""
    (line,) = [line for line in commands(app) if line.startswith(begins)]
    environ = {**os.environ, "XDG_CACHE_HOME": str(app.parent / "cache")}
    environ |= {"BASE": base} if app.name == "github" else {}
    environ |= {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base} if base and app.name == "gitlab" else {}
    environ["GITHUB_STEP_SUMMARY"] = str(app.parent / "summary.md")
    return subprocess.run(
        [*SHELL[app.name], line], cwd=app, env=environ, capture_output=True, text=True
    )


def merged(app: Path) -> str:
    """Commit what was changed on a branch and merge it, as a pull request is; gives its base."""
    git(app, "checkout", "--quiet", "-b", "change")
    git(app, "commit", "--quiet", "--all", "--message=A change")
    git(app, "checkout", "--quiet", "main")
    git(app, "merge", "--quiet", "--no-ff", "change")
    return "HEAD^1" if app.name == "github" else git(app, "rev-parse", "HEAD^1").strip()


def rules(app: Path) -> set[str]:
    """The rules that found something, as the pipeline's SARIF tells them."""
    (run,) = json.loads((app / "microapp.sarif").read_text("utf-8"))["runs"]
    return {result["ruleId"] for result in run["results"]}


def test_the_check_of_a_new_repository_is_green_and_leaves_its_reports(app: Path) -> None:
    done = run(app, "microapp check")

    assert done.returncode == 0, done.stdout + done.stderr
    assert rules(app) == set()
    left = app.parent / "summary.md" if app.name == "github" else app / "microapp.xml"
    assert left.read_text("utf-8")


def test_a_finding_makes_the_job_red_and_is_told_where_the_runner_reads_it(app: Path) -> None:
    (app / "SECURITY.md").unlink()

    done = run(app, "microapp check")

    assert done.returncode == 1
    assert "MA012" in rules(app)
    assert ("::error file=SECURITY.md" if app.name == "github" else "SECURITY.md") in done.stdout


def test_a_merge_request_that_breaks_callers_is_red_and_a_push_knows_no_base(app: Path) -> None:
    edit(app / "openapi.yaml", "maxLength: 40", "maxLength: 20")
    base = merged(app)

    pushed, before = run(app, "microapp check"), rules(app)
    asked, after = run(app, "microapp check", base=base), rules(app)

    assert (asked.returncode, pushed.returncode) == (1, 1)  # the connectors are stale in both
    assert (BREAKING in before, BREAKING in after) == (False, True)


def test_a_merge_request_that_breaks_nobody_is_green(app: Path) -> None:
    edit(app / "README.md", "\n", "\n\n")

    done = run(app, "microapp check", base=merged(app))

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_of_a_new_repository_is_the_app_s(app: Path) -> None:
    done = run(app, "microapp contract")

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("openapi.yaml", "maxLength: 40", "maxLength: 20"),
        ("connectors/postman.json", "{", "{ "),
    ],
)
def test_a_contract_or_a_connector_that_is_stale_makes_the_job_red(
    app: Path, path: str, old: str, new: str
) -> None:
    edit(app / path, old, new)

    assert run(app, "microapp contract").returncode == 1
