"""Proof that a rule decides, and that without a clear yes the answer is no."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from microapp_kit.errors import Refusal
from microapp_kit.opening import open_decisions
from microapp_kit.policy import Decisions
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import Settings

RULES = """
package app.notes

import rego.v1

default allow := false

allow if input.caller.org == "acme"

only_if_said if input.said

number := 1

text := "true"

broken := 1 / input.zero
"""
ANN = {"caller": {"org": "acme"}, "zero": 0}


@pytest.fixture
def decisions(settings: Callable[..., Settings], tmp_path: Path) -> Callable[..., Decisions]:
    """Give the decisions of an app with these rules."""

    def make(rules: str = RULES, told: Callable[[str], None] = lambda _: None) -> Decisions:
        folder = tmp_path / "app" / "policies"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "notes.rego").write_text(rules, encoding="utf-8")
        found = open_decisions(settings(), told)
        assert found is not None
        return found

    return make


def refusal(decisions: Decisions, rule: str, facts: dict[str, Any]) -> Refusal:
    """Ask, and give the answer, which must be a refusal."""
    with pytest.raises(Refusal) as refused:
        asyncio.run(decisions.allows(rule, facts))
    return refused.value


def test_what_a_rule_allows_is_allowed(decisions: Callable[..., Decisions]) -> None:
    assert asyncio.run(decisions().allows("app.notes.allow", ANN)) is True


def test_what_a_rule_does_not_allow_is_forbidden(decisions: Callable[..., Decisions]) -> None:
    refused = refusal(decisions(), "app.notes.allow", {"caller": {"org": "umbrella"}})

    assert (refused.status, refused.code) == (403, "forbidden")


def test_what_no_rule_speaks_of_is_forbidden(decisions: Callable[..., Decisions]) -> None:
    assert refusal(decisions(), "app.notes.only_if_said", ANN).status == 403


@pytest.mark.parametrize(
    "rule",
    [
        "app.notes.number",
        "app.notes.text",
        "app.notes",
        "app.notes.broken",
        "app.notes.missing",
        "other.rules.allow",
        "true; allow",
        "app.notes.allow or true",
        "app/notes/allow",
        "",
    ],
)
def test_without_a_clear_answer_nothing_is_allowed(
    decisions: Callable[..., Decisions], rule: str
) -> None:
    refused = refusal(decisions(), rule, ANN)

    assert (refused.status, refused.code) == (503, "unavailable")


def test_a_rule_that_takes_too_long_allows_nothing(decisions: Callable[..., Decisions]) -> None:
    pairs = "[1 | some x in numbers.range(1, 500); some y in numbers.range(1, 500); x != y]"
    slow = f"package app.notes\nimport rego.v1\nallow if count({pairs}) > 9\n"

    with capture_logs() as lines:
        refused = refusal(decisions(slow), "app.notes.allow", ANN)

    assert (refused.status, lines[-1]["why"]) == (503, "took too long")


def test_one_question_leaves_nothing_to_the_next(decisions: Callable[..., Decisions]) -> None:
    asked = decisions()
    asyncio.run(asked.allows("app.notes.only_if_said", {"said": True}))

    assert refusal(asked, "app.notes.only_if_said", {}).status == 403


def test_after_its_end_nothing_new_is_allowed(decisions: Callable[..., Decisions]) -> None:
    asked = decisions()
    asyncio.run(asked.close())

    refused = refusal(asked, "app.notes.allow", ANN)

    assert (refused.status, refused.code) == (503, "unavailable")


def test_rules_that_look_at_the_clock_are_asked_each_time(
    decisions: Callable[..., Decisions],
) -> None:
    rules = (
        "package app.clock\n\nimport rego.v1\n\ndefault allow := false\n\n"
        "allow if time.now_ns() > input.until"
    )
    asked, facts = decisions(rules), {"until": time.time_ns() + 100_000_000}
    assert refusal(asked, "app.clock.allow", facts).status == 403
    time.sleep(0.15)

    assert asyncio.run(asked.allows("app.clock.allow", facts))


def test_facts_that_cannot_be_written_down_are_not_allowed(
    decisions: Callable[..., Decisions],
) -> None:
    assert refusal(decisions(), "app.notes.allow", ANN | {"x": object()}).status == 503


def test_a_decision_that_is_repeated_is_counted_and_logged_as_each_is(
    decisions: Callable[..., Decisions], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    told: list[str] = []
    asked = decisions(told=told.append)
    facts = msgspec.json.encode(ANN)
    before = asked.repeated("app.notes.allow", facts)
    asyncio.run(asked.allows("app.notes.allow", ANN))

    assert before is None
    assert asked.repeated("app.notes.allow", facts) is True
    assert asked.repeated("app.notes.allow", facts + b" ") is None
    assert told == ["allow", "allow"]
    line = msgspec.json.decode(capsysbinary.readouterr().out.splitlines()[-1])
    assert (line["event"], line["decision"]) == ("policy_decision", "allow")
    assert line["policy"] == asked.policy


def test_each_decision_is_logged_with_the_hash_of_its_rules_and_without_facts(
    decisions: Callable[..., Decisions],
) -> None:
    told: list[str] = []
    first, other = decisions(RULES, told.append), decisions(RULES + "\n# changed", told.append)
    with capture_logs() as lines:
        asyncio.run(first.allows("app.notes.allow", ANN))
        refusal(first, "app.notes.allow", {"caller": {"org": "umbrella"}})
        refusal(other, "app.notes.number", ANN)

    assert told == ["allow", "deny", "error"]
    assert [line["decision"] for line in lines] == told
    assert lines[0]["policy"] == lines[1]["policy"] != lines[2]["policy"]
    assert len(lines[0]["policy"]) == 64
    assert "umbrella" not in str(lines)


@pytest.mark.parametrize("rule", ["allow if {", "allow if nobody == 1"])
def test_a_rule_that_cannot_be_read_stops_the_start(
    decisions: Callable[..., Decisions], rule: str
) -> None:
    with pytest.raises(CannotStart, match=r"^app/policies: .*notes\.rego:3") as stopped:
        decisions(f"package x\n\n{rule}")

    assert "Stack backtrace" not in str(stopped.value)
    assert "\n" not in str(stopped.value)


def test_rules_without_an_engine_stop_the_start(
    decisions: Callable[..., Decisions], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "regorus", None)

    with pytest.raises(CannotStart, match="Install gordon-to-regorus, or set OPA_URL"):
        decisions()


def test_an_app_without_rules_has_no_decisions(settings: Callable[..., Settings]) -> None:
    assert open_decisions(settings()) is None


def test_tests_of_rules_are_no_rules(settings: Callable[..., Settings], tmp_path: Path) -> None:
    (tmp_path / "app" / "policies").mkdir(parents=True)
    (tmp_path / "app" / "policies" / "notes_test.rego").write_text("broken", encoding="utf-8")

    assert open_decisions(settings()) is None


class Opa:
    """A real HTTP server that speaks OPA's data API and can be made to misbehave."""

    def __init__(self, answer: Any, status: int = 200, delay: float = 0) -> None:
        self._answer, self._status, self._delay = answer, status, delay
        self.budget = delay / 4 or 5.0  # only a late answer is to miss it
        self.asked: list[tuple[str, Any]] = []

    async def reply(self, request: web.Request) -> web.StreamResponse:
        """Answer a question."""
        self.asked.append((request.path_qs, await request.json()))
        await asyncio.sleep(self._delay)
        if isinstance(self._answer, bytes):
            return web.Response(body=self._answer, status=self._status)
        headers = {"Location": "/elsewhere"} if self._status == 302 else {}
        return web.json_response(self._answer, status=self._status, headers=headers)


def ask_opa(opa: Opa, settings: Callable[..., Settings]) -> Any:
    """Ask a running OPA about ann; give what it decided, or the refusal."""

    async def story() -> Any:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", opa.reply)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        decisions = open_decisions(settings(OPA_URL=url), budget=opa.budget)
        assert decisions is not None
        try:
            return await decisions.allows("app.notes.allow", ANN)
        except Refusal as refused:
            return refused
        finally:
            await decisions.close()
            await runner.cleanup()

    return asyncio.run(story())


def test_an_opa_server_is_asked_with_the_facts(settings: Callable[..., Settings]) -> None:
    opa = Opa({"result": True, "provenance": {"bundles": {"acme": {"revision": "r7"}}}})
    with capture_logs() as lines:
        decided = ask_opa(opa, settings)

    assert decided is True
    assert opa.asked == [("/v1/data/app/notes/allow?provenance=true", {"input": ANN})]
    assert lines[-1]["policy"] == "acme@r7"


@pytest.mark.parametrize(
    ("opa", "status"),
    [
        (Opa({"result": False}), 403),
        (Opa({}), 403),
        (Opa({"result": None}), 403),
        (Opa({"result": "true"}), 503),
        (Opa({"result": 1}), 503),
        (Opa({"result": {"allow": True}}), 503),
        (Opa([True]), 503),
        (Opa(True), 503),
        (Opa(b"true"), 503),
        (Opa(b"{"), 503),
        (Opa(b""), 503),
        (Opa(b"[" * 50_000), 503),
        (Opa(b" " * 100_000 + b'{"result":true}'), 503),
        (Opa({"result": True}, status=500), 503),
        (Opa({"result": True}, status=302), 503),
        (Opa({"result": True}, delay=0.2), 503),
    ],
)
def test_an_opa_server_without_a_clear_yes_allows_nothing(
    settings: Callable[..., Settings], opa: Opa, status: int
) -> None:
    refused = ask_opa(opa, settings)

    assert isinstance(refused, Refusal)
    assert refused.status == status
    assert len(opa.asked) == 1


def test_an_opa_server_that_is_down_allows_nothing(settings: Callable[..., Settings]) -> None:
    async def story() -> Refusal:
        decisions = open_decisions(settings(OPA_URL="http://127.0.0.1:9"))
        assert decisions is not None
        with pytest.raises(Refusal) as refused:
            await decisions.allows("app.notes.allow", ANN)
        await decisions.close()
        return refused.value

    assert asyncio.run(story()).status == 503


@pytest.mark.parametrize("url", ["http://opa.example:8181", "ftp://localhost", "localhost:8181"])
def test_outside_local_facts_travel_over_https_or_stay_on_the_machine(
    production: Callable[..., Settings], url: str
) -> None:
    with pytest.raises(CannotStart, match="OPA_URL"):
        open_decisions(production(OPA_URL=url))


@pytest.mark.parametrize(
    "url", ["https://opa.example", "http://127.0.0.1:8181", "http://[::1]:8181"]
)
def test_outside_local_opa_may_run_far_over_https_or_beside(
    production: Callable[..., Settings], url: str
) -> None:
    assert open_decisions(production(OPA_URL=url)) is not None
