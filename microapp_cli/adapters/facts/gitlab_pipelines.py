"""What a pipeline of GitLab CI runs, includes and uses; `extends` and `default` are followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from microapp_cli.adapters.facts.pipeline_source import (
    Fact,
    Source,
    TooMuch,
    entries,
    image,
    mapping,
    words,
)

NO_JOBS = frozenset(
    (
        *("after_script", "before_script", "cache", "default", "image", "include", "services"),
        *("spec", "stages", "types", "variables", "workflow"),
    )
)
SCRIPTS = ("before_script", "script", "after_script")
CONDITIONS = ("rules", "only", "except")
LEFT_OUT = ("manual", "never", "on_failure", "delayed")
MOST_RUNS = 2_000
"""In all jobs together: a short file of `extends` may stand for millions."""
KINDS = ("local", "remote", "project", "template", "component")
SAYS = (
    ("pull_request", re.compile(r"merge_request_event|\$CI_MERGE_REQUEST_(IID|ID)\b")),
    ("push", re.compile(r"\$CI_COMMIT_BRANCH|['\"]push['\"]")),
    ("schedule", re.compile(r"['\"]schedule['\"]")),
    ("tag", re.compile(r"\$CI_COMMIT_TAG")),
)
"""What a rule of `workflow` lets in, in the words of GitHub."""


def pipeline(source: Source) -> Fact:
    """A pipeline with its jobs, hidden ones left out."""
    names = [name for name, job in source.data.items() if _is_job(name, job)]
    jobs = []
    room = MOST_RUNS
    for name in names:
        jobs.append(_job(source, name, room))
        room -= len(jobs[-1]["runs"]) + 1
        if room < 0:
            raise TooMuch(f"stands for more than {MOST_RUNS} scripts. Write less of it.")
    return {
        "line": 1,
        "triggers": _triggers(source.data),
        "only": {},
        "schedules": [],  # they are kept in the project's settings
        "permissions": None,
        "permissions_line": 1,
        "includes": list(_includes(source)),
        "jobs": jobs,
    }


def _is_job(name: str, job: object) -> bool:
    return name not in NO_JOBS and not name.startswith(".") and isinstance(job, Mapping)


def _triggers(data: Mapping[str, Any]) -> list[str]:
    """What starts a pipeline; without rules that is every push to a branch and every tag."""
    rules = mapping(data.get("workflow")).get("rules")
    if rules is None:
        return ["push", "tag"]
    found: list[str] = []
    for rule in map(mapping, entries(rules)):
        said = str(rule.get("if", ""))
        if rule.get("when") != "never" and not {"changes", "exists"} & rule.keys():
            found += [name for name, pattern in SAYS if pattern.search(said) or not said]
    return list(dict.fromkeys(found))


def _includes(source: Source) -> Iterator[Fact]:
    for index, entry in enumerate(entries(source.data.get("include"))):
        line = source.line("include", index)
        if isinstance(entry, str):
            kind = "remote" if re.match(r"https?://", entry) else "local"
            yield {"kind": kind, "name": entry, "ref": "", "line": line}
        for kind in KINDS:
            name = mapping(entry).get(kind)
            if isinstance(name, str):
                ref = mapping(entry).get("ref") or mapping(entry).get("integrity") or ""
                part, at, version = name.rpartition("@")
                is_component = kind == "component" and at
                yield {
                    "kind": kind,
                    "name": part if is_component else name,
                    "ref": version if is_component else str(ref),
                    "line": line,
                }


def _job(source: Source, name: str, room: int) -> Fact:
    layers = [*_layers(source.data, name), ("default",), ()]
    scripts = chain.from_iterable(_scripts(source, layers, key) for key in SCRIPTS)
    runs = list(islice(scripts, room + 1))
    images = list(_images(source, layers))
    _, when = _found(source.data, layers[:-2], "when")
    _, lenient = _found(source.data, layers[:-2], "allow_failure")
    is_conditional = any(_found(source.data, layers[:-2], key)[1] is not None for key in CONDITIONS)
    optional = lenient not in (None, False)
    left_out = is_conditional or when in LEFT_OUT
    own = _found(source.data, layers, "image")[1]
    return {
        "id": name,
        "line": source.line(name),
        "if": left_out,
        "optional": optional,
        "permissions": None,
        "image": image(own),
        "images": images,
        "secrets": None,
        "uses": [],
        "runs": [{**run, "optional": optional, "if": left_out} for run in runs],
    }


def _layers(data: Mapping[str, Any], name: str) -> list[tuple[str, ...]]:
    """The job and what it extends, the nearest first."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found and isinstance(data.get(one), Mapping):
            found[one] = None
            waiting += words(data[one].get("extends"))
    return [(one,) for one in found]


def _found(
    data: Mapping[str, Any], layers: list[tuple[str, ...]], key: str
) -> tuple[tuple[str, ...], Any]:
    """The value that holds for a job, and where it stands."""
    for layer in layers:
        holder = mapping(data.get(layer[0])) if layer else data
        if key in holder:
            return (*layer, key), holder[key]
    return (key,), None


def _scripts(source: Source, layers: list[tuple[str, ...]], key: str) -> Iterator[Fact]:
    if key == "script":
        layers = layers[:-2]
    at, value = _found(source.data, layers, key)
    if isinstance(value, str):
        yield source.script(value, *at)
        return
    for index, entry in enumerate(entries(value)):
        for part in words(entry):
            yield source.script(part, *at, index)


def _images(source: Source, layers: list[tuple[str, ...]]) -> Iterator[Fact]:
    at, value = _found(source.data, layers, "image")
    if name := image(value):
        yield {"name": name, "line": source.line(*at)}
    at, services = _found(source.data, layers, "services")
    for index, entry in enumerate(entries(services)):
        if name := image(entry):
            yield {"name": name, "line": source.line(*at, index)}
