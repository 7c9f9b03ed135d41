"""What a workflow or an action of GitHub runs, uses and may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from microapp_cli.adapters.facts.pipeline_source import (
    Fact,
    Keys,
    Source,
    entries,
    image,
    mapping,
    words,
)


def workflow(source: Source) -> Fact:
    """A workflow with its jobs."""
    jobs = mapping(source.data.get("jobs"))
    return {
        **_head(source),
        "jobs": [_job(source, name, mapping(job)) for name, job in jobs.items()],
    }


def action(source: Source) -> Fact | None:
    """A composite action as a workflow of one job; None for anything else."""
    runs = source.data.get("runs")
    if not isinstance(runs, Mapping):
        return None
    steps = list(_steps(source, runs, ("runs", "steps")))
    job = {"id": "action", "line": source.line("runs"), **_EMPTY, **_joined(steps)}
    return {**_head(source), "jobs": [job]}


_EMPTY: Fact = {
    "if": False,
    "optional": False,
    "permissions": None,
    "image": None,
    "images": [],
    "secrets": None,
}


def _head(source: Source) -> Fact:
    on = source.data.get("on")
    names = list(on) if isinstance(on, Mapping) else words(on)
    return {
        "line": source.line("on") if on is not None else 1,
        "triggers": names,
        "only": {name: _only(mapping(on).get(name)) for name in names},
        "schedules": list(_schedules(mapping(on).get("schedule"))),
        "permissions": _permissions(source.data.get("permissions")),
        "permissions_line": source.line("permissions"),
        "includes": [],
    }


def _only(value: object) -> Fact:
    """The filters of a trigger: which branches, paths and types start it."""
    return {str(key): words(part) for key, part in mapping(value).items()}


def _schedules(value: object) -> Iterator[str]:
    """When a schedule starts it, as cron says it."""
    for entry in entries(value):
        cron = mapping(entry).get("cron")
        if isinstance(cron, str):
            yield " ".join(cron.split())


def _permissions(value: object) -> Fact | str | None:
    if isinstance(value, Mapping):
        return {str(key): str(part) for key, part in value.items()}
    return None if value is None else str(value)


def _job(source: Source, name: str, job: Mapping[str, Any]) -> Fact:
    at: Keys = ("jobs", name)
    steps = list(_steps(source, job, (*at, "steps")))
    called = [_use(source, job, at)] if isinstance(job.get("uses"), str) else []
    images = list(_images(source, job, at))
    return {
        "id": name,
        "line": source.line(*at),
        "if": "if" in job,
        "optional": _is_on(job.get("continue-on-error")),
        "permissions": _permissions(job.get("permissions")),
        "image": image(job.get("container")),
        "images": images,
        "secrets": job["secrets"] if isinstance(job.get("secrets"), str) else None,
        **_joined([*steps, *called]),
    }


def _images(source: Source, job: Mapping[str, Any], at: Keys) -> Iterator[Fact]:
    if name := image(job.get("container")):
        yield {"name": name, "line": source.line(*at, "container", "image")}
    for key, service in mapping(job.get("services")).items():
        if name := image(service):
            yield {"name": name, "line": source.line(*at, "services", key, "image")}


def _steps(source: Source, job: Mapping[str, Any], at: Keys) -> Iterator[Fact]:
    for index, step in enumerate(entries(job.get("steps"))):
        stated = mapping(step)
        said = {"if": "if" in stated, "optional": _is_on(stated.get("continue-on-error"))}
        if isinstance(stated.get("uses"), str):
            yield {**_use(source, stated, (*at, index)), **said}
        if isinstance(stated.get("run"), str):
            yield {**source.script(stated["run"], *at, index, "run"), **said}


def _use(source: Source, stated: Mapping[str, Any], at: Keys) -> Fact:
    line = source.line(*at, "uses")
    name, _, ref = str(stated["uses"]).rpartition("@")
    given = mapping(stated.get("with"))
    return {
        "name": name or ref,
        "ref": ref if name else "",
        "comment": source.comment(line),
        "line": line,
        "with": {str(key): _as_text(value) for key, value in given.items()},
        "if": "if" in stated,
        "optional": False,
    }


def _joined(steps: list[Fact]) -> Fact:
    return {
        "uses": [step for step in steps if "ref" in step],
        "runs": [step for step in steps if "commands" in step],
    }


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_on(value: object) -> bool:
    """Whether a switch is on; an expression may be, so it counts as on."""
    return value not in (None, False, "false")
