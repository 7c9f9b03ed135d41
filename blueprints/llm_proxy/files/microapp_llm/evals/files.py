"""Eval files, read strictly and held against the prompts they are about."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.evals.model import EvalFile, Evals, Expected
from microapp_llm.prompts.keywords import schema_at
from microapp_llm.prompts.prompt import Prompt
from microapp_llm.prompts.source import Source, read_source
from microapp_llm.prompts.store import PromptStore, check_model

MOST_FILES = 1_000


def read_evals(
    folder: Path, prompts: PromptStore, models: Collection[str] | None = None
) -> list[Evals]:
    """Read every `*.yaml` of a folder; all files with a fault are told at once.

    `models` are those that a file may name, where they are known.
    """
    files = sorted(folder.glob("*.yaml"))[:MOST_FILES]
    if not files:
        raise CannotStart(f"There are no evals in {folder.name}/. Add one: evals/<prompt>.yaml.")
    found: list[Evals] = []
    faults: list[str] = []
    for path in files:
        try:
            source = read_source(path, f"{folder.name}/{path.name}")
            found.append(_evals(source, prompts))
            check_model(source, (), found[-1].told.model, models)
        except CannotStart as fault:
            faults.append(str(fault))
    if faults:
        raise CannotStart("\n".join(faults))
    return found


def _evals(source: Source, prompts: PromptStore) -> Evals:
    told = source.as_type(EvalFile)
    prompt = _prompt(source, prompts, "prompt", told.prompt, None)
    if told.version is not None:
        prompt = _prompt(source, prompts, "version", told.prompt, told.version)
    names: set[str] = set()
    for number, case in enumerate(told.cases):
        if case.name in names:
            what = f"There are two cases {case.name!r}. Give one another name."
            raise source.fault(("cases", number, "name"), what)
        names.add(case.name)
        _check(source, number, case.expect, has_schema=prompt.output_schema is not None)
    return Evals(source.file, told, prompt)


def _prompt(
    source: Source, prompts: PromptStore, place: str, name: str, version: int | None
) -> Prompt:
    try:
        return prompts.get(name, version)
    except Refusal as refusal:
        what = f"{refusal.message} Name one that prompts/ holds, or remove this file."
        raise source.fault((place,), what) from None


def _check(source: Source, number: int, expect: Expected, *, has_schema: bool) -> None:
    place = ("cases", number, "expect")
    if expect == Expected():
        raise source.fault(place, "Nothing is expected. Say what must hold.")
    if expect.json_schema is True and not has_schema:
        raise source.fault((*place, "json_schema"), "The prompt has no schema. Write one here.")
    if isinstance(expect.json_schema, dict):
        schema_at(source, (*place, "json_schema"), expect.json_schema)
