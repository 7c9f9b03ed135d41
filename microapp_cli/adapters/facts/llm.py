"""What a proxy to models says of its models, prompts, evals and callers; empty anywhere else.

llm  {models:    [{alias, provider, kind, size, place, key, base_url, is_address, needs_approval,
                   sensitivity_max, fallback: [alias], is_priced, has_price, is_underpriced,
                   is_for_vectors, line, lines: {field: line}}] of models.yaml
      prompts:   [{path, id, version, model, is_latest, has_tests, has_schema, max_output_tokens,
                   uses: [{name, line, meant}], variables: [name], takes_more, frozen: {part: hash},
                   line, lines: {field: line}}], one a version
      evals:     [{path, prompt, version, model, line, lines: {field: line},
                   cases: [{name, line, by_schema, variables: [name]}]}]; version 0 is the latest,
                 and -1 none that can be
      cassettes: [{path, prompt, version, answers: [name of a case], is_broken}]
      apps:      [{name, caps: [{name, nano, line}], line}] of apps.yaml, in billionths,
                 and -1 where that is none
      problems:  [{path, line, about: form | text | schema, message}] for which the proxy would
                 not start
      before:    [{path, version, frozen}] of the prompts that the base had and that changed
      meant:     {models: {name: near}, prompts: {name: near}}, for names that nothing has}

A price that models.yaml does not state is the frozen one of microapp_llm/prices.json.
Text that is not there, or is no text, reads ""; a key that names no variable, `(hidden)`.
Evals of one prompt may lie in several files. `by_schema`: the answer must fit the prompt's schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from microapp_cli.adapters.facts import (
    llm_apps,
    llm_prices,
    llm_prompts,
    owner_files,
    prompt_versions,
)
from microapp_cli.adapters.facts.llm_prompts import Trouble
from microapp_cli.adapters.facts.loose_data import as_json, fields, items, number, text
from microapp_cli.adapters.facts.owner_files import OwnerFile
from microapp_cli.adapters.facts.tree import complaint
from microapp_cli.core.meant import near

MODELS = "models.yaml"
CASSETTE = re.compile(r"evals/cassettes/(?P<prompt>.+)\.v(?P<version>[0-9]{1,6})\..+\.json")
RECORDED = 1
"""The format of recorded answers that the evals read."""
KEY = re.compile(r"LLM_KEY_[A-Z0-9_]{1,40}")
TEXTS = ("alias", "provider", "kind", "size", "place", "base_url", "sensitivity_max")
KINDS = ("models", "apps", "prompt", "eval")
NONE: dict[str, Any] = {
    **{"models": [], "prompts": [], "evals": [], "cassettes": [], "apps": []},
    **{"problems": [], "before": [], "meant": {"models": {}, "prompts": {}}},
}

NO_FILE = "This is a folder. Remove it, or name it without .yaml at its end."

Entry = dict[str, Any]


def facts(files: Mapping[str, bytes], before: Mapping[str, bytes] | None = None) -> Entry:
    """All of it, and those files that are no YAML; `before` are prompts as the base had them."""
    if MODELS not in files:
        return {"llm": dict(NONE)}
    read = {
        path: owner_files.read(files[path], kind)
        for path in sorted(files)
        if (kind := owner_files.kind_of(path))
    }
    of = {kind: [p for p in read if owner_files.kind_of(p) == kind] for kind in KINDS}
    prompts = {path: llm_prompts.read(path, read[path]) for path in of["prompt"]}
    evals = [_eval(path, read[path]) for path in of["eval"]]
    told = {
        **NONE,
        "models": list(_models(read[MODELS], llm_prices.frozen_list(files))),
        "prompts": [entry for path in of["prompt"] for entry in prompts[path].versions],
        "evals": evals,
        "cassettes": list(_cassettes(files)),
        "apps": [entry for path in of["apps"] for entry in llm_apps.read(read[path])],
        "problems": [
            *(_problem(path, Trouble(1, "form", NO_FILE)) for path in owner_files.folders(files)),
            *(_problem(path, trouble) for path in read for trouble in _form(read[path])),
            *(_problem(path, trouble) for path in prompts for trouble in prompts[path].troubles),
            *(_problem(path, one) for path in of["eval"] for one in _schemas(read[path])),
        ],
        "before": list(prompt_versions.before(before or {})),
    }
    told["meant"] = _meant(told)
    unreadable = [
        complaint(path, problem.message, problem.line)
        for path, file in read.items()
        for problem in file.unreadable
    ]
    return {"llm": told, "unreadable": unreadable}


def _meant(told: Entry) -> dict[str, dict[str, str]]:
    """For each model or prompt that is named and not there, the name that is nearest to it."""
    models = {"auto", *(one["alias"] for one in told["models"] if one["kind"] == "chat")}
    prompts = {one["id"] for one in told["prompts"]}
    asked = {one["model"] for one in (*told["prompts"], *told["evals"])}
    about = {one["prompt"] for one in told["evals"]}
    return {"models": _near_each(asked, models), "prompts": _near_each(about, prompts)}


def _near_each(named: set[str], known: set[str]) -> dict[str, str]:
    return {name: meant for name in sorted(named - known) if name and (meant := near(name, known))}


def _form(file: OwnerFile) -> Iterator[Trouble]:
    return (Trouble(problem.line, "form", problem.message) for problem in file.form)


def _problem(path: str, trouble: Trouble) -> Entry:
    return {
        "path": path,
        "line": trouble.line,
        "about": trouble.about,
        "message": trouble.message,
    }


def _models(file: OwnerFile, frozen: Entry) -> Iterator[Entry]:
    for position, given in enumerate(items(file.data.get("models"))):
        told, at = fields(given), f"/models/{position}"
        yield {
            **{name: text(told.get(name)) for name in TEXTS},
            "key": _key(told.get("key")),
            "needs_approval": told.get("needs_approval") is True,
            "is_address": _is_address(text(told.get("base_url"))),
            "fallback": [text(one) for one in items(told.get("fallback"))],
            **llm_prices.facts(told, frozen),
            "line": file.line(at),
            "lines": {
                name: file.lines[f"{at}/{name}"] for name in told if f"{at}/{name}" in file.lines
            },
        }


def _key(told: object) -> str:
    """The variable that a key names; what is written there instead is nobody's to see."""
    if not isinstance(told, str):
        return ""
    return told if KEY.fullmatch(told) else "(hidden)"


def _is_address(url: str) -> bool:
    """Whether a provider may be at this address, but for which hosts the platform allows."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    spoilt = parts.query or parts.fragment or any(c <= " " or c in "\\%" for c in url)
    named = parts.username is not None or parts.password is not None
    is_web = parts.scheme in ("https", "http") and bool(host) and url.isascii()
    return is_web and not named and not spoilt


def _eval(path: str, file: OwnerFile) -> Entry:
    data = file.data
    return {
        "path": path,
        "prompt": text(data.get("prompt")),
        "version": _asked(data.get("version")),
        "model": text(data.get("model")),
        "cases": [_case(case, position, file) for position, case in enumerate(_cases(data))],
        "line": file.line("/prompt"),
        "lines": {name: file.line(f"/{name}", "/prompt") for name in ("version", "model")},
    }


def _asked(version: object) -> int:
    """The version that an eval is about: 0 for the latest, -1 for one that no prompt can have."""
    return 0 if version is None else number(version) or -1


def _cases(data: Entry) -> list[Entry]:
    return [fields(case) for case in items(data.get("cases"))]


def _case(case: Entry, position: int, file: OwnerFile) -> Entry:
    at = f"/cases/{position}"
    return {
        "name": text(case.get("name")),
        "line": file.line(at),
        "by_schema": fields(case.get("expect")).get("json_schema") is True,
        "variables": sorted(fields(case.get("variables"))),
    }


def _schemas(file: OwnerFile) -> Iterator[Trouble]:
    """The JSON Schemas that the cases of an eval hold and that cannot be used."""
    from microapp_cli.adapters.facts import written_schemas

    for position, case in enumerate(_cases(file.data) if file.is_whole else []):
        schema = fields(case.get("expect")).get("json_schema")
        if not isinstance(schema, dict):
            continue
        if found := written_schemas.problem_of(schema, "json_schema"):
            at = f"/cases/{position}"
            place = f"{at}/expect/json_schema"
            yield Trouble(file.line(f"{place}{found[0]}", place, at), "schema", found[1])


def _cassettes(files: Mapping[str, bytes]) -> Iterator[Entry]:
    """Recorded answers; a file is broken where the evals would not read it."""
    for path in sorted(files):
        if found := CASSETTE.fullmatch(path):
            told = as_json(files[path])
            answers = told.get("answers") if told.get("format") == RECORDED else None
            is_whole = isinstance(answers, dict) and all(
                isinstance(one, dict) for one in answers.values()
            )
            yield {
                "path": path,
                "prompt": found["prompt"],
                "version": int(found["version"]),
                "answers": sorted(fields(answers)) if is_whole else [],
                "is_broken": not is_whole,
            }
