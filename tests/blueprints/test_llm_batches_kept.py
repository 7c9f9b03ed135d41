"""A person gets what is kept of their batches, and has it forgotten; nobody else can do either."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from microapp_llm.routes.batching import handed_in as read_item
from tests.servers.books import Books
from tests.servers.llm import EMBED, Proxy, local, made, running_proxy
from tests.servers.processes import wait_until

BATCHES = "/v1/batches"
ITEM: dict[str, Any] = {
    "kind": "chat",
    "body": {"model": "small", "messages": [{"role": "user", "content": "My own words."}]},
}
OTHERS: list[dict[str, Any]] = [{"sub": "bob"}, {"org": "other"}]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A running proxy."""
    models = [local("small"), local("silent", faults=["timeout"]), EMBED]
    folder = made(tmp_path_factory.mktemp("batches") / "app")
    with running_proxy(folder, models, LLM_WAIT_SECONDS="1") as proxy:
        yield proxy


def handed_in(proxy: Proxy, items: int = 1) -> str:
    """Give the id of a batch of Ann's."""
    answer = proxy.ask("POST", BATCHES, json={"items": [ITEM] * items})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def exported(proxy: Proxy, **who: Any) -> list[dict[str, Any]]:
    """Give every line of a person's export."""
    answer = proxy.ask("GET", f"{BATCHES}/export", who=who)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_an_export_holds_every_item_as_it_was_sent(proxy: Proxy) -> None:
    batch = handed_in(proxy, items=101)

    lines = [line for line in exported(proxy) if line["batch"] == batch]

    assert [line["number"] for line in lines] == list(range(101))
    assert {line["sent"]["body"]["messages"][0]["content"] for line in lines} == {"My own words."}


def test_a_batch_of_nearly_a_megabyte_is_taken(proxy: Proxy) -> None:
    long = {"model": "small", "messages": [{"role": "user", "content": "long " * 1020}]}

    answer = proxy.ask("POST", BATCHES, json={"items": [{"kind": "chat", "body": long}] * 200})

    assert 0.97 < len(answer.request.content) / 1024**2 < 1
    assert answer.status_code == 201, answer.text
    proxy.ask("DELETE", f"{BATCHES}/{answer.json()['id']}")


def test_a_batch_is_refused_with_the_number_of_the_item_that_does_not_fit(proxy: Proxy) -> None:
    wrong = {**ITEM, "body": {**ITEM["body"], "colour": "red"}}

    answer = proxy.ask("POST", BATCHES, json={"items": [ITEM, ITEM, wrong]})

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("items[2]: ")
    assert answer.json()["details"][0]["field"] == "items[2].body.colour"


@pytest.mark.parametrize(
    "item", [{**ITEM, "prompt": "summarise-text"}, {"kind": "prompt", "body": {"variables": {}}}]
)
def test_the_field_prompt_is_there_for_the_kind_prompt_and_for_no_other(
    proxy: Proxy, item: dict[str, Any]
) -> None:
    answer = proxy.ask("POST", BATCHES, json={"items": [item]})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "needs the field prompt" in answer.json()["message"]


def test_an_item_of_an_older_row_is_read_as_it_was_handed_in() -> None:
    assert read_item({**ITEM, "prompt": None}) == read_item(ITEM)


def test_vectors_of_a_batch_come_in_the_encoding_that_was_asked_for(proxy: Proxy) -> None:
    body = {"model": "embed", "input": "A text.", "encoding_format": "int8"}
    asked = {"items": [{"kind": "embeddings", "body": body}]}
    batch = proxy.ask("POST", BATCHES, json=asked).json()["id"]

    def ended() -> bool:
        return bool(proxy.ask("GET", f"{BATCHES}/{batch}").json()["finished"])

    wait_until(ended, "the batch ending")

    (item,) = proxy.ask("GET", f"{BATCHES}/{batch}").json()["results"]
    assert max(map(abs, item["body"]["data"][0]["embedding"])) == 127


@pytest.mark.parametrize("who", OTHERS)
def test_an_export_holds_nothing_of_somebody_else(proxy: Proxy, who: dict[str, Any]) -> None:
    handed_in(proxy)

    assert exported(proxy, **who) == []


def test_a_deleted_batch_is_gone_with_what_was_sent(proxy: Proxy) -> None:
    batch = handed_in(proxy)

    answer = proxy.ask("DELETE", f"{BATCHES}/{batch}")

    assert answer.status_code == 204
    assert proxy.ask("GET", f"{BATCHES}/{batch}").status_code == 404
    assert batch not in {line["batch"] for line in exported(proxy)}


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_deletes_the_batch_of_somebody_else(proxy: Proxy, who: dict[str, Any]) -> None:
    batch = handed_in(proxy)

    answer = proxy.ask("DELETE", f"{BATCHES}/{batch}", who=who)

    assert answer.status_code == 404
    assert proxy.ask("GET", f"{BATCHES}/{batch}").status_code == 200


def test_a_reader_deletes_no_batch(proxy: Proxy) -> None:
    batch = handed_in(proxy)

    assert proxy.ask("DELETE", f"{BATCHES}/{batch}", who={"role": "reader"}).status_code == 403


def test_a_repeated_delete_with_the_same_key_says_the_same(proxy: Proxy) -> None:
    batch, headers = handed_in(proxy), {"Idempotency-Key": "delete-once-0001"}
    first = proxy.ask("DELETE", f"{BATCHES}/{batch}", headers=headers)

    again = proxy.ask("DELETE", f"{BATCHES}/{batch}", headers=headers)

    assert (first.status_code, again.status_code) == (204, 204)


def test_an_item_whose_model_is_silent_is_paid_once_and_not_tried_again(proxy: Proxy) -> None:
    item = {"kind": "chat", "body": {**ITEM["body"], "model": "silent"}}
    who = {"org": "silent", "role": "writer"}
    batch = proxy.ask("POST", BATCHES, json={"items": [item]}, who=who).json()["id"]

    def result() -> dict[str, Any]:
        (found,) = proxy.ask("GET", f"{BATCHES}/{batch}", who=who).json()["results"]
        return dict(found)

    wait_until(lambda: result()["state"] == "done", "the item has ended")

    books, error = Books(proxy.folder), result()["body"]
    assert error["error"]["code"] == "provider_timeout"
    assert books.settled("silent").ledger > 0
    assert books.outcomes("silent") == ["provider_timeout"]
    assert proxy.ask("GET", f"/v1/lineage/{error['request_id']}", who=who).status_code == 200
