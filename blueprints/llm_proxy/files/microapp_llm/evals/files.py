"""Eval files, read strictly and held against the prompts they are about."""

from __future__ import annotations

from pathlib import Path

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.evals.model import EvalFile, Evals, Expected
from microapp_llm.prompts.schema import BadSchema, Schema
from microapp_llm.prompts.source import Source, read_source
from microapp_llm.prompts.store import PromptStore

MOST_FILES = 1_000


def read_evals(folder: Path, prompts: PromptStore) -> list[Evals]:
    """Read every `*.yaml` of a folder; all files with a fault are told at once."""
    files = sorted(folder.glob("*.yaml"))[:MOST_FILES]
    if not files:
        raise CannotStart(f"There are no evals in {folder.name}/. Add one: evals/<prompt>.yaml.")
    found: list[Evals] = []
    faults: list[str] = []
    for path in files:
        try:
            found.append(_evals(read_source(path, f"{folder.name}/{path.name}"), prompts))
        except CannotStart as fault:
            faults.append(str(fault))
    if faults:
        raise CannotStart("\n".join(faults))
    return found


def _evals(source: Source, prompts: PromptStore) -> Evals:
    told = source.as_type(EvalFile)
    try:
        prompt = prompts.get(told.prompt, told.version)
    except Refusal as refusal:
        place = "prompt" if told.version is None else "version"
        raise source.fault((place,), refusal.message) from None
    names: set[str] = set()
    for number, case in enumerate(told.cases):
        if case.name in names:
            what = f"There are two cases {case.name!r}. Give one another name."
            raise source.fault(("cases", number, "name"), what)
        names.add(case.name)
        _check(source, number, case.expect, has_schema=prompt.output_schema is not None)
    return Evals(source.file, told, prompt)


def _check(source: Source, number: int, expect: Expected, *, has_schema: bool) -> None:
    place = ("cases", number, "expect")
    if expect == Expected():
        raise source.fault(place, "Nothing is expected. Say what must hold.")
    if expect.json_schema is True and not has_schema:
        raise source.fault((*place, "json_schema"), "The prompt has no schema. Write one here.")
    if isinstance(expect.json_schema, dict):
        try:
            Schema(expect.json_schema)
        except BadSchema as error:
            what = f"This is no JSON Schema: {error}."
            raise source.fault((*place, "json_schema"), what) from None
