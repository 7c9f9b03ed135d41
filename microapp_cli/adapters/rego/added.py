"""The engine inside, for rules that somebody added: they may never come to an end, or crash it."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar, cast

from microapp_cli.adapters import bounded
from microapp_cli.adapters.rego.embedded import VERDICT, Embedded, compiled, evaluated, guarded
from microapp_cli.core.errors import MicroappError, PolicyEngineError
from microapp_cli.core.rulebook import Rule, RuleBook
from microapp_cli.core.verdict import findings_of, layers_of

SAID, REFUSED = b"+", b"-"
DO = "Nothing was judged. Mend it; if it needs that long, set MICROAPP_RULE_SECONDS higher."
Act = Callable[[Rule], object]
T = TypeVar("T")


class Bounded(Embedded):
    """Judges in a copy of this process, which is ended when its time is over."""

    def __init__(self, rulebook: RuleBook, seconds: int) -> None:
        self._seconds = seconds
        self._refuse_endless(rulebook.added, lambda rule: _read(rulebook.sources[rule.path]))
        super().__init__(rulebook)

    def judge(self, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The findings, sorted; PolicyEngineError when anything stays undecided."""
        layers = layers_of(facts, self.rulebook)
        answer, stopped = bounded.run(partial(self._verdict, facts), seconds=self._seconds)
        if stopped:
            judging = set(self.rulebook.of_layers(layers)) & set(self.rulebook.added)
            one_by_one = sorted(judging, key=lambda rule: rule.path)
            self._refuse_endless(one_by_one, partial(self._deny, facts))
            raise PolicyEngineError(f"The rules together {self._why(stopped)}. {DO}")
        if not answer.startswith(SAID):
            raise PolicyEngineError(answer.removeprefix(REFUSED).decode("utf-8", "replace"))
        return findings_of(json.loads(answer[1:]), facts, self.rulebook)

    def _verdict(self, facts: Mapping[str, Any]) -> Iterator[bytes]:
        try:
            yield SAID + json.dumps(evaluated(self._engine, facts, VERDICT)).encode()
        except PolicyEngineError as error:
            yield REFUSED + str(error).encode("utf-8", "backslashreplace")

    def _deny(self, facts: Mapping[str, Any], rule: Rule) -> None:
        path = f"data.microapp.rules.{rule.layer}.{rule.name}.deny"
        evaluated(self._engine, facts, path)

    def _refuse_endless(self, rules: Sequence[Rule], act: Act) -> None:
        """PolicyEngineError, naming the rule, where one does not come to the end of an act."""
        begun, stopped = bounded.run(partial(_each, rules, act), seconds=self._seconds)
        if stopped:
            *_, path, _ = ["rules", *begun.decode("utf-8", "replace").split("\0")]
            raise PolicyEngineError(f"{path}: the rule {self._why(stopped)}. {DO}")

    def _why(self, stopped: str) -> str:
        return _why(stopped, self._seconds)


def in_a_copy(work: Callable[[], T], *, seconds: int) -> T:
    """What the work gives, done in a copy of this process; PolicyEngineError if it does not end."""
    answer, stopped = bounded.run(lambda: [pickle.dumps(_outcome(work))], seconds=seconds)
    if stopped:
        raise PolicyEngineError(f"The rules and their tests {_why(stopped, seconds)}. {DO}")
    result, error = pickle.loads(answer)  # noqa: S301 (a copy of this process wrote it)
    if error is not None:
        raise error
    return cast(T, result)


def _outcome(work: Callable[[], T]) -> tuple[T | None, MicroappError | None]:
    try:
        return work(), None
    except MicroappError as error:
        return None, error


def _why(stopped: str, seconds: int) -> str:
    if stopped == bounded.TOO_LONG:
        return f"did not come to an end within {seconds} seconds"
    return "stopped the policy engine; does it ask for too much memory?"


def _each(rules: Sequence[Rule], act: Act) -> Iterator[bytes]:
    """The path of each rule, before it acts: the last one is where it ended."""
    for rule in rules:
        yield f"{rule.path}\0".encode("utf-8", "backslashreplace")
        with suppress(PolicyEngineError):  # said by who needs the answer
            act(rule)


def _read(text: str) -> None:
    guarded(partial(compiled({}, {}).add_policy, "rule.rego", text))
