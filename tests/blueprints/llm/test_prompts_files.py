"""Prompt files are read strictly; every error names its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.prompts import PromptStore

SHIPPED = Path(__file__).parents[3] / "blueprints" / "llm_proxy" / "files" / "prompts"
GOOD = """\
id: hello
title: Say hello
versions:
  - version: 1
    text: Hello {{ name }}
    variables:
      properties:
        name: {type: string}
      required: [name]
"""


def read(folder: Path, text: str, name: str = "hello.yaml") -> PromptStore:
    """Read a folder that holds one prompt file."""
    (folder / "prompts").mkdir(exist_ok=True)
    (folder / "prompts" / name).write_text(text)
    return PromptStore.read(folder / "prompts")


def test_the_prompts_that_ship_are_good_and_pass_their_own_tests() -> None:
    prompts = list(PromptStore.read(SHIPPED))

    assert {(p.id, p.version) for p in prompts} >= {("summarise-text", 1), ("summarise-text", 2)}
    for prompt in prompts:
        assert prompt.tests
        for example in prompt.tests:
            text = "\n".join(m["content"] for m in prompt.render(example.variables).messages)
            assert all(words in text for words in example.contains)


def test_the_latest_version_is_run_unless_another_is_named(tmp_path: Path) -> None:
    store = read(tmp_path, GOOD + "  - version: 2\n    text: Good day\n")

    assert store.get("hello").version == 2
    assert store.get("hello", 1).version == 1
    assert store.get("hello").hash != store.get("hello", 1).hash


@pytest.mark.parametrize(("prompt_id", "version"), [("nobody", None), ("hello", 3)])
def test_an_unknown_prompt_or_version_is_refused(
    tmp_path: Path, prompt_id: str, version: int | None
) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, GOOD).get(prompt_id, version)

    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("title: Say hello", "titel: Say hello", 2, "`titel`"),
        ("title: Say hello", "title: [a]", 2, "text"),
        ("version: 1", "version: 1.5", 4, "whole number"),
        ("version: 1", "version: 0", 4, ">= 1"),
        ("title: Say hello", "title: a\ntitle: b", 3, "twice"),
        ("    text:", "    colour: red\n    text:", 5, "colour"),
        ("id: hello", "id: goodbye", 1, "'hello'"),
        ("{{ name }}", "{{ nam }}", 5, "'nam'"),
        ("{{ name }}", "{{ name", 5, "line 1 of the text"),
        (
            "Hello {{ name }}",
            "a" + "{% if name %}" * 200 + "{% endif %}" * 200,
            5,
            "nested too deeply",
        ),
        ("{{ name }}", "{{ name" + "|trim" * 300 + " }}", 5, "nested too deeply"),
        ("{type: string}", "{type: strin}", 8, "type must be one of"),
        ("{type: string}", "{pattern: '^(?=(a|a)*$)(a|a)*$'}", 8, "JSON Schema"),
        ("{type: string}", "{$ref: 'https://example.com/a'}", 6, "only point into"),
        ("text: Hello {{ name }}", "text: !!python/name:os.system x", 5, "Tags"),
        ("title: Say hello", "title: &a b", 2, "Anchors"),
        ("title: Say hello", "title: 2026-01-01", 2, "quotes"),
        ("title: Say hello", "title: 'a", 2, "not YAML"),
        ("text: Hello {{ name }}", "output: {type: json}\n    text: Hello", 5, "needs a schema"),
        ("    text: Hello {{ name }}\n", "", 4, "either text or messages"),
        ("title: Say hello", "title: " + "[" * 5000, 2, "deeper"),
    ],
)
def test_an_error_names_the_file_the_line_and_the_fault(
    tmp_path: Path, before: str, after: str, line: int, words: str
) -> None:
    with pytest.raises(CannotStart) as fault:
        read(tmp_path, GOOD.replace(before, after, 1))

    assert str(fault.value).startswith(f"prompts/hello.yaml, line {line}: ")
    assert words in str(fault.value)


def test_a_version_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="line 10: Version 1 is here twice"):
        read(tmp_path, GOOD + "  - version: 1\n    text: Good day\n")


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "first.yaml").write_text("id: 1")

    with pytest.raises(CannotStart) as fault:
        read(tmp_path, "id: 2", "second.yaml")

    assert "first.yaml" in str(fault.value)
    assert "second.yaml" in str(fault.value)


def test_a_file_that_is_too_large_or_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "large.yaml").write_bytes(b"#" * 300_000)
    (tmp_path / "prompts" / "binary.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(CannotStart) as fault:
        PromptStore.read(tmp_path / "prompts")

    assert "larger than" in str(fault.value)
    assert "not UTF-8" in str(fault.value)


def test_tests_of_a_prompt_do_not_change_its_hash(tmp_path: Path) -> None:
    before = read(tmp_path, GOOD).get("hello").hash

    after = (
        read(tmp_path, GOOD + "    tests: [{name: a, variables: {name: b}}]\n").get("hello").hash
    )

    assert after == before
