"""Runs a collection, request by request, and tells what held and what did not."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from microapp_cli.core.contract.smoke.answer import Answer, Failed, as_text
from microapp_cli.core.contract.smoke.collection import BASIC, Collection, Step
from microapp_cli.core.contract.smoke.statements import Statement

VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
FRESH = "$guid"
HIDDEN = "[token]"
IN_A_PATH = "%/?:@!$&'()*+,;=~-._[]"


@dataclass(frozen=True)
class Caller:
    """Who calls: the token, or a name with the token as its password."""

    token: str
    username: str = ""

    @property
    def basic(self) -> str:
        """The name and the password as basic authentication sends them (RFC 7617)."""
        return b64encode(f"{self.username}:{self.token}".encode()).decode()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that nobody may see."""
        return (self.basic, self.token, quote(self.token)) if self.token else ()


class Unreachable(Exception):
    """There was no answer; the text says why."""


@dataclass(frozen=True)
class Request:
    """What is sent."""

    method: str
    target: str
    """What follows the base address."""
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True)
class Check:
    """One test and how it went."""

    title: str
    problem: str = ""
    """Why it failed; empty where it held."""


@dataclass(frozen=True)
class Outcome:
    """One request and how all its tests went."""

    folder: str
    name: str
    method: str
    target: str
    status: int
    """0 where there was no answer."""
    milliseconds: float
    checks: tuple[Check, ...]

    @property
    def is_fine(self) -> bool:
        """Whether every test held."""
        return all(not check.problem for check in self.checks)


def run(
    collection: Collection,
    caller: Caller,
    send: Callable[[Request], Answer],
    fresh: Callable[[], str],
) -> Iterator[Outcome]:
    """Send every request in order; no secret of the caller is in what comes out."""
    variables: dict[str, Any] = dict(collection.variables)
    for step in collection.steps:
        yield _hidden(_outcome(step, variables, caller, send, fresh), caller.secrets)


def _outcome(
    step: Step,
    variables: dict[str, Any],
    caller: Caller,
    send: Callable[[Request], Answer],
    fresh: Callable[[], str],
) -> Outcome:
    try:
        request = _request(step, variables, caller, fresh)
        answer = send(request)
    except (Unreachable, Failed) as error:
        checks = (Check("It is sent and answered", str(error)),)
        return Outcome(step.folder, step.name, step.method, step.path, 0, 0.0, checks)
    return Outcome(
        step.folder,
        step.name,
        step.method,
        request.target,
        answer.status,
        answer.milliseconds,
        tuple(_check(test, answer, variables) for test in step.tests),
    )


def _request(
    step: Step, variables: Mapping[str, Any], caller: Caller, fresh: Callable[[], str]
) -> Request:
    known = {**variables, "token": caller.token, "username": caller.username}

    def filled(text: str) -> str:
        return VARIABLE.sub(lambda match: _value(match[1], known, fresh), text)

    headers = {name: filled(value) for name, value in step.headers}
    target = quote(filled(step.path), safe=IN_A_PATH, errors="replace")
    if step.key:
        place, name, value = step.key
        if place == BASIC:
            headers["Authorization"] = f"Basic {caller.basic}"
        elif place == "header":
            headers[name] = filled(value)
        else:
            key = urlencode({name: filled(value)}, errors="replace")
            target += f"{'&' if '?' in target else '?'}{key}"
    body = None if step.body is None else filled(step.body).encode(errors="replace")
    return Request(step.method, target, headers, body)


def _value(name: str, known: Mapping[str, Any], fresh: Callable[[], str]) -> str:
    if name == FRESH:
        return fresh()
    if name not in known:
        raise Failed(f"nothing gave {name} a value")
    return as_text(known[name])


def _check(test: Statement, answer: Answer, variables: dict[str, Any]) -> Check:
    try:
        test.judge(answer, variables)
    except Failed as failed:
        return Check(test.title, str(failed))
    return Check(test.title)


def _hidden(outcome: Outcome, secrets: Sequence[str]) -> Outcome:
    """Take the secrets out of whatever the service or the collection brought them into."""

    def hidden(text: str) -> str:
        for secret in secrets:
            text = text.replace(secret, HIDDEN)
        return text

    checks = (Check(hidden(check.title), hidden(check.problem)) for check in outcome.checks)
    return Outcome(
        hidden(outcome.folder),
        hidden(outcome.name),
        outcome.method,
        hidden(outcome.target),
        outcome.status,
        outcome.milliseconds,
        tuple(checks),
    )
