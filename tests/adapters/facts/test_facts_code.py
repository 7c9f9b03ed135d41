"""What code gives away: names of keys, hosts, imports; and a file that nobody can parse is told."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from microapp_cli.adapters.facts import code, key_names, python_code
from tests.adapters.facts.made import read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"OPENAI_API_KEY=x", [(1, "OPENAI_API_KEY")]),
        (b"\n\nos.environ['ANTHROPIC_API_KEY']", [(3, "ANTHROPIC_API_KEY")]),
        (b"a: ${HF_TOKEN}\nb: $GITHUB_TOKEN", [(1, "HF_TOKEN"), (2, "GITHUB_TOKEN")]),
        (b"MY_KEY MY_KEY\nMY_KEY", [(1, "MY_KEY")]),
        (b"AZURE_OPENAI_KEY_2", [(1, "AZURE_OPENAI_KEY_2")]),
        (b"X9_KEY_TOKEN_KEY", [(1, "X9_KEY_TOKEN_KEY")]),
        (b"\xff\xfe" + "OPENAI_API_KEY".encode("utf-16-le"), [(1, "OPENAI_API_KEY")]),
        (b"openai_api_key KEY _KEY monkey KEYS", []),
        (b"myOPENAI_API_KEY", []),
        (b"", []),
    ],
)
def test_names_of_keys_are_found_with_their_first_line(
    text: bytes, found: list[tuple[int, str]]
) -> None:
    assert key_names.find(text) == found


@pytest.mark.parametrize(
    "piece", [b"_KEY", b"A_KEY", b"A", b"_TOKEN ", b"A_KEY ", b"_", b"A_KEY\n"]
)
def test_names_of_keys_are_found_in_time_that_grows_with_the_text(piece: bytes) -> None:
    began = time.process_time()

    found = key_names.find(piece * (1_000_000 // len(piece)))

    assert time.process_time() - began < 4
    assert len(found) <= 500


def test_a_name_of_a_key_is_a_fact_wherever_it_stands(app: Path) -> None:
    for path in ("app/settings.py", "deploy/new.env", "notes.txt"):
        (app / path).write_text("\nOPENAI_API_KEY\n", encoding="utf-8")

    names = read(app)["key_names"]

    assert [(entry["path"], entry["line"]) for entry in names if "OPENAI" in entry["name"]] == [
        ("app/settings.py", 2),
        ("deploy/new.env", 2),
        ("notes.txt", 2),
    ]


UNPARSED = {
    "a syntax error": b"def x(:\n",
    "a NUL byte": b"x = 1\0\n",
    "no UTF-8": b"x = '\xff'\n",
    "an unknown coding": b"# coding: nonsense\nx = 1\n",
    "deeper than a parser goes": b"(" * 5_000 + b")" * 5_000,
    "a long chain": b"x" + b".x" * 200_000,
    "over a megabyte": b"x = 1\n" * 200_000,
    "Python of a later day": b"match x:\n    case 1: pass\ntype X = int\nlambda: (yield := 1)\n",
}


@pytest.mark.parametrize("name", UNPARSED)
def test_a_file_that_cannot_be_parsed_is_a_problem_and_no_traceback(name: str) -> None:
    assert python_code.read(UNPARSED[name])["problems"]


@pytest.mark.parametrize("name", UNPARSED)
@pytest.mark.parametrize("path", ["app/new.py", "app/migrations/new.py", "tools/new.pyw"])
def test_whichever_file_cannot_be_parsed_something_is_to_be_judged(
    app: Path, name: str, path: str
) -> None:
    (app / path).parent.mkdir(parents=True, exist_ok=True)
    (app / path).write_bytes(UNPARSED[name])

    facts = read(app)

    told = {entry["path"] for entry in [*facts["unreadable"], *facts["lint"]]}
    assert path in told


def test_a_syntax_error_is_told_once_and_keeps_no_other_file_from_lint(app: Path) -> None:
    (app / "app" / "broken.py").write_text("def x(:\n", encoding="utf-8")
    (app / "app" / "untidy.py").write_text("import os\nx  =  1\n", encoding="utf-8")

    facts = read(app)

    assert facts["unreadable"] == []
    assert {entry["path"] for entry in facts["lint"]} == {"app/broken.py", "app/untidy.py"}
    places = [tuple(sorted(entry.items())) for entry in facts["lint"]]
    assert len(places) == len(set(places))


def test_what_a_broken_file_imports_counts_all_the_same() -> None:
    found = python_code.read(b"import openai\nfrom google import genai\ndef x(:\n")

    assert [entry["module"] for entry in found["imports"]] == ["openai", "google.genai"]


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("import openai as o", "openai"),
        ("from openai import OpenAI", "openai.OpenAI"),
        ("from google import genai", "google.genai"),
        ("import importlib\nimportlib.import_module('openai')", "openai"),
        ("from importlib import import_module as i\ni('open' + 'ai')", "openai"),
        ("__import__('openai')", "openai"),
        ("def f():\n    if True:\n        import openai", "openai"),
        ("from . import secret", ".secret"),
    ],
)
def test_an_import_is_found_however_it_is_written(text: str, module: str) -> None:
    assert module in [entry["module"] for entry in python_code.read(text.encode())["imports"]]


def test_half_a_character_in_a_literal_reaches_no_policy_engine() -> None:
    text = rb"""import re
re.compile("[\ud800-\udfff]", flags="\ud800")"""

    calls = python_code.read(text)["calls"]

    assert [(call["text"], call["options"]) for call in calls] == [("[?-?]", {"flags": "?"})]


def test_the_value_of_a_secret_is_in_no_fact(app: Path) -> None:
    value = "ghp_" + "a1B2" * 9
    (app / "notes.txt").write_text(f"\n  {value}\n", encoding="utf-8")

    facts = read(app)

    assert [(hit["path"], hit["line"], hit["column"]) for hit in facts["secrets"]] == [
        ("notes.txt", 2, 3)
    ]
    assert value not in str(facts)


def test_random_bytes_in_every_kind_of_file_stop_nothing() -> None:
    files = {f"x{suffix}": os.urandom(50_000) for suffix in (".py", ".pyw", ".env", "", ".pyi")}

    facts = code.facts(files, {})

    assert {entry["path"] for entry in facts["python"]["problems"]} == {"x.py", "x.pyi", "x.pyw"}
