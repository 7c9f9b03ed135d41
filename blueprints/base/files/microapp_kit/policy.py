"""Decisions at request time: Rego rules, in process or on an OPA server; no answer means no."""

from __future__ import annotations

import hashlib
import importlib
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec
import structlog

from microapp_kit.errors import Refusal
from microapp_kit.logs import write_known
from microapp_kit.redaction import Known
from microapp_kit.secrets import CannotStart

BUDGET_S = 0.05
MOST_KNOWN = 1024
CHANGEFUL = re.compile(r"\b(?:time|rand|http|uuid|opa|net|io)\s*\.", re.ASCII)
"""What rules can ask that is not in the facts; rules with one of these are evaluated each time."""
RULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", re.ASCII)

log = structlog.get_logger(__name__)


class Undecided(Exception):
    """An engine that gives no usable answer; the text is for the log."""


class Engine(Protocol):
    """Evaluates one rule; True and False are decisions, None is undefined."""

    policy: str  # what was asked: the hash of the rules, or the OPA server's own revisions

    async def value(self, rule: str, facts: bytes) -> object:
        """Give the value of the rule for these facts, as JSON; raise Undecided."""

    def known(self, rule: str, facts: bytes) -> bool | None:
        """Give the value that the rule had for these facts before, where it is the same again."""

    async def close(self) -> None:
        """Let go of connections."""


class Decisions:
    """Decides whether a call is allowed, and logs each decision with the policy's hash."""

    def __init__(self, engine: Engine, told: Callable[[str], None]) -> None:
        self._engine = engine
        self._told = told

    @property
    def policy(self) -> str:
        """What decides now: the hash of the rules, or the revisions of an OPA server."""
        return str(self._engine.policy)

    async def allows(self, rule: str, facts: Mapping[str, Any]) -> bool:
        """Give True when the rule says so; else raise a 403 Refusal, or 503 without a decision."""
        began = time.perf_counter()
        decision, why = await self._decide(rule, facts)
        took = time.perf_counter() - began
        self._told(decision)
        log.info(
            "policy_decision",
            rule=rule,
            decision=decision,
            why=why,
            policy=self._engine.policy,
            ms=round(took * 1000, 3),
        )
        if decision == "error":
            raise Refusal(503, "unavailable", "The policy of this call could not be decided.")
        if decision == "deny":
            raise Refusal(403, "forbidden", "A policy of this app does not allow this call.")
        return True

    def repeated(self, rule: str, facts: bytes) -> bool | None:
        """Give a decision that was made before on these facts and holds again, or none.

        It is counted and logged as each decision is.
        """
        known = self._engine.known(rule, facts)
        if known is not None:
            decision = "allow" if known else "deny"
            self._told(decision)
            policy = self._engine.policy
            write_known(
                "policy_decision", rule=rule, decision=decision, why="", policy=policy, ms=0
            )
        return known

    async def close(self) -> None:
        """Let go of connections."""
        await self._engine.close()

    async def _decide(self, rule: str, facts: Mapping[str, Any]) -> tuple[str, str]:
        if not RULE.fullmatch(rule):
            return "error", "the rule's name is wrong"
        try:
            value = await self._engine.value(rule, msgspec.json.encode(facts))
        except (Undecided, TypeError, ValueError) as error:
            return "error", str(error)
        if value is True:
            return "allow", ""
        if value is False or value is None:
            return "deny", "" if value is False else "undefined"
        return "error", "the rule gave neither true nor false"


class InProcess:
    """Rules evaluated in this process by regorus, each within `budget` seconds of its CPU time.

    A busy machine makes every call wait; only what a rule itself takes is held against it.
    """

    def __init__(self, files: Mapping[str, str], budget: float) -> None:
        self._budget = budget
        self.policy: str = Known(
            hashlib.sha256(msgspec.json.encode(sorted(files.items()))).hexdigest()
        )
        try:
            self._engine: Any = importlib.import_module("regorus").Engine()
        except ImportError:
            raise CannotStart(
                "app/policies holds rules, and no policy engine is installed. "
                "Install gordon-to-regorus, or set OPA_URL to an OPA server."
            ) from None
        self._repeats = not any(CHANGEFUL.search(text) for text in files.values())
        self._known: dict[tuple[str, bytes], bool] = {}
        try:
            for name, text in files.items():
                self._engine.add_policy(name, text)
            self._engine.eval_query("true")  # compiles all rules now, not at the first call
        except RuntimeError as error:
            raise CannotStart(f"app/policies: {_first_part(error)}") from None

    async def value(self, rule: str, facts: bytes) -> object:
        """Give the value of the rule; a slow one cannot be interrupted, only refused after.

        The rules never change while the process runs: the same facts have the same value again.
        """
        known = self.known(rule, facts)
        if known is not None:
            return known
        began = time.thread_time()
        try:
            self._engine.set_input_json(facts.decode())
            value: object = self._engine.eval_rule(f"data.{rule}")
        except RuntimeError as error:
            raise Undecided(_first_part(error)) from None
        if time.thread_time() - began > self._budget:
            raise Undecided("took too long")
        if self._repeats and isinstance(value, bool):
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[rule, facts] = value
        return value

    def known(self, rule: str, facts: bytes) -> bool | None:
        """Give the value that the rule had for these facts before."""
        return self._known.get((rule, facts))

    async def close(self) -> None:
        """Let go of the engine, which only the thread may do that made it."""
        self._engine = _Ended()


class _Ended:
    """Stands in for an engine after its end: nothing is decided, so all is refused."""

    def set_input_json(self, facts: str) -> None:
        """Take no facts."""
        del facts
        raise RuntimeError("the service has stopped")


def _first_part(error: Exception) -> str:
    """Give regorus's message without the backtrace that it appends, on one line."""
    return " ".join(str(error).partition("Stack backtrace")[0].split())
