"""Edits of pipelines and of what is installed: the layer supply_chain."""

from __future__ import annotations

from microapp_cli.core.file_names import MANIFEST
from tests.policies.edits.changes import Change, add, remove, swap
from tests.policies.edits.edit import Edit

CI, GITLAB = ".github/workflows/ci.yml", ".gitlab-ci.yml"
RELEASE = ".github/workflows/release.yml"
CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
WORKFLOW = f"""\
name: release

on:
  push:
    tags: ["v*"]

permissions: {{}}

jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    steps:
      - uses: {CHECKOUT}
        with:
          persist-credentials: false
      - run: tar --create --file app.tar app
"""
PUSH = 'push:\n    tags: ["v*"]'
PERSIST = "          persist-credentials: false"
BUILD = "tar --create --file app.tar app"
REUSED = """\
  announce:
    uses: ./.github/workflows/announce.yml
    secrets: inherit
"""
HASHES = (
    "a7db850025b95ded1eae8a46181a1a6c56c92c96f0e2b005d9ff8dc0210cab44",
    "ab7ae7122974553370f0bdb919e1a960b2cd1bc1ef0276416d896db81c14582c",
)


def release(rule: str, shown: str, *swaps: tuple[str, str], more: str = "") -> Edit:
    """A workflow of the app's own, in which one thing is not as it should be."""
    text = WORKFLOW
    for before, after in swaps:
        assert before in text
        text = text.replace(before, after, 1)
    return Edit(rule, RELEASE, shown, (add(RELEASE, text + more),))


def ci(rule: str, shown: str, before: str, after: str) -> Edit:
    """The platform's own pipeline, which it ships with one thing that is not as it should be."""
    return Edit(rule, CI, shown, (swap(CI, before, after),), shipped=(CI,))


def bare(text: str) -> Change:
    """Take a hash out of the lock."""
    return swap("uv.lock", f', hash = "sha256:{text}"', "")


EDITS = [
    release("MA050", "checkout@v7", (CHECKOUT, "actions/checkout@v7")),
    release("MA051", "actions/checkout", (" # v7.0.1", "")),
    release(
        "MA052",
        "image: python",
        ("    steps:", "    container:\n      image: python:3.13\n    steps:"),
    ),
    release("MA053", "permissions", ("permissions: {}", "permissions: write-all")),
    release(
        "MA054",
        "actions/checkout",
        (PUSH, "pull_request_target:"),
        (PERSIST, f"{PERSIST}\n          ref: ${{{{ github.event.pull_request.head.sha }}}}"),
    ),
    release(
        "MA055",
        "run: echo",
        (BUILD, "echo ${{ github.event.head_commit.message }}"),
    ),
    ci("MA056", "on:", "      - run: uv run --no-sync pytest\n", ""),
    ci("MA057", "pytest", "--no-sync pytest", "--no-sync pytest | tee tests.txt"),
    ci("MA058", "on:", "  pull_request:\n", "  pull_request:\n    paths: [app/**]\n"),
    release("MA059", "actions/checkout", (f"\n        with:\n{PERSIST}", "")),
    ci("MA060", "on:", '  schedule:\n    - cron: "23 4 * * *"\n', ""),
    ci("MA060", "on:", 'cron: "23 4 * * *"', 'cron: "23 4 1 * *"'),
    ci(
        "MA061",
        "dependency-review-action",
        "fail-on-severity: low",
        "fail-on-severity: critical",
    ),
    release(
        "MA062",
        "run: curl",
        (BUILD, "curl -sSf https://acme.example/publish.sh | sh"),
    ),
    Edit(
        "MA063",
        "uv.lock",
        "[[package]]",
        (remove("requirements.txt"), remove("requirements-dev.txt"), *map(bare, HASHES)),
    ),
    Edit(
        "MA064",
        "pyproject.toml",
        "arrow",
        (swap("pyproject.toml", "    # Add yours", '    "arrow>=1.4,<2",\n    # Add yours'),),
    ),
    Edit(
        "MA065",
        "pyproject.toml",
        "find-links",
        (
            swap(
                "pyproject.toml",
                "package = false",
                'package = false\nfind-links = ["https://wheels.acme.example"]',
            ),
        ),
    ),
    Edit(
        "MA066",
        "requirements.txt",
        "idna==",
        (swap("requirements.txt", "idna==3.20", "idna==3.19"),),
    ),
    Edit("MA067", MANIFEST, "ci:", (swap(CI, "\njobs:\n", "\nx-jobs:\n"),), shipped=(CI,)),
    Edit(
        "MA068",
        GITLAB,
        "remote:",
        (add(GITLAB, "\ninclude:\n  - remote: https://acme.example/all.yml\n"),),
        "gitlab",
        (GITLAB,),
    ),
    release("MA069", "announce", more=REUSED),
]
