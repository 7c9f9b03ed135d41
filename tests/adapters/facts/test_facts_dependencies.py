"""Facts about dependencies: declared, locked and asked of pip, however hostile the files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters.facts import dependencies

PROJECT = """
[build-system]
requires = ["hatchling"]

[project]
name = "micro-app"
dependencies = [
    "Fast_API >= 0.1, <1", # web
    "uvicorn[standard]>=0.5; sys_platform != 'win32'",
    "mine @ git+https://git.example/mine",
    "near",
    'far @ https://files.example/far.whl',
]

[project.optional-dependencies]
more = ["extra==1"]

[dependency-groups]
dev = ["pytest>=9"]

[tool.uv]
package = false
extra-index-url = ["https://pypi.example/simple"]

[[tool.uv.index]]
url = "https://other.example/simple"

[tool.uv.sources]
near = { path = "../near" }
"""
LOCK = """
version = 1

[[package]]
name = "fast-api"
version = "0.2"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.example/a.tar.gz", hash = "sha256:aa" }
wheels = [
    { url = "https://files.example/a.whl", hash = "sha256:bb" },
]

[[package]]
name = "bare"
version = "1"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.example/a.tar.gz" }

[[package]]
name = "from-git"
version = "1"
source = { git = "https://git.example/x?rev=main#abc" }

[[package]]
name = "micro-app"
version = "0.1.0"
source = { virtual = "." }

[package.metadata]
requires-dist = [
    { name = "fast-api", specifier = ">=0.1,<1" },
    { name = "extra", marker = "extra == 'more'", specifier = "==1" },
]

[package.metadata.requires-dev]
dev = [{ name = "pytest", specifier = ">=9" }]
"""
REQUIREMENTS = """
# made by a program
fast-api==0.2 ; python_version > '3' \\
    --hash=sha256:bb \\
    --hash=sha256:aa
loose>=1  # no pin
--index-url https://pypi.example/simple
-e .
git+https://git.example/x
./local.whl
"""


def facts(**files: str | bytes) -> dict[str, Any]:
    """The facts of these files; a dot in a name is written as two underscores."""
    named = {name.replace("__", "."): text for name, text in files.items()}
    return dependencies.facts(
        {name: text.encode() if isinstance(text, str) else text for name, text in named.items()}
    )


def test_what_is_declared_has_its_group_line_and_origin() -> None:
    found = facts(pyproject__toml=PROJECT)

    declared = [
        (d["name"], d["spec"], d["group"], d["kind"], d["line"])
        for d in found["dependencies"]["declared"]
    ]
    assert declared == [
        ("fast-api", "<1,>=0.1", "", "registry", 8),
        ("uvicorn", ">=0.5", "", "registry", 9),
        ("mine", "@ git+https://git.example/mine", "", "git", 10),
        ("near", "", "", "path", 11),
        ("far", "@ https://files.example/far.whl", "", "url", 12),
        ("extra", "==1", "extra:more", "registry", 16),
        ("pytest", ">=9", "dev", "registry", 19),
        ("hatchling", "", "build", "registry", 3),
    ]


def test_what_changes_where_packages_come_from_is_told() -> None:
    found = facts(pyproject__toml=PROJECT)["dependencies"]["settings"]

    assert [(entry["key"], entry["line"]) for entry in found] == [
        ("index", 25),
        ("extra-index-url", 23),
    ]


def test_what_is_locked_has_its_source_and_as_many_hashes_as_files() -> None:
    found = facts(uv__lock=LOCK)["dependencies"]

    assert [(p["name"], p["kind"], p["hashes"], p["line"]) for p in found["locked"]] == [
        ("fast-api", "registry", 2, 4),
        ("bare", "registry", 0, 13),
        ("from-git", "git", 0, 19),
        ("micro-app", "self", 0, 24),
    ]
    assert [(r["name"], r["spec"], r["group"]) for r in found["requires"]] == [
        ("fast-api", "<1,>=0.1", ""),
        ("extra", "==1", "extra:more"),
        ("pytest", ">=9", "dev"),
    ]


def test_what_pip_is_told_is_read_as_pip_reads_it() -> None:
    found = facts(requirements__txt=REQUIREMENTS)["dependencies"]["requirements"]

    assert [(r["line"], r["kind"], r["name"], r["version"], r["hashes"]) for r in found] == [
        (3, "registry", "fast-api", "0.2", 2),
        (6, "range", "loose", "", 0),
        (7, "option", "", "", 0),
        (8, "path", "", "", 0),
        (9, "git", "", "", 0),
        (10, "path", "", "", 0),
    ]


def test_equal_hashes_have_equal_digests_in_both_files() -> None:
    found = facts(uv__lock=LOCK, requirements__txt=REQUIREMENTS)["dependencies"]

    assert found["locked"][0]["digest"] == found["requirements"][0]["digest"]
    assert found["locked"][1]["digest"] != found["requirements"][0]["digest"]


def test_a_new_repository_is_in_step(original: Path) -> None:
    names = ("pyproject.toml", "uv.lock", "requirements.txt", "requirements-dev.txt")
    found = dependencies.facts({name: (original / name).read_bytes() for name in names})

    stated = found["dependencies"]
    keys = ("name", "spec", "group")
    declared, requires = (
        sorted([part[key] for key in keys] for part in stated[name])
        for name in ("declared", "requires")
    )
    locked = {(p["name"], p["version"], p["digest"]) for p in stated["locked"]}
    pinned = {(p["name"], p["version"], p["digest"]) for p in stated["requirements"]}
    assert found["unreadable"] == []
    assert declared == requires
    assert pinned == {package for package in locked if package[0] != "micro-app"}


def test_nothing_there_is_nothing_read() -> None:
    assert dependencies.facts({}) == {
        "dependencies": {
            **{"declared": [], "settings": [], "locked": [], "requires": [], "requirements": []},
            "files": {"pyproject.toml": False, "uv.lock": False},
        },
        "unreadable": [],
    }


@pytest.mark.parametrize("name", ["pyproject.toml", "uv.lock"])
@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"a = ",
        b"a" + b".a" * 100_000 + b" = 1",
        b"x = [{a" + b".a" * 100_000 + b" = 1}]",
        b"a = " + b"[" * 100_000,
        b"a = " + b"{a=" * 30_000,
        b"[project]\ndependencies = 1\n[[package]]\nx = 1",
        b"project = 1\npackage = 1",
        b"package = [1]\ndependency-groups = []",
        b"#" * 6 * 2**20,
    ],
)
def test_a_hostile_file_is_named_and_never_passed_over(name: str, content: bytes) -> None:
    started = time.monotonic()

    found = dependencies.facts({name: content})

    assert time.monotonic() - started < 5
    assert [entry["path"] for entry in found["unreadable"]] == [name]


@pytest.mark.parametrize(
    "content",
    [
        b"a\\\n" * 1_000_000,
        b"a==1 " + b"--hash=sha256:00 " * 200_000,
        b"# " * 2_000_000,
        b"a-" * 1_000_000,
        b"\x00\xff" * 1000,
        b"[" * 100_000,
        b"a" + b" " * 1_000_000 + b"b",
    ],
)
def test_a_hostile_list_for_pip_ends_in_time(content: bytes) -> None:
    started = time.monotonic()

    dependencies.facts({"requirements.txt": content})

    assert time.monotonic() - started < 5


def test_a_line_of_open_strings_costs_its_length_and_no_more() -> None:
    content = b'x = "' + b'\\"' * 400_000 + b"\n"

    began = time.process_time()
    found = dependencies.facts({"uv.lock": content})

    assert time.process_time() - began < 10  # the square of its length takes an hour
    assert found["unreadable"]
