"""A refused call has a name on every route: in the answer, in the log, and in lineage."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.servers.llm import EMBED, Proxy, local, made, running_proxy

MANY_TOKENS = 10_000_000  # a tenth of what fits into a minute here
NAMED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
HEADER = "LLM-Request-Id"
SAY = [{"role": "user", "content": "Who is away?"}]
CHAT, VECTORS, RUN = "/v1/chat/completions", "/v1/embeddings", "/v1/prompts/summarise-text/run"
WRONG: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "a field that is not known": (CHAT, {"model": "small", "say": 1}, 422, "chat"),
    "no model": (CHAT, {"model": "nobody", "messages": SAY}, 404, "chat"),
    "no stream": (CHAT, {"model": "nobody", "messages": SAY, "stream": True}, 404, "chat"),
    "no money": (CHAT, {"model": "dear", "messages": SAY}, 402, "chat"),
    "no texts": (VECTORS, {"model": "embed", "input": []}, 422, "embeddings"),
    "no vectors": (VECTORS, {"model": "small", "input": "A"}, 404, "embeddings"),
    "no variables": (RUN, {"variables": {}}, 422, "prompt"),
    "no prompt": ("/v1/prompts/none/run", {"variables": {}}, 404, "prompt"),
    "no template": ("/api/llm", {"promptTemplateId": "none"}, 404, "prompt"),
    "no batch": ("/v1/batches", {"items": []}, 422, "batch"),
}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A running proxy that lets nobody call often."""
    price = {"input": 10**9, "output": 10**9}
    endless = local("endless", context=MANY_TOKENS, max_output=MANY_TOKENS)
    models = [local("small"), local("dear", price=price), endless, EMBED]
    folder = made(tmp_path_factory.mktemp("refusals") / "app")
    manifest = folder / "microapp.yaml"
    more = f"max_output_tokens: {{value: {MANY_TOKENS}"
    text = re.sub(r"max_output_tokens: \{value: \d+", more, manifest.read_text("utf-8"))
    manifest.write_text(text, "utf-8")
    with running_proxy(folder, models, LIMIT_RPM_USER="6", LIMIT_BURST="6") as proxy:
        yield proxy


def lines_of(event: str, written: pytest.CaptureFixture[bytes]) -> list[dict[str, Any]]:
    """Give the lines that the log has of an event, without those of others."""
    time.sleep(0.05)  # they are gathered
    lines = written.readouterr().out.splitlines()
    found = [json.loads(line) for line in lines if line.startswith(b"{")]
    return [line for line in found if line["event"] == event]


def name_of(answer: httpx.Response) -> str:
    """Give the name of a call, which has the form of one."""
    name = str(answer.headers[HEADER])
    assert NAMED.fullmatch(name)
    return name


@pytest.mark.parametrize("wrong", WRONG)
def test_a_refused_call_is_found_in_the_log_and_in_lineage_by_the_name_in_its_answer(
    proxy: Proxy, capsysbinary: pytest.CaptureFixture[bytes], wrong: str
) -> None:
    path, body, status, kind = WRONG[wrong]
    who = {"sub": wrong.replace(" ", "-"), "role": "writer"}

    answer = proxy.ask("POST", path, json=body, who=who)

    told = proxy.ask("GET", f"/v1/lineage/{name_of(answer)}", who=who).json()["entries"]
    lines = lines_of("call_refused", capsysbinary)
    (line,) = [one for one in lines if one["llm_request_id"] == name_of(answer)]
    assert answer.status_code == status
    assert line["status"] == status
    assert line["code"] == answer.json()["code"]
    assert [(row["kind"], row["outcome"], row["user"]) for row in told] == [
        (kind, "refused", who["sub"])
    ]


@pytest.mark.parametrize("more", [{}, {"stream": True}, {"model": "nobody"}])
def test_the_line_of_a_request_names_the_call_as_its_answer_does(
    proxy: Proxy, capsysbinary: pytest.CaptureFixture[bytes], more: dict[str, Any]
) -> None:
    who = {"sub": f"logged-{len(str(more))}", "role": "writer"}
    body = {"model": "small", "messages": SAY, **more}

    answer = proxy.ask("POST", CHAT, json=body, who=who)

    lines = lines_of("request", capsysbinary)
    (line,) = [one for one in lines if one["request_id"] == answer.headers["x-request-id"]]
    assert line["llm_request_id"] == name_of(answer)


def test_an_answer_that_is_said_again_is_logged_with_the_name_of_the_call_that_was_made(
    proxy: Proxy, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    more = {"json": {"model": "small", "messages": SAY}, "headers": {"Idempotency-Key": "again-1"}}
    who = {"sub": "twice", "role": "writer"}

    answers = [proxy.ask("POST", CHAT, who=who, **more) for _ in range(2)]

    lines = lines_of("request", capsysbinary)
    assert {line["llm_request_id"] for line in lines} == {name_of(answer) for answer in answers}
    assert len({name_of(answer) for answer in answers}) == 1


def test_a_refusal_for_the_role_is_named_and_told(proxy: Proxy) -> None:
    who = {"sub": "no-role", "role": "nothing"}

    answer = proxy.ask("POST", CHAT, json={"model": "small", "messages": SAY}, who=who)

    boss = {"sub": "boss", "role": "admin"}
    told = proxy.ask("GET", f"/v1/lineage/{name_of(answer)}", who=boss)
    assert answer.status_code == 403
    assert [row["user"] for row in told.json()["entries"]] == ["no-role"]


@pytest.mark.parametrize("path", [CHAT, VECTORS, RUN, "/api/llm", "/v1/batches"])
def test_a_caller_without_a_token_gets_a_name_that_the_log_knows(
    proxy: Proxy, capsysbinary: pytest.CaptureFixture[bytes], path: str
) -> None:
    answer = httpx.post(proxy.url + path, json={})

    lines = lines_of("call_refused", capsysbinary)
    (line,) = [one for one in lines if one["llm_request_id"] == name_of(answer)]
    assert (answer.status_code, line["status"]) == (401, 401)


def test_a_caller_who_is_too_fast_gets_a_name_and_fills_no_lineage(proxy: Proxy) -> None:
    who = {"sub": "hasty", "role": "reader"}
    body = {"model": "nobody", "messages": SAY}

    answers = [proxy.ask("POST", CHAT, json=body, who=who) for _ in range(9)]

    boss = {"sub": "boss-two", "role": "admin"}
    last = answers[-1]
    told = proxy.ask("GET", f"/v1/lineage/{name_of(last)}", who=boss)
    assert (last.status_code, told.status_code) == (429, 404)


def test_a_caller_of_too_many_tokens_gets_a_name_and_fills_no_lineage(proxy: Proxy) -> None:
    body = {"model": "endless", "messages": SAY}
    series = 'microapp_llm_outcomes_total{app="leave-helper",model="endless",outcome="rate_limited"'
    callers = [{"sub": f"talks-{number // 5}", "role": "reader"} for number in range(22)]

    first, *_, last = (proxy.ask("POST", CHAT, json=body, who=who) for who in callers)

    boss = {"sub": "boss-three", "role": "admin"}
    told = [proxy.ask("GET", f"/v1/lineage/{name_of(one)}", who=boss) for one in (first, last)]
    assert [one.json()["code"] for one in (first, last)] == ["budget_exceeded", "rate_limited"]
    assert [one.status_code for one in told] == [200, 404]
    assert proxy.metric(series) >= 1


def test_other_routes_name_no_call(proxy: Proxy) -> None:
    answer = proxy.ask("GET", "/v1/lineage/none", who={"sub": "reads"})

    assert answer.status_code == 404
    assert HEADER not in answer.headers


def test_an_empty_budget_names_its_level_and_no_parameter_of_the_call(proxy: Proxy) -> None:
    who = {"sub": "spent", "role": "writer"}

    told = proxy.ask("POST", CHAT, json={"model": "dear", "messages": SAY}, who=who).json()

    assert told["details"][0]["field"] in {"user", "app", "org"}
    assert told["error"]["param"] is None
