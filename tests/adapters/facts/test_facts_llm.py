"""Facts of a proxy: models, prompts and evals are read whatever their form, and junk is told."""

from __future__ import annotations

from typing import Any

import pytest

from microapp_cli.adapters.facts import llm

MODEL = b"""models:
  - alias: small
    provider: openai
    kind: chat
    needs_approval: yes please
    price: {input: 1, output: 2}
"""
PROMPT = b"id: sort\nversions:\n  - version: 1\n    model: old\n  - version: 2\n    tests: [{}]\n"
KEYS = ("models", "prompts", "evals", "cassettes", "apps", "problems", "before")
NOT_MEANT: dict[str, Any] = {"meant": {"models": {}, "prompts": {}}}
EMPTY: dict[str, Any] = {"llm": {**{key: [] for key in KEYS}, **NOT_MEANT}}


def test_a_repository_that_is_no_proxy_has_none_of_it() -> None:
    assert llm.facts({"prompts/sort.yaml": PROMPT}) == EMPTY


def test_a_model_is_told_with_its_lines_and_only_true_is_an_approval() -> None:
    (found,) = llm.facts({"models.yaml": MODEL})["llm"]["models"]

    assert (found["alias"], found["key"], found["line"]) == ("small", "", 2)
    assert found["needs_approval"] is False
    assert found["is_priced"] is True
    assert found["lines"]["kind"] == 4


@pytest.mark.parametrize("price", [b"{input: 0, output: 2}", b"{input: 1}", b"{}", b"true", b"[1]"])
def test_a_token_without_a_price_is_none_with_one(price: bytes) -> None:
    content = MODEL.replace(b"{input: 1, output: 2}", price)

    (found,) = llm.facts({"models.yaml": content})["llm"]["models"]

    assert found["is_priced"] is False


FROZEN = b"""{"hosts": {"openai.com": "openai"}, "models": {
  "openai/gpt": {"input": 2000000, "cached_input": 1000000, "output": 4000000},
  "openai/vector": {"embedding": 5000000}}}"""


@pytest.mark.parametrize(
    ("fields", "priced", "under"),
    [
        ("model: gpt, base_url: https://api.openai.com/v1", True, False),
        ("model: other, base_url: https://api.openai.com/v1", False, False),
        ("model: gpt, base_url: https://models.acme.example/v1", False, False),
        ("model: gpt, base_url: 'https://[', price: {input: 9, output: 9}", True, False),
        ("model: gpt, price: {input: 2, cached: 1, output: 4}", True, False),
        ("model: gpt, price: {input: 1, output: 4}", True, True),
        ("model: gpt, price: {input: 2, output: 3}", True, True),
        ("model: gpt, price: {input: 1, output: 4}, price_reason: A contract.", True, False),
        ("model: gpt, place: private, price: {input: 1, output: 1}", True, False),
        ("kind: embeddings, model: vector, price: {input: 4, output: 0}", True, True),
        ("kind: embeddings, model: vector, price: {input: 5, output: 0}", True, False),
    ],
)
def test_a_model_is_held_against_the_frozen_prices(fields: str, priced: bool, under: bool) -> None:
    models = f"models: [{{provider: openai, {fields}}}]".encode()
    files = {"models.yaml": models, "microapp_llm/prices.json": FROZEN}

    (found,) = llm.facts(files)["llm"]["models"]

    assert (found["is_priced"], found["is_underpriced"]) == (priced, under)


@pytest.mark.parametrize("junk", [b"", b"7", b'{"models": [], "hosts": 7}', b"\xff"])
def test_a_price_list_that_is_none_prices_nothing(junk: bytes) -> None:
    models = b"models: [{provider: openai, model: gpt, base_url: 'https://api.openai.com/v1'}]"
    files = {"models.yaml": models, "microapp_llm/prices.json": junk}

    (found,) = llm.facts(files)["llm"]["models"]

    assert found["is_priced"] is False


def test_the_latest_version_of_a_prompt_is_known() -> None:
    found = llm.facts({"models.yaml": MODEL, "prompts/sort.yaml": PROMPT})["llm"]["prompts"]

    told = [(one["version"], one["model"], one["is_latest"], one["has_tests"]) for one in found]
    assert told == [(1, "old", False, False), (2, "", True, True)]


def test_names_that_nothing_has_are_told_with_the_nearest_that_there_is() -> None:
    prompt = b"id: sort\nversions:\n  - version: 1\n    model: smal\n"
    evals = b"prompt: srt\nmodel: huge\ncases:\n  - variables: {text: a}\n"
    files = {"models.yaml": MODEL, "prompts/sort.yaml": prompt, "evals/sort.yaml": evals}

    found = llm.facts(files)["llm"]

    assert found["meant"] == {"models": {"smal": "small"}, "prompts": {"srt": "sort"}}
    assert found["evals"][0]["cases"][0]["variables"] == ["text"]


def test_recorded_answers_are_found_by_prompt_and_version() -> None:
    recorded = b'{"format": 1, "answers": {"b": {}, "a": {}}}'
    files = {"models.yaml": MODEL, "evals/cassettes/sort.v2.small.json": recorded}

    (found,) = llm.facts(files)["llm"]["cassettes"]

    assert found == {
        **{"path": "evals/cassettes/sort.v2.small.json", "prompt": "sort", "version": 2},
        **{"answers": ["a", "b"], "is_broken": False},
    }


@pytest.mark.parametrize(
    "junk",
    [
        *(b"", b"\xff\xfe", b"[" * 100_000, b"7", b"null", b'{"format": 1, "answers": [1]}', b"{"),
        *(
            b'{"answers": {}}',
            b'{"format": 2, "answers": {}}',
            b'{"format": 1, "answers": {"a": 1}}',
        ),
    ],
)
def test_a_recording_that_is_none_is_told_as_broken_and_holds_no_answer(junk: bytes) -> None:
    files = {"models.yaml": MODEL, "evals/cassettes/sort.v2.small.json": junk}

    (found,) = llm.facts(files)["llm"]["cassettes"]

    assert (found["is_broken"], found["answers"]) == (True, [])


@pytest.mark.parametrize("path", ["models.yaml", "prompts/sort.yaml", "evals/sort.yaml"])
@pytest.mark.parametrize("junk", [b"\xff", b"[" * 100, b"a: b: c", b"&a [*a]"])
def test_a_file_that_is_no_yaml_is_told(path: str, junk: bytes) -> None:
    found = llm.facts({"models.yaml": MODEL, path: junk})

    assert [one["path"] for one in found["unreadable"]] == [path]


@pytest.mark.parametrize("odd", [b"", b"7", b"[]", b"models: 7", b"models: [7, null, []]"])
def test_yaml_of_another_form_has_no_field_that_could_please_a_rule(odd: bytes) -> None:
    found = llm.facts({"models.yaml": odd})["llm"]["models"]

    assert not any(one["is_priced"] or one["place"] or one["needs_approval"] for one in found)


def test_a_key_that_somebody_wrote_down_is_not_shown() -> None:
    content = MODEL + b"    key: sk-very-secret\n"

    (found,) = llm.facts({"models.yaml": content})["llm"]["models"]

    assert found["key"] == "(hidden)"
