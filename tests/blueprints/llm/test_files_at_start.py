"""A file of the owner that cannot work keeps the proxy from starting: which file, which line, what
to do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from microapp_kit.application import create_app
from microapp_kit.manifest import read_manifest
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import read_settings
from microapp_llm.brought import brought
from microapp_llm.evals.command import main
from microapp_llm.evals.files import read_evals
from microapp_llm.prompts import PromptStore
from microapp_llm.rules import rules_of
from tests.servers.llm import EMBED, SECRET, local, made, write_models

MODELS = {"small", "auto"}
REDACTION = "llm_redaction: {value: "
PROMPT = """\
id: hello
title: Say hello
versions:
  - version: 1
    model: small
    text: Say hello to {{ name }}
    variables:
      properties:
        name: {type: string, default: Ann}
      required: [name]
    output:
      type: json
      schema: {type: object}
"""
EVAL = """\
prompt: hello
version: 1
model: small
cases:
  - {name: it greets, expect: {contains: [hello]}}
"""
WRONG_PROMPTS = {
    "an unknown model": ("model: small", "model: smal", 5, "There is no model 'smal'"),
    "an id that begins with a digit": (
        "id: hello",
        "id: 2nd-hello",
        1,
        "id: Expected small letters, digits and -, first a letter, at most 63 in all.",
    ),
    "a name that is not there": ("{{ name }}", "{{ nme }}", 6, "of variables: name. Correct it"),
    "a part of a text": ("{{ name }}", "{{ name.first }}", 6, "'first' of 'name', which is text"),
    "half a brace": ("{{ name }}", "{{ name }", 6, "a variable is written {{ name }}"),
    "a colon": ("Say hello\nv", "Say: hello\nv", 2, "Put a text that holds a colon in quotes"),
    "a tab": ("    model", "\tmodel", 5, "Put spaces in place of tabs"),
    "one space less": ("    model", "   model", 5, "Look at the spaces before this line"),
    "a word that is none": ("type: json", "type: jsn", 12, "'jsn', write one of text, json."),
    "a word for a number": ("version: 1", "version: one", 4, "version: Expected a whole number"),
    "a kind that is none": ("type: string,", "type: text,", 9, "name: type must be one of array, "),
    "no kind among several": ("type: string,", "type: [null, text],", 9, "type must be one of"),
    "a length that is none": ("default: Ann", "maxLength: x", 9, "no JSON Schema: maxLength: "),
    "a default of another kind": ("default: Ann", "default: 7", 9, "default of 'name'"),
    "a need that nobody can meet": ("[name]", "[nme]", 10, "'nme' is required"),
    "a broken output": ("{type: object}", "{type: thing}", 13, "schema: type must be one of "),
    "a slip in a variable": (
        "{type: string,",
        "{type: string, maxlength: 9,",
        9,
        "variables.name: JSON Schema has no keyword 'maxlength'",
    ),
    "lengths that cross": (
        "type: string, default: Ann",
        "type: string, minLength: 9, maxLength: 3",
        9,
        "variables.name: minLength is 9 and maxLength is 3, so nothing can fit.",
    ),
    "numbers that meet where they must not": (
        "name: {type: string, default: Ann}",
        "name: {type: array, items: {type: number, minimum: 2.5, exclusiveMaximum: 2.5}}",
        9,
        "variables.name: minimum is 2.5 and exclusiveMaximum is 2.5, so nothing can fit.",
    ),
    "counts that cross in an output": (
        "{type: object}",
        "{properties: {tags: {type: array, minItems: 2, maxItems: 1}}}",
        13,
        "schema.tags: minItems is 2 and maxItems is 1, so nothing can fit.",
    ),
    "a slip in an output": ("{type: object}", "{typ: object}", 13, "no keyword 'typ'"),
    "a far reference": ("{type: object}", "{$ref: 'http://a.example'}", 13, "only point into"),
}
WRONG_MANIFESTS = {
    "nothing": (b"", " is empty. Restore it from git."),
    "no fields": (b"- a\n", " holds no mapping. Restore it from git."),
    "another encoding": (b"a: b\nc: \xff\n", ", line 2: The file is not UTF-8. Save it as UTF-8."),
    "a colon": (
        b"a: b: c\n",
        ", line 1: This is not YAML: mapping values are not allowed in this ",
    ),
    "a control character": (
        b"a: b\nc: \x07\n",
        ", line 2: This is not YAML: a control character stands here (U+0007). Remove it.",
    ),
    "a sign that nobody sees": (
        "a: b\nc: d\u202e\n".encode(),
        ", line 2: A sign that nobody sees stands here (U+202E RIGHT-TO-LEFT OVERRIDE). Remove it.",
    ),
}
NEARLY = {
    "a model": ("prompts", "model: small", "model: smal", "small"),
    "a variable": ("prompts", "{{ name }}", "{{ nam }}", "name"),
    "a field of a file": ("prompts", "title:", "titel:", "title"),
    "a field of a version": ("prompts", "    variables:", "    variabels:", "variables"),
    "how long an answer may be": (
        "prompts",
        "    output:",
        "    limits: {max_tokens: 9}\n    output:",
        "max_output_tokens",
    ),
    "a prompt": ("evals", "prompt: hello", "prompt: hallo", "hello"),
    "a keyword of a variable": ("prompts", "default: Ann", "maxlength: 9", "maxLength"),
    "a kind of a variable": ("prompts", "type: string", "type: strnig", "string"),
    "a kind of an answer": ("evals", "contains: [hello]", "json_schema: {type: aray}", "array"),
    "a keyword of an answer": ("evals", "contains: [hello]", "json_schema: {itms: true}", "items"),
    "a field of a case": ("evals", "expect:", "expects:", "expect"),
    "what is expected": ("evals", "contains:", "contain:", "contains"),
}
WRONG_EVALS = {
    "an unknown prompt": ("prompt: hello", "prompt: hullo", 1, "There is no prompt"),
    "an unknown version": ("version: 1", "version: 7", 2, "no such version"),
    "an unknown model": ("model: small", "model: smal", 3, "Name one that is: auto, small"),
}


@pytest.mark.parametrize("name", WRONG_PROMPTS)
def test_a_prompt_that_cannot_work_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    right, wrong, line, said = WRONG_PROMPTS[name]
    (tmp_path / "hello.yaml").write_text(PROMPT.replace(right, wrong), "utf-8")

    with pytest.raises(CannotStart) as refused:
        PromptStore.read(tmp_path, MODELS)

    assert str(refused.value).startswith(f"{tmp_path.name}/hello.yaml, line {line}: ")
    assert said in str(refused.value)


def test_a_file_with_a_name_that_no_id_can_be_is_to_be_renamed(tmp_path: Path) -> None:
    (tmp_path / "Hello.yaml").write_text(PROMPT, "utf-8")

    with pytest.raises(CannotStart, match=r"Call the file 'hello.yaml'\."):
        PromptStore.read(tmp_path, MODELS)


@pytest.mark.parametrize("name", WRONG_EVALS)
def test_an_eval_that_cannot_work_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    right, wrong, line, said = WRONG_EVALS[name]
    prompts, evals = tmp_path / "prompts", tmp_path / "evals"
    for folder, text in ((prompts, PROMPT), (evals, EVAL.replace(right, wrong))):
        folder.mkdir()
        (folder / "hello.yaml").write_text(text, "utf-8")

    with pytest.raises(CannotStart) as refused:
        read_evals(evals, PromptStore.read(prompts, MODELS), MODELS)

    assert str(refused.value).startswith(f"evals/hello.yaml, line {line}: ")
    assert said in str(refused.value)


@pytest.mark.parametrize("name", NEARLY)
def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(
    tmp_path: Path, name: str
) -> None:
    where, right, wrong, meant = NEARLY[name]
    prompts, evals = tmp_path / "prompts", tmp_path / "evals"
    for folder, text in ((prompts, PROMPT), (evals, EVAL)):
        folder.mkdir()
        spoilt = text.replace(right, wrong) if folder.name == where else text
        (folder / "hello.yaml").write_text(spoilt, "utf-8")

    with pytest.raises(CannotStart, match=f"Did you mean {meant}\\?"):
        read_evals(evals, PromptStore.read(prompts, MODELS), MODELS)


@pytest.mark.parametrize("name", WRONG_MANIFESTS)
def test_a_manifest_that_cannot_be_read_is_refused_in_plain_words(
    tmp_path: Path, name: str
) -> None:
    content, said = WRONG_MANIFESTS[name]
    (tmp_path / "microapp.yaml").write_bytes(content)

    with pytest.raises(CannotStart) as refused:
        read_manifest(tmp_path / "microapp.yaml")

    assert str(refused.value).startswith(f"microapp.yaml{said}")


def spoil_prompt(folder: Path) -> str:
    """Let a prompt name a model that is not there."""
    return spoil(folder / "prompts" / "summarise-text.yaml", "model: small", "model: huge")


def spoil_eval(folder: Path) -> str:
    """Let an eval name a prompt that is not there."""
    return spoil(folder / "evals" / "summarise-text.yaml", "prompt: summarise", "prompt: shorten")


def spoil(path: Path, right: str, wrong: str) -> str:
    """Change a file; give its name."""
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), "utf-8")
    return f"{path.parent.name}/{path.name}, line "


@pytest.mark.parametrize("spoilt", [spoil_prompt, spoil_eval])
def test_a_proxy_with_such_a_file_does_not_start(
    tmp_path: Path, spoilt: Callable[[Path], str]
) -> None:
    folder = made(tmp_path / "app")
    where = spoilt(folder)
    settings = read_settings({"APP_ENV": "local", "APP_SECRET": SECRET}, folder)
    manifest = read_manifest(folder / "microapp.yaml")

    with pytest.raises(CannotStart) as refused:
        create_app(manifest, settings, (), (), brought)

    assert str(refused.value).startswith(where)


def outcome_of_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the tests of the repository, as its owner does."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/llm"]
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        words, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


def test_the_tests_of_a_proxy_name_such_a_file_in_one_line_and_run_nothing(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")
    where = spoil_prompt(folder)

    done = outcome_of_tests(folder)

    assert done.returncode == 4
    assert done.stdout.strip() == ""
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"ERROR: {where}")


def test_the_tests_of_a_proxy_need_no_key_and_ask_no_model(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")
    there = {"provider": "openai", "base_url": "http://vllm:8000/v1", "key": "LLM_KEY_THERE"}
    write_models(folder, [local("small", **there), {**EMBED, **there, "key": "LLM_KEY_OTHER"}])

    done = outcome_of_tests(folder)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_comparison_of_models_names_one_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--models", "small", "smal"], made(tmp_path / "app"))

    assert code == 2
    assert capsys.readouterr().err.endswith("Known: auto, small. Did you mean small?\n")


def test_the_evals_name_a_model_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(tmp_path / "app")
    where = spoil_prompt(folder)

    code = main([], folder)

    said = capsys.readouterr().err
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith(where)


@pytest.mark.parametrize("value", ["tokenise", "[mask]", "none"])
def test_an_unknown_way_to_treat_personal_data_is_no_way(tmp_path: Path, value: str) -> None:
    manifest = made(tmp_path / "app") / "microapp.yaml"
    text = manifest.read_text("utf-8")
    changed = text.replace(f"{REDACTION}mask", f"{REDACTION}{value}")
    manifest.write_text(changed, "utf-8")

    with pytest.raises(CannotStart, match="llm_redaction is"):
        rules_of(read_manifest(manifest))
    assert changed != text
