"""A file of the owner that cannot work keeps the proxy from starting: which file, which line, what
to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from microapp_kit.application import create_app
from microapp_kit.manifest import read_manifest
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import read_settings
from microapp_llm.brought import brought
from microapp_llm.evals.files import read_evals
from microapp_llm.prompts import PromptStore
from tests.servers.llm import SECRET, made

MODELS = {"small", "auto"}
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
    "a kind that is none": ("type: string,", "type: text,", 7, "no JSON Schema"),
    "a default of another kind": ("default: Ann", "default: 7", 9, "default of 'name'"),
    "a need that nobody can meet": ("[name]", "[nme]", 10, "'nme' is required"),
    "a broken output": ("{type: object}", "{type: thing}", 13, "no JSON Schema"),
    "a far reference": ("{type: object}", "{$ref: 'http://a.example'}", 13, "only point into"),
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
