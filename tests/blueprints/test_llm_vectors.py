"""Vectors over HTTP: paid from the budget of embeddings, redacted, and one's own to take out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.servers.llm import EMBED, Proxy, local, made, running_proxy
from tests.servers.sqlite_vec import with_vec

VECTORS, SEARCH = "/v1/vectors", "/v1/vectors/search"
ANN: dict[str, Any] = {"org": "acme", "sub": "ann"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of a proxy that may keep redacted texts."""
    folder = made(tmp_path_factory.mktemp("vectors") / "app")
    manifest = folder / "microapp.yaml"
    text = manifest.read_text("utf-8")
    changed = text.replace("prompt_bodies: {value: none", "prompt_bodies: {value: redacted_30d")
    assert changed != text
    manifest.write_text(changed, "utf-8")
    apps = {"apps": [{"name": "desk", "active": True}]}
    (folder / "apps.yaml").write_text(yaml.safe_dump(apps), "utf-8")
    return folder


@pytest.fixture(scope="module")
def proxy(folder: Path) -> Iterator[Proxy]:
    """A proxy that keeps vectors."""
    with with_vec(), running_proxy(folder, [local("small"), EMBED], LLM_VECTORS="on") as proxy:
        yield proxy


def put(proxy: Proxy, *texts: str, **more: Any) -> httpx.Response:
    """Put texts under the ids t0, t1 and so on."""
    who = more.pop("who", ANN)
    headers = more.pop("headers", {})
    items = [{"id": f"t{n}", "text": text, **more} for n, text in enumerate(texts)]
    body = {"model": "embed", "items": items}
    return proxy.ask("POST", VECTORS, json=body, who=who, headers=headers)


def search(proxy: Proxy, text: str, **who: Any) -> list[dict[str, Any]]:
    """Give what is nearest to a text."""
    body = {"model": "embed", "text": text, "top": 5}
    answer = proxy.ask("POST", SEARCH, json=body, who={**ANN, **who})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_text_is_found_by_another_like_it_and_paid_for(proxy: Proxy) -> None:
    who = {"org": "finders", "sub": "ann"}

    answer = put(proxy, "Who is away today?", "Steel prices rise.", who=who)
    found = search(proxy, "Who is away today?", **who)

    assert answer.status_code == 200, answer.text
    assert (answer.json()["stored"], answer.json()["pruned"]) == (2, 0)
    assert found[0]["id"] == "t0"
    assert found[0]["score"] > 0.99 > found[1]["score"]
    levels = proxy.ask("GET", "/v1/budget", who=who).json()["levels"]
    spent = {level["budget"]: level["spent_nano"] for level in levels}
    assert spent["chat"] == 0 < spent["embeddings"]
    name = answer.headers["llm-request-id"]
    assert proxy.ask("GET", f"/v1/lineage/{name}", who=who).status_code == 200


def test_what_is_kept_and_shown_is_redacted(proxy: Proxy, folder: Path) -> None:
    who = {"org": "careful", "sub": "ann"}
    said, about = "Write to eve@evil.example about it.", {"by": "eve@evil.example", "year": 2026}

    put(proxy, said, who=who, metadata=about)

    (found,) = search(proxy, said, **who)
    assert "[EMAIL" in found["text"]
    assert found["metadata"]["year"] == 2026
    assert "eve@" not in json.dumps(found)
    kept = [path for path in (folder / ".local").iterdir() if ".vectors.db" in path.name]
    assert kept
    assert not any(b"eve@evil" in path.read_bytes() for path in kept)


@pytest.mark.parametrize(
    "other", [{"org": "evil"}, {"azp": "desk"}, {"org": "evil", "role": "admin"}]
)
def test_another_organisation_or_app_finds_exports_and_deletes_nothing(
    proxy: Proxy, other: dict[str, str]
) -> None:
    who = {"org": "walled", "sub": "ann"}
    put(proxy, "Nobody else may see this.", who=who)

    stranger = {**who, **other}

    assert search(proxy, "Nobody else may see this.", **stranger) == []
    assert proxy.ask("DELETE", f"{VECTORS}/t0", who=stranger).status_code == 404
    assert proxy.ask("GET", f"{VECTORS}/export", who=stranger).text == ""
    assert proxy.ask("DELETE", VECTORS, who=stranger).json() == {"deleted": 0}
    assert len(search(proxy, "Nobody else may see this.", **who)) == 1


def test_everybody_takes_out_and_forgets_their_own(proxy: Proxy) -> None:
    org = {"org": "owners"}
    put(proxy, "Steel prices rise.", "Steel prices fall.", who={**org, "sub": "ann"})
    taken = put(proxy, "Copper is dear.", who={**org, "sub": "bob"})

    lines = proxy.ask("GET", f"{VECTORS}/export", who={**org, "sub": "ann"}).text.splitlines()
    not_hers = proxy.ask("DELETE", f"{VECTORS}/t0", who={**org, "sub": "bob"})
    one = proxy.ask("DELETE", f"{VECTORS}/t0", who={**org, "sub": "ann"})
    rest = proxy.ask("DELETE", VECTORS, who={**org, "sub": "ann"})

    assert (taken.status_code, taken.json()["code"]) == (409, "vector_taken")
    assert [json.loads(line)["text"] for line in lines] == [
        "Steel prices rise.",
        "Steel prices fall.",
    ]
    assert (not_hers.status_code, one.status_code) == (404, 204)
    assert rest.json() == {"deleted": 1}
    assert search(proxy, "Steel prices rise.", **org) == []


@pytest.mark.parametrize(
    "narrowed",
    [{"params": {"id": "t0"}}, {"json": {"ids": ["t0"]}}, {"content": iter([b"t0"])}],
    ids=["a query", "a body", "a body in chunks"],
)
def test_a_deletion_that_asks_for_less_than_all_deletes_nothing(
    proxy: Proxy, narrowed: dict[str, Any]
) -> None:
    who = {"org": "narrow", "sub": "ann"}
    put(proxy, "Steel prices rise.", "Steel prices fall.", who=who)

    answer = proxy.ask("DELETE", VECTORS, who=who, **narrowed)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert len(search(proxy, "Steel prices rise.", **who)) == 2


def test_a_refusal_that_is_paid_says_so_and_comes_back_for_its_key_without_a_second_payment(
    proxy: Proxy,
) -> None:
    who = {"org": "paying", "sub": "bob"}
    put(proxy, "Steel prices rise.", who={**who, "sub": "ann"})
    key = {"Idempotency-Key": "the-key-of-bob"}

    def spent() -> int:
        levels = proxy.ask("GET", "/v1/budget", who=who).json()["levels"]
        return sum(level["spent_nano"] for level in levels if level["budget"] == "embeddings")

    first = put(proxy, "Copper is dear.", who=who, headers=key)
    paid = spent()
    again = put(proxy, "Copper is dear.", who=who, headers=key)

    assert (first.status_code, first.json()["code"]) == (409, "vector_taken")
    assert first.headers["x-should-retry"] == "false"
    assert again.headers["llm-request-id"] == first.headers["llm-request-id"]
    assert (again.status_code, spent()) == (409, paid)


def test_an_id_that_is_a_card_is_refused_as_what_it_is(proxy: Proxy) -> None:
    body = {"model": "embed", "items": [{"id": "4111111111111111", "text": "Steel."}]}

    answer = proxy.ask("POST", VECTORS, json=body, who=ANN)

    assert (answer.status_code, answer.json()["code"]) == (422, "blocked")
    assert "The name of a vector, its id, holds" in answer.json()["message"]


def test_an_admin_deletes_what_anybody_of_the_app_put(proxy: Proxy) -> None:
    put(proxy, "Steel prices rise.", who={"org": "headed", "sub": "ann"})

    boss = {"org": "headed", "sub": "boss", "role": "admin"}

    assert proxy.ask("DELETE", f"{VECTORS}/t0", who=boss).status_code == 204


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"items": [{"id": "a", "text": "x"}, {"id": "a", "text": "y"}]}, "invalid"),
        ({"items": [{"id": "a b", "text": "x"}]}, "invalid"),
        ({"items": [{"id": "a", "text": "x", "metadata": {"a": {"b": 1}}}]}, "invalid"),
        ({"items": [{"id": "a", "text": "x", "metadata": {"a": "x" * 501}}]}, "invalid"),
        ({"items": [{"id": "a", "text": "x", "owner": "eve"}]}, "invalid"),
        ({"items": 5}, "invalid"),
        ({"x.metadata": 1}, "invalid"),
        ({"items": [{"id": "4111111111111111", "text": "x"}]}, "blocked"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    proxy: Proxy, body: dict[str, Any], code: str
) -> None:
    who = {"org": "strict", "sub": "ann"}

    answer = proxy.ask("POST", VECTORS, json={"model": "embed", **body}, who=who)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert proxy.ask("GET", f"{VECTORS}/export", who=who).text == ""


@pytest.mark.parametrize(
    ("metadata", "field", "words"),
    [
        ({"year": 2026, "tags": ["a"]}, "items[1].metadata.tags", "got a list"),
        ({"year": 2026, "who": None}, "items[1].metadata.who", "got nothing"),
        ({"year": 10**16}, "items[1].metadata.year", "a whole number <="),
        ({"year": 2026, "a b": 1}, "items[1].metadata.a b", "letters, digits"),
        ({"year": 2026, "note": "x" * 501}, "items[1].metadata.note", "500 characters"),
        ({f"f{n}": n for n in range(17)}, "items[1].metadata", "16 fields"),
    ],
)
def test_metadata_that_does_not_fit_is_told_with_the_name_of_its_field(
    proxy: Proxy, metadata: dict[str, Any], field: str, words: str
) -> None:
    items = [{"id": "a", "text": "x"}, {"id": "b", "text": "y", "metadata": metadata}]

    refused = proxy.ask("POST", VECTORS, json={"model": "embed", "items": items}, who=ANN)

    (detail,) = refused.json()["details"]
    assert (refused.status_code, detail["field"]) == (422, field)
    assert words in detail["message"]
    assert refused.json()["message"] == f"{field}: {detail['message']}"


def test_a_reader_searches_and_changes_nothing(proxy: Proxy) -> None:
    who = {"org": "readers", "sub": "ann", "role": "reader"}

    assert put(proxy, "x", who=who).status_code == 403
    assert proxy.ask("DELETE", VECTORS, who=who).status_code == 403
    assert search(proxy, "x", **who) == []


def test_a_put_that_is_repeated_is_made_and_paid_once(proxy: Proxy) -> None:
    who, headers = {"org": "twice", "sub": "ann"}, {"Idempotency-Key": "a-key-of-this-test"}

    first, second = (put(proxy, "Say it once.", who=who, headers=headers) for _ in range(2))

    assert first.json() == second.json()
    usage = proxy.ask("GET", "/v1/usage", who=who).json()["items"]
    assert [row["calls"] for row in usage] == [1]


def test_metrics_say_how_much_is_kept(proxy: Proxy) -> None:
    before = proxy.metric("microapp_llm_vectors_kept")

    put(proxy, "One more.", who={"org": "counted", "sub": "ann"})

    assert proxy.metric("microapp_llm_vectors_kept") == before + 1
    assert proxy.metric('microapp_llm_vectors_total{service="leave-helper",what="put"') >= 1
    assert proxy.metric("microapp_llm_vectors_bytes") > 0


def test_a_store_without_room_refuses_and_says_so_before_and_after(tmp_path: Path) -> None:
    folder, room = made(tmp_path / "app"), "300000"
    with (
        with_vec(),
        running_proxy(folder, [EMBED], LLM_VECTORS="on", LLM_VECTORS_TOTAL_BYTES=room) as proxy,
    ):
        put(proxy, "x")
        before = proxy.metric("microapp_llm_vectors_used_ratio")

        about = {f"k{n}": "y" * 500 for n in range(16)}
        refused = put(proxy, *(f"text {n}" for n in range(60)), metadata=about)

        assert (refused.status_code, refused.json()["code"]) == (503, "vectors_full")
        assert 0 < before < 0.5
        assert (
            proxy.metric('microapp_llm_vectors_total{service="leave-helper",what="refused"') == 60
        )
        put(proxy, *(f"text {n}" for n in range(20)), metadata=about)
        assert proxy.metric("microapp_llm_vectors_used_ratio") > 0.5
        assert proxy.metric("microapp_llm_vectors_kept") == 20


def test_vectors_are_off_by_default_and_say_who_can_turn_them_on(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")

    with running_proxy(folder) as proxy:
        answers = [put(proxy, "x"), proxy.ask("DELETE", VECTORS, who=ANN)]

    assert {(a.status_code, a.json()["code"]) for a in answers} == {(404, "vectors_off")}
    assert not list((folder / ".local").glob("*.vectors.db*"))


def test_more_at_once_than_is_kept_is_refused_before_it_is_paid(folder: Path) -> None:
    few = {"LLM_VECTORS": "on", "LLM_VECTORS_ROWS": "2"}
    with with_vec(), running_proxy(folder, [local("small"), EMBED], **few) as proxy:
        refused = put(proxy, "one", "two", "three")
        levels = proxy.ask("GET", "/v1/budget", who=ANN).json()["levels"]
        fits = put(proxy, "one", "two")

    assert (refused.status_code, refused.json()["details"][0]["field"]) == (422, "items")
    assert "At most 2" in refused.json()["details"][0]["message"]
    assert (fits.status_code, fits.json()["stored"]) == (200, 2)
    assert {level["spent_nano"] for level in levels} == {0}
