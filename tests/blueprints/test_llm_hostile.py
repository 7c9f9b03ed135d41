"""Hostile input and broken parts: refused or harmless, in bounded time, on every route."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from microapp_kit.manifest import read_manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.models_file import read_models
from microapp_llm.providers.addresses import ForbiddenAddress, addresses_of, check_base_url
from tests.servers.llm import EMBED, Proxy, local, made, running_proxy

CHAT = "/v1/chat/completions"
SAY = [{"role": "user", "content": "hello"}]
ROUTES: dict[str, tuple[str, dict[str, Any]]] = {
    "chat": (CHAT, {"model": "small", "messages": SAY}),
    "stream": (CHAT, {"model": "small", "messages": SAY, "stream": True}),
    "embeddings": ("/v1/embeddings", {"model": "embed", "input": "hello " * 40}),
    "prompt": ("/v1/prompts/summarise-text/run", {"variables": {"text": "hello"}}),
    "prompt-stream": (
        "/v1/prompts/summarise-text/run",
        {"variables": {"text": "hello"}, "stream": True},
    ),
    "llm": ("/api/llm", {"promptTemplateId": "summarise-text", "variables": {"text": "hello"}}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of a proxy, rendered once."""
    return made(tmp_path_factory.mktemp("hostile") / "app")


@pytest.fixture(scope="module")
def proxy(folder: Path) -> Iterator[Proxy]:
    """A running proxy."""
    apps = [{"name": "old-app", "active": False}, {"name": "other-app", "active": True}]
    (folder / "apps.yaml").write_text(yaml.safe_dump({"apps": apps}), "utf-8")
    with running_proxy(folder, [local("small"), EMBED]) as proxy:
        yield proxy


def asking(content: Any = "hello", role: str = "user", **more: Any) -> bytes:
    """Give the body of a chat with one message."""
    return json.dumps(
        {"model": "small", "messages": [{"role": role, "content": content}], **more}
    ).encode()


def post(proxy: Proxy, body: bytes) -> httpx.Response:
    """Send a chat as bytes."""
    return proxy.ask("POST", CHAT, content=body, headers={"Content-Type": "application/json"})


TOOL = {"type": "function", "function": {"name": "a"}}
PICTURE = [{"type": "image_url", "image_url": {"url": "http://169.254.169.254/"}}]
HOSTILE: dict[str, tuple[bytes, int]] = {
    "deep": (b'{"messages": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "10 MB": (asking("x" * 10_000_000), 413),
    "10,000 tools": (asking(tools=[TOOL] * 10_000), 422),
    "a name twice": (b'{"model": "small", "model": "embed"}', 400),
    "a role of its own": (asking(role="root"), 422),
    "a picture of an inner address": (asking(PICTURE), 422),
    "a header in the model": (asking(model="small\r\nX-Evil: 1"), 404),
    "a path as the model": (asking(model="../../etc/passwd"), 404),
    "a thousand answers": (asking(n=1000), 422),
    "fewer than no tokens": (asking(max_tokens=-1), 422),
}


@pytest.mark.parametrize(("body", "status"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_refused_at_once(proxy: Proxy, body: bytes, status: int) -> None:
    began = time.monotonic()

    answer = post(proxy, body)

    assert answer.status_code == status
    assert {"code", "message", "details", "error"} == set(answer.json())
    assert "x-evil" not in answer.headers
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("text", ["1" * 100_000, "a@" * 50_000, "\u200b" * 50_000, "((((" * 20_000])
def test_a_text_made_to_be_slow_is_read_in_bounded_time(proxy: Proxy, text: str) -> None:
    began = time.monotonic()

    answer = post(proxy, asking(text))

    assert answer.status_code in (200, 422)
    assert time.monotonic() - began < 10


def test_a_forged_placeholder_comes_back_as_it_was_typed(proxy: Proxy) -> None:
    forged = "[[EMAIL_AAAAAAAA]]"

    answer = post(proxy, asking(forged))

    assert answer.json()["choices"][0]["message"]["content"].endswith(forged)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("app", "code"), [("old-app", "app_inactive"), ("nobody", "app_unknown")])
def test_an_app_that_may_not_call_is_refused_on_every_route(
    proxy: Proxy, route: str, app: str, code: str
) -> None:
    path, body = ROUTES[route]

    answer = proxy.ask("POST", path, json=body, who={"azp": app})

    assert answer.status_code == 403
    assert answer.json()["code"] == code


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_answers_an_app_that_may_call(proxy: Proxy, route: str) -> None:
    path, body = ROUTES[route]

    answer = proxy.ask("POST", path, json=body, who={"azp": "other-app"})

    assert answer.status_code == 200, answer.text
    assert answer.headers["llm-request-id"]


def test_lineage_holds_the_hash_of_the_bytes_of_vectors(proxy: Proxy) -> None:
    asked = {"model": "embed", "input": ["one", "two"], "encoding_format": "base64"}

    answer = proxy.ask("POST", "/v1/embeddings", json=asked)

    raw = b"".join(base64.b64decode(one["embedding"]) for one in answer.json()["data"])
    name = answer.headers["llm-request-id"]
    (entry,) = proxy.ask("GET", f"/v1/lineage/{name}").json()["entries"]
    assert entry["output_hash"] == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize("route", ROUTES)
def test_each_answer_has_its_lineage_for_its_asker_alone(proxy: Proxy, route: str) -> None:
    path, body = ROUTES[route]
    name = proxy.ask("POST", path, json=body).headers["llm-request-id"]

    found = proxy.ask("GET", f"/v1/lineage/{name}")

    entry = found.json()["entries"][0]
    assert entry["outcome"] == "answered"
    assert entry["text"] is None
    assert len(entry["policy_hash"]) == len(entry["output_hash"]) == 64
    assert proxy.ask("GET", f"/v1/lineage/{name}", who={"sub": "eve"}).status_code == 404
    assert (
        proxy.ask("GET", f"/v1/lineage/{name}", who={"org": "x", "role": "admin"}).status_code
        == 404
    )


def test_an_answer_from_the_cache_costs_nothing_and_has_a_lineage_of_its_own(proxy: Proxy) -> None:
    asked = {"model": "small", "messages": [{"role": "user", "content": "Once."}]}
    who = {"org": "cached"}
    first = proxy.ask("POST", CHAT, json=asked, who=who)
    spent = proxy.ask("GET", "/v1/budget", who=who).json()["levels"][0]["spent_nano"]

    second = proxy.ask("POST", CHAT, json=asked, who=who)

    level = proxy.ask("GET", "/v1/budget", who=who).json()["levels"][0]
    assert level["spent_nano"] == spent > 0
    assert level["reserved_nano"] == 0
    assert second.json()["choices"] == first.json()["choices"]
    name = second.headers["llm-request-id"]
    assert name != first.headers["llm-request-id"]
    entry = proxy.ask("GET", f"/v1/lineage/{name}", who=who).json()["entries"][0]
    assert (entry["cache"], entry["cost_nano"]) == ("hit", 0)


UNSENT: dict[str, dict[str, Any]] = {
    "n": {"n": 1},
    "user": {"user": "u-1"},
    "safety_identifier": {"safety_identifier": "u-1"},
    "prompt_cache_key": {"prompt_cache_key": "k-1"},
    "stream_options": {"stream_options": None},
    "auto": {"model": "auto"},
}


@pytest.mark.parametrize("field", UNSENT)
def test_what_no_provider_is_told_decides_nothing_of_a_kept_answer(
    proxy: Proxy, field: str
) -> None:
    asked = {"model": "small", "messages": [{"role": "user", "content": "Once."}]}
    who = {"org": f"kept-{field}".replace("_", "-")}
    proxy.ask("POST", CHAT, json=asked, who=who)

    second = proxy.ask("POST", CHAT, json={**asked, **UNSENT[field]}, who=who)

    name = second.headers["llm-request-id"]
    (entry,) = proxy.ask("GET", f"/v1/lineage/{name}", who=who).json()["entries"]
    assert (entry["cache"], entry["model_served"]) == ("hit", "small")


def test_the_same_key_gives_the_first_answer_and_costs_once(proxy: Proxy) -> None:
    asked = {"model": "small", "messages": [{"role": "user", "content": "Pay once."}]}
    key = {"Idempotency-Key": "a-key-of-mine"}

    first, second = (proxy.ask("POST", CHAT, json=asked, headers=key) for _ in range(2))

    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.json() == first.json()


def test_an_answer_that_is_kept_is_counted(proxy: Proxy) -> None:
    kept = 'microapp_llm_cache_entries_total{fate="kept"'
    before = proxy.metric(kept)

    proxy.ask(
        "POST",
        CHAT,
        json={"model": "small", "messages": [{"role": "user", "content": "Keep it."}]},
    )

    assert proxy.metric(kept) == before + 1


def test_the_same_key_gives_nothing_to_another_app(proxy: Proxy) -> None:
    asked = {"model": "small", "messages": [{"role": "user", "content": "Tell my app alone."}]}
    key = {"Idempotency-Key": "a-key-of-one-app"}
    proxy.ask("POST", CHAT, json=asked, headers=key)

    other = proxy.ask("POST", CHAT, json=asked, headers=key, who={"azp": "unknown-app"})

    assert (other.status_code, other.json()["code"]) == (403, "app_unknown")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    ("broken", "status", "code"),
    [("budget", 402, None), ("policy", 503, "unavailable"), ("ceiling", 403, "model_not_allowed")],
)
def test_a_guard_that_says_no_or_is_broken_refuses_every_route(
    broken_proxies: dict[str, Proxy], route: str, broken: str, status: int, code: str | None
) -> None:
    path, body = ROUTES[route]
    proxy = broken_proxies[broken]

    answer = proxy.ask("POST", path, json=body)

    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code


@pytest.fixture(scope="module")
def broken_proxies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Proxy]]:
    """Three proxies, each with one guard that refuses or is broken."""
    dear = {"price": {"input": 10**9, "output": 10**9}}
    cases: dict[str, tuple[list[dict[str, Any]], str]] = {
        "budget": ([local("small", **dear), {**EMBED, **dear}], ""),
        "policy": ([local("small"), EMBED], 'package llm\n\nallow := "maybe"\n'),
        "ceiling": (
            [local("small", sensitivity_max="public"), {**EMBED, "sensitivity_max": "public"}],
            "",
        ),
    }
    with ExitStack() as stack:
        found = {}
        for name, (models, rules) in cases.items():
            folder = made(tmp_path_factory.mktemp(name) / "app")
            if rules:
                (folder / "app/policies/llm.rego").write_text(rules, "utf-8")
            found[name] = stack.enter_context(running_proxy(folder, models))
        yield found


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.org",
        "https://127.0.0.1/v1",
        "https://10.1.2.3",
        "https://169.254.169.254/latest",
        "https://[::1]/v1",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://user:word@api.example.org",
        "https://api.example.org/?next=http://10.0.0.1",
        "https://api.example.org/#x",
        "https://api.example.org\\@10.0.0.1",
        "https://api.example.org/%2e%2e",
        "file:///etc/passwd",
        "gopher://api.example.org",
        "https://",
        "https://api.example.org:99999",
    ],
)
def test_an_address_that_leads_inside_is_refused_at_start(url: str) -> None:
    assert check_base_url(url, frozenset())


def test_an_address_outside_and_a_host_that_the_platform_names_are_fine() -> None:
    assert check_base_url("https://api.example.org/v1", frozenset()) == ""
    assert check_base_url("http://10.1.2.3:8000/v1", frozenset({"10.1.2.3"})) == ""


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "127.1"])
def test_a_name_that_resolves_to_an_inner_address_is_refused_at_the_call(host: str) -> None:
    async def resolve() -> None:
        await addresses_of(host, 443, frozenset())

    with pytest.raises(ForbiddenAddress):
        asyncio.run(resolve())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"price": None}, "names with values are needed here"),
        ({"price": {"input": 1}}, "price needs input and output"),
        ({"price": {"input": -1, "output": 1}}, "price.input must be a whole number"),
        ({"provider": "wild"}, "provider must be one of"),
        ({"size": "large"}, "is large and this app may use medium models"),
        ({"place": "external_powerful"}, "needs approval"),
        (
            {"provider": "openai", "base_url": "https://api.openai.com/v1", "key": "LLM_KEY_A"},
            "api.openai.com is no private place unless the platform names it",
        ),
        ({"provider": "opnai"}, "Did you mean openai?"),
        ({"fallbak": []}, "fallbak is not known here. Did you mean fallback?"),
        ({"provider": "openai"}, "base_url is missing"),
        ({"provider": "openai", "base_url": "https://10.0.0.1"}, "private address"),
        ({"key": "APP_SECRET"}, "key names a variable"),
        ({"colour": "red"}, "colour is not known here"),
        ({"fallback": ["nobody"]}, "fallback nobody is not another model"),
        ({"fallback": ["x"], "kind": "embeddings"}, "its vectors mean something else"),
        ({"alias": "auto"}, "not auto"),
        ({"faults": ["explode"]}, "only the local provider takes faults"),
    ],
)
def test_a_wrong_model_is_named_with_its_line(
    folder: Path, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    path = tmp_path / "models.yaml"
    entry = local("small", **change) if "alias" not in change else {**local("x"), **change}
    path.write_text(yaml.safe_dump({"models": [entry]}, sort_keys=False), "utf-8")

    with pytest.raises(CannotStart) as refused:
        read_models(path, read_manifest(folder / "microapp.yaml"), frozenset())

    assert said in str(refused.value)
    assert str(refused.value).startswith("models.yaml, line ")
