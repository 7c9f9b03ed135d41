"""The engine inside this process: regorus, an interpreter of Rego as a wheel."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any, TypeVar

from microapp_cli.core.errors import PolicyEngineError
from microapp_cli.core.rulebook import RuleBook
from microapp_cli.core.verdict import findings_of, layers_of

VERDICT = "data.microapp.main.verdict"
PLACE = re.compile(r"--> (?P<path>.+):(?P<line>\d+):(?P<column>\d+)\n")
ERROR = re.compile(r"^error: (?P<message>.+)$", re.MULTILINE)
HOW_TO_GET_ONE = (
    "No policy engine is installed: there is no wheel of regorus for this machine. "
    "Put the program `opa` on the PATH and run again with --engine opa."
)
T = TypeVar("T")


class Embedded:
    """Judges in this process; compiled once, it serves any number of repositories."""

    name = "embedded"

    def __init__(self, rulebook: RuleBook) -> None:
        self.rulebook = rulebook
        self._engine = compiled(rulebook.sources, rulebook.document)

    def judge(self, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The findings, sorted; PolicyEngineError when anything stays undecided."""
        layers_of(facts, self.rulebook)
        verdict = evaluated(self._engine, facts, VERDICT)
        return findings_of(verdict, facts, self.rulebook)


def compiled(sources: Mapping[str, str], document: Mapping[str, Any]) -> Any:
    """An engine that has read these policies and this data."""
    try:
        engine = import_module("regorus").Engine()
    except ImportError:
        raise PolicyEngineError(HOW_TO_GET_ONE) from None
    for path, text in sources.items():
        guarded(partial(engine.add_policy, path, text))
    data = json.dumps(document, allow_nan=False)
    guarded(partial(engine.add_data_json, data))
    return engine


def evaluated(engine: Any, facts: Mapping[str, Any], rule: str) -> object:
    """What a rule says of these facts."""

    def evaluate() -> object:
        engine.set_input_json(json.dumps(facts, allow_nan=False))
        return json.loads(engine.eval_rule_as_json(rule))

    return guarded(evaluate)


def guarded(step: Callable[[], T]) -> T:
    """What the step gives; whatever the engine throws becomes one line."""
    try:
        return step()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of Rust code is no Exception
        raise PolicyEngineError(one_line(str(error))) from None


def one_line(text: str) -> str:
    """File, line, column and message of what the engine says, without its backtrace."""
    place, error = PLACE.search(text), ERROR.search(text)
    message = (error["message"] if error else text.strip().split("\n")[0]).rstrip(".")
    if not place:
        return f"The policy engine stopped: {message}."
    return f"{place['path']}:{place['line']}:{place['column']}: {message}."
