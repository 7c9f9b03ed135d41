"""An app that is not listed, or switched off, gets nothing at all; a person's apps are apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.servers.llm import EMBED, Proxy, local, made, running_proxy

BATCHES, KEY = "/v1/batches", {"Idempotency-Key": "the-key-of-two-apps"}
ITEM = {
    "kind": "chat",
    "body": {"model": "small", "messages": [{"role": "user", "content": "My own words."}]},
}
WISH = {"model": "small", "reason": "to try", "days": 1}
CALLS: dict[str, tuple[str, str, Any]] = {
    "chat": ("POST", "/v1/chat/completions", ITEM["body"]),
    "embeddings": ("POST", "/v1/embeddings", {"model": "embed", "input": "hello"}),
    "models": ("GET", "/v1/models", None),
    "model": ("GET", "/v1/models/{alias}", None),
    "prompt": ("POST", "/v1/prompts/summarise-text/run", {"variables": {"text": "hello"}}),
    "llm": ("POST", "/api/llm", {"promptTemplateId": "summarise-text", "variables": {}}),
    "usage": ("GET", "/v1/usage", None),
    "budget": ("GET", "/v1/budget", None),
    "lineage": ("GET", "/v1/lineage/{call}", None),
    "approvals": ("GET", "/v1/approvals", None),
    "approval": ("POST", "/v1/approvals", WISH),
    "decision": ("POST", "/v1/approvals/{approval}/decision", {"decision": "revoke"}),
    "submit": ("POST", BATCHES, {"items": [ITEM]}),
    "export": ("GET", f"{BATCHES}/export", None),
    "read": ("GET", f"{BATCHES}/{{batch}}", None),
    "delete": ("DELETE", f"{BATCHES}/{{batch}}", None),
}
VECTOR = {"model": "embed", "items": [{"id": "a", "text": "hello"}]}
CALLS |= {
    "put": ("POST", "/v1/vectors", VECTOR),
    "search": ("POST", "/v1/vectors/search", {"model": "embed", "text": "hello"}),
    "vectors": ("GET", "/v1/vectors/export", None),
    "forget": ("DELETE", "/v1/vectors/{batch}", None),
    "forget all": ("DELETE", "/v1/vectors", None),
}
STOPPED = {"switched-off": "app_inactive", "no-such-app": "app_unknown"}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy with an app of its own, one that may call, and one that may not any more."""
    folder = made(tmp_path_factory.mktemp("apps") / "app")
    listed = [{"name": "desk", "active": True}, {"name": "switched-off", "active": False}]
    (folder / "apps.yaml").write_text(yaml.safe_dump({"apps": listed}), "utf-8")
    shallow = local("shallow", sensitivity_max="public")
    models = [local("small"), local("large", needs_approval=True), shallow, EMBED]
    with running_proxy(folder, models) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def names(proxy: Proxy) -> dict[str, str]:
    """What Ann made through the proxy's own app."""
    call = proxy.ask("POST", "/v1/chat/completions", json=ITEM["body"])
    approval = proxy.ask("POST", "/v1/approvals", json=WISH)
    return {
        "call": call.headers["llm-request-id"],
        "approval": approval.json()["id"],
        "batch": handed_in(proxy),
        "alias": "small",
    }


def handed_in(proxy: Proxy, **who: str) -> str:
    """Give the id of a batch of Ann's."""
    return str(proxy.ask("POST", BATCHES, json={"items": [ITEM]}, who=who).json()["id"])


def test_every_call_of_the_contract_is_tried(proxy: Proxy) -> None:
    paths = yaml.safe_load((proxy.folder / "openapi.yaml").read_text("utf-8"))["paths"]

    told = {
        (method.upper(), kind_of(path))
        for path, calls in paths.items()
        for method in calls.keys() - {"parameters"}
        if path.startswith(("/v1/", "/api/"))
    }

    assert told == {(method, kind_of(path)) for method, path, _ in CALLS.values()}


def kind_of(path: str) -> str:
    """Give a path without the names in it."""
    return re.sub("{.*}|summarise-text", "{}", path)


@pytest.mark.parametrize("app", STOPPED)
@pytest.mark.parametrize("call", CALLS)
def test_an_app_that_may_not_call_gets_nothing(
    proxy: Proxy, names: dict[str, str], call: str, app: str
) -> None:
    method, path, body = CALLS[call]
    body = {} if body is None else {"json": body}

    who = {"azp": app, "role": "admin"}
    answer = proxy.ask(method, path.format(**names), who=who, **body)

    assert (answer.status_code, answer.json()["code"]) == (403, STOPPED[app])


@pytest.mark.parametrize("claim", ["azp", "client_id", "appid"])
def test_the_client_of_a_token_is_the_app_whichever_claim_names_it(
    proxy: Proxy, claim: str
) -> None:
    answer = proxy.ask("GET", "/v1/models", who={claim: "no-such-app"})

    assert (answer.status_code, answer.json()["code"]) == (403, "app_unknown")


def test_what_a_person_handed_in_through_one_app_is_not_there_for_another(proxy: Proxy) -> None:
    batch, other = handed_in(proxy), {"azp": "desk"}

    read = proxy.ask("GET", f"{BATCHES}/{batch}", who=other)
    deleted = proxy.ask("DELETE", f"{BATCHES}/{batch}", who=other)

    assert (read.status_code, deleted.status_code) == (404, 404)
    assert batch not in proxy.ask("GET", f"{BATCHES}/export", who=other).text
    assert proxy.ask("GET", f"{BATCHES}/{batch}").status_code == 200
    assert batch in proxy.ask("GET", f"{BATCHES}/export").text


def test_what_a_person_did_through_one_app_is_told_to_no_other(
    proxy: Proxy, names: dict[str, str]
) -> None:
    lineage = f"/v1/lineage/{names['call']}"

    told = {
        app: (
            proxy.ask("GET", lineage, who=who).status_code,
            len(proxy.ask("GET", "/v1/usage", who=who).json()["items"]) > 0,
            names["approval"] in proxy.ask("GET", "/v1/approvals", who=who).text,
        )
        for app, who in {
            "own": {},
            "another": {"azp": "desk"},
            "an admin's": {"azp": "desk", "sub": "ada", "role": "admin"},
        }.items()
    }

    assert told == {
        "own": (200, True, True),
        "another": (404, False, False),
        "an admin's": (200, True, True),
    }


def test_the_same_key_through_another_app_asks_for_another_approval(proxy: Proxy) -> None:
    first, again, other = (
        proxy.ask("POST", "/v1/approvals", json=WISH, headers=KEY, who=who).json()["id"]
        for who in ({}, {}, {"azp": "desk"})
    )

    assert first == again != other


def test_an_approval_is_good_for_its_asker_in_its_app_until_it_ends_and_never_again(
    proxy: Proxy,
) -> None:
    boss: dict[str, str] = {"sub": "bob", "role": "admin"}
    strangers: list[dict[str, str]] = [boss, {"azp": "desk"}, {"org": "evil"}, {"sub": "eve"}]
    asked = proxy.ask("POST", "/v1/approvals", json={**WISH, "model": "large"}).json()["id"]

    def decide(decision: str, **who: str) -> tuple[int, str]:
        headers = {"Idempotency-Key": f"the-key-to-{decision}"}
        path, body = f"/v1/approvals/{asked}/decision", {"decision": decision}
        answer = proxy.ask("POST", path, json=body, who=who, headers=headers)
        return answer.status_code, answer.json().get("code", answer.json().get("state"))

    def may(**who: str) -> bool:
        body = {**CALLS["chat"][2], "model": "large"}
        return proxy.ask("POST", "/v1/chat/completions", json=body, who=who).status_code == 200

    assert decide("approve", role="admin") == (403, "own_request")
    assert decide("approve", org="evil", **boss) == (404, "not_found")
    assert not may()
    assert decide("approve", **boss) == (200, "approved")
    assert (may(), [may(**who) for who in strangers]) == (True, [False] * 4)
    assert decide("revoke") == (200, "revoked")
    assert decide("approve", **boss) == (200, "approved")  # the answer of before, and no more
    assert not may()


def test_why_somebody_asks_is_kept_without_personal_data(proxy: Proxy) -> None:
    reason = "Needed for tom@acme.example by Friday"

    answer = proxy.ask("POST", "/v1/approvals", json={**WISH, "reason": reason})
    listed = proxy.ask("GET", "/v1/approvals").text

    assert answer.json()["reason"] == "Needed for [EMAIL] by Friday"
    assert "tom@acme" not in listed
    kept = [path for path in (proxy.folder / ".local").iterdir() if path.is_file()]
    assert not any(b"tom@acme" in path.read_bytes() for path in kept)


def test_a_model_that_no_approval_opens_is_not_said_to_need_one(proxy: Proxy) -> None:
    body = {**CALLS["chat"][2], "model": "shallow"}

    answer = proxy.ask("POST", "/v1/chat/completions", json=body)

    assert (answer.status_code, answer.json()["code"]) == (403, "model_not_allowed")
    assert "by its sensitivity_max" in answer.json()["message"]
    assert "No approval changes that." in answer.json()["message"]


def test_names_of_strangers_take_no_place_in_the_metrics(proxy: Proxy) -> None:
    proxy.ask("POST", "/v1/chat/completions", json=ITEM["body"], who={"azp": "stranger-1"})
    proxy.ask("POST", "/v1/chat/completions", json=ITEM["body"], who={"azp": "desk"})

    told = proxy.metric('microapp_llm_outcomes_total{app="unknown"')

    assert told >= 1
    assert proxy.metric('microapp_llm_outcomes_total{app="stranger-1"') == 0
    assert proxy.metric('microapp_llm_outcomes_total{app="desk"') >= 1
