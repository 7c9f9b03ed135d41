"""The engine inside, for rules that somebody added: they may never come to an end, or crash it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from microapp_cli.adapters.rego import bounded
from microapp_cli.adapters.rego.embedded import VERDICT, Embedded, compiled, evaluated, guarded
from microapp_cli.core.errors import PolicyEngineError
from microapp_cli.core.rulebook import Rule, RuleBook
from microapp_cli.core.verdict import findings_of, layers_of

SAID, REFUSED = b"+", b"-"
DO = "Nothing was judged. Mend it; if it needs that long, allow more: MICROAPP_RULE_SECONDS=60."
Act = Callable[[Rule], object]


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
            path = begun.decode("utf-8", "replace").split("\0")[-2]
            raise PolicyEngineError(f"{path}: the rule {self._why(stopped)}. {DO}")

    def _why(self, stopped: str) -> str:
        if stopped == bounded.TOO_LONG:
            return f"did not come to an end within {self._seconds} seconds"
        return "stopped the policy engine; does it ask for too much memory?"


def _each(rules: Sequence[Rule], act: Act) -> Iterator[bytes]:
    """The path of each rule, before it acts: the last one is where it ended."""
    for rule in rules:
        yield f"{rule.path}\0".encode("utf-8", "backslashreplace")
        with suppress(PolicyEngineError):  # said by who needs the answer
            act(rule)


def _read(text: str) -> None:
    guarded(partial(compiled({}, {}).add_policy, "rule.rego", text))
