"""CODEOWNERS as facts: every line that says something, wherever GitHub or GitLab looks."""

from __future__ import annotations

import time

import pytest

from microapp_cli.adapters.facts import codeowners


def lines(content: bytes, path: str = "CODEOWNERS") -> list[tuple[int, str, list[str]]]:
    """Line, pattern and owners of each fact."""
    found = codeowners.facts({path: content})["codeowners"]
    return [(entry["line"], entry["pattern"], entry["owners"]) for entry in found]


def test_each_line_is_told_with_its_owners() -> None:
    content = b"# who is asked\n*  @ann bob@acme.example # both\n\n/deploy/ @platform/team\n"

    assert lines(content) == [
        (2, "*", ["@ann", "bob@acme.example"]),
        (4, "/deploy/", ["@platform/team"]),
    ]


def test_a_line_without_owners_is_told_too_for_it_takes_owners_away() -> None:
    assert lines(b"* @ann\n/app/\n") == [(1, "*", ["@ann"]), (2, "/app/", [])]


@pytest.mark.parametrize("path", codeowners.PLACES)
def test_every_place_is_read(path: str) -> None:
    assert lines(b"* @ann\n", path) == [(1, "*", ["@ann"])]


@pytest.mark.parametrize("content", [b"", b"#* @ann", b"[Section] @ann\n^[Other][2]\n", b"\n" * 9])
def test_what_says_nothing_is_no_fact(content: bytes) -> None:
    assert lines(content) == []


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\0* @ann", b"* " + b"@a " * 500_000, b"#" * 2_000_000, b"\0\n" * 500_000]
)
def test_junk_is_read_in_bounded_time(content: bytes) -> None:
    began = time.process_time()

    lines(content)

    assert time.process_time() - began < 5
