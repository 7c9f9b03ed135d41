"""Facts about pipelines: what jobs run, use and may do, for both CI systems, however hostile."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters.facts import pipelines

LAYERS = Path(__file__).parents[3] / "blueprints" / "ci"
GITHUB, GITLAB = ".github/workflows/ci.yml", ".gitlab-ci.yml"
WORKFLOW = """
name: ci
on:
  push: {branches: [main]}
  pull_request:
permissions: read-all
jobs:
  check: # a job
    if: github.actor != 'bot'
    continue-on-error: true
    container: python:3.13
    permissions: {contents: read}
    services: {db: {image: "postgres:18"}}
    steps:
      - uses: actions/checkout@0123456789012345678901234567890123456789 # v7.0.1
        with: {persist-credentials: false}
      - name: Lint
        continue-on-error: true
        run: |
          # no command
          ruff check . # nor this
          uv audit \\
            --locked

          echo "a # b"
      - run: pytest
  called:
    uses: acme/flows/.github/workflows/x.yml@main
    secrets: inherit
"""


def one(text: str, path: str = GITHUB) -> dict[str, Any]:
    """The only workflow of this text."""
    found = pipelines.facts({path: text.encode()})
    assert found["unreadable"] == []
    (workflow,) = found["workflows"]
    return dict(workflow)


def commands(job: dict[str, Any]) -> list[tuple[str, int]]:
    return [(c["text"], c["line"]) for run in job["runs"] for c in run["commands"]]


def test_a_workflow_says_when_it_starts_and_what_it_may_do() -> None:
    found = one(WORKFLOW)

    assert (found["triggers"], found["line"]) == (["push", "pull_request"], 3)
    assert found["only"] == {"push": {"branches": ["main"]}, "pull_request": {}}
    assert (found["permissions"], found["permissions_line"]) == ("read-all", 6)


def test_a_workflow_says_when_its_schedules_come_round() -> None:
    found = one('on: {schedule: [{cron: "23  4 * * *"}, {cron: 7}, {}, {cron: 0 0 1 1 *}]}')

    assert found["schedules"] == ["23 4 * * *", "0 0 1 1 *"]
    assert one("on: {schedule: daily}\n")["schedules"] == []
    assert one(WORKFLOW)["schedules"] == []


def test_a_job_says_what_it_uses_with_version_and_line() -> None:
    job = one(WORKFLOW)["jobs"][0]

    assert (job["id"], job["line"], job["if"], job["optional"]) == ("check", 8, True, True)
    assert job["permissions"] == {"contents": "read"}
    assert job["images"] == [
        {"name": "python:3.13", "line": 11},
        {"name": "postgres:18", "line": 13},
    ]
    (checkout,) = job["uses"]
    assert (checkout["name"], checkout["comment"]) == ("actions/checkout", "v7.0.1")
    assert (checkout["line"], checkout["with"]) == (15, {"persist-credentials": "false"})


def test_every_command_has_its_line_and_a_comment_is_none() -> None:
    job = one(WORKFLOW)["jobs"][0]

    assert commands(job) == [
        ("ruff check .", 21),
        ("uv audit --locked", 22),
        ('echo "a # b"', 25),
        ("pytest", 26),
    ]
    assert [run["optional"] for run in job["runs"]] == [True, False]


def test_a_job_that_calls_a_workflow_uses_it() -> None:
    called = one(WORKFLOW)["jobs"][1]

    assert called["secrets"] == "inherit"
    assert [(use["name"], use["ref"]) for use in called["uses"]] == [
        ("acme/flows/.github/workflows/x.yml", "main")
    ]


@pytest.mark.parametrize("on", ["push", "[push]", "{push: }", '{"push": {}}'])
def test_on_is_a_word_and_not_true(on: str) -> None:
    assert one(f"on: {on}\njobs: {{}}")["triggers"] == ["push"]
    assert one(f"'on': {on}\njobs: {{}}")["triggers"] == ["push"]


def test_an_action_of_ones_own_is_read_and_a_file_of_that_name_is_not() -> None:
    text = "runs: {using: composite, steps: [{run: pytest, shell: bash}]}"

    assert commands(one(text, ".github/actions/x/action.yml")["jobs"][0]) == [("pytest", 1)]
    assert pipelines.facts({"app/action.yaml": b"title: x"})["workflows"] == []


PIPELINE = """
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - {if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}
default:
  image: {name: python:3.13}
  before_script: [pip install uv]
include:
  - local: /ci/more.yml
  - {project: acme/ci, ref: main, file: x.yml}
.base:
  script: [old]
  image: alpine:3
  allow_failure: true
lint:
  extends: .base
  script:
    - ruff check .
    - |
      set -e
      pytest
later:
  script: [x]
  when: manual
  before_script: []
"""


def test_a_gitlab_pipeline_speaks_of_triggers_as_github_does() -> None:
    found = one(PIPELINE, GITLAB)

    assert found["triggers"] == ["pull_request", "push"]
    assert one("a: {script: x}", GITLAB)["triggers"] == ["push", "tag"]
    assert [(i["kind"], i["name"], i["ref"]) for i in found["includes"]] == [
        ("local", "/ci/more.yml", ""),
        ("project", "acme/ci", "main"),
    ]


def test_a_gitlab_job_has_what_it_extends_and_what_is_default() -> None:
    lint, later = one(PIPELINE, GITLAB)["jobs"]

    assert commands(lint) == [
        ("pip install uv", 8),
        ("ruff check .", 19),
        ("set -e", 21),
        ("pytest", 22),
    ]
    assert (lint["optional"], lint["image"], lint["if"]) == (True, "alpine:3", False)
    assert (later["image"], later["if"], commands(later)) == ("python:3.13", True, [("x", 24)])


def test_our_own_pipelines_are_read_whole() -> None:
    github = one((LAYERS / "github/files" / GITHUB).read_text("utf-8"))
    gitlab = one((LAYERS / "gitlab/files" / GITLAB).read_text("utf-8"), GITLAB)

    assert {"lint", "test", "policies", "contract", "audit"} <= {
        job["id"] for job in github["jobs"]
    }
    assert [job["id"] for job in gitlab["jobs"]] == [
        "lint",
        "test",
        "policies",
        "contract",
        "audit",
        "register",
    ]


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
)
LADDER = b"".join(
    b"j%d: {extends: [j%d, j%d, j%d], script: x}\n" % (n, n + 1, n + 2, n + 3) for n in range(400)
)
MANY = b".b: {script: [%s]}\n" % (b"x," * 9000) + b"".join(
    b"j%d: {extends: .b}\n" % n for n in range(2000)
)


@pytest.mark.parametrize("path", [GITHUB, GITLAB])
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB, "stands for more than"),
        (b"[" * 200_000, "nested more than"),
        (b"a: &a [*a]", "holds itself"),
        (b"on:\n\tpush:", "is no YAML"),
        (bytes(range(256)), "is not UTF-8 text"),
        (b"a: !!python/object/apply:os.system ['true']", "is no YAML"),
        (b"on: push\non: pull_request", "twice"),
        (b"[1]", "is no pipeline"),
        (b"a: b\n" * 200_000, "is larger than 512 KB"),
    ],
)
def test_a_hostile_file_is_named_and_never_passed_over(path: str, content: bytes, why: str) -> None:
    started = time.monotonic()

    found = pipelines.facts({path: content})

    assert time.monotonic() - started < 5
    assert [entry["path"] for entry in found["unreadable"]] == [path]
    assert why in found["unreadable"][0]["message"]
    assert found["workflows"] == []


@pytest.mark.parametrize(("content", "problems"), [(LADDER, 0), (MANY, 1)])
def test_what_stands_for_millions_of_scripts_ends_in_time(content: bytes, problems: int) -> None:
    started = time.monotonic()

    found = pipelines.facts({GITLAB: content})

    assert time.monotonic() - started < 5
    assert len(found["unreadable"]) == problems


JUNK: list[Any] = ["null", "1", "x", "[]", "{}", "[[x]]", "{a: [1]}", "true", "1.5", "!x {y: 1}"]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("path", [GITHUB, GITLAB])
@pytest.mark.parametrize(
    "place",
    [
        *("on: {}", "jobs: {}", "permissions: {}", "include: {}", "default: {}", "workflow: {}"),
        *("jobs: {{a: {}}}", "jobs: {{a: {{steps: {}}}}}", "jobs: {{a: {{steps: [{}]}}}}"),
        *("jobs: {{a: {{services: {}, container: {}}}}}", "jobs: {{a: {{steps: [{{uses: {}}}]}}}}"),
        *("a: {{script: {}, image: {}, services: {}}}", "a: {{script: x, extends: {}, rules: {}}}"),
    ],
)
def test_junk_in_any_place_stops_nothing(place: str, path: str, junk: str) -> None:
    text = place.replace("{}", junk).replace("{{", "{").replace("}}", "}")

    found = pipelines.facts({path: text.encode()})

    assert all({"path", "jobs"} <= set(workflow) for workflow in found["workflows"])
    assert json.loads(json.dumps(found, allow_nan=False)) == found
