"""Servers of models have habits of their own: what they send comes out as OpenAI would send it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from tests.servers.books import Books
from tests.servers.llm import PLACEHOLDERS, Proxy, change_manifest, local, made, running_proxy
from tests.servers.upstream import Upstream, running_upstream

CHAT = "/v1/chat/completions"
SAY = [{"role": "user", "content": "Where is my order? Write to ann.lee@example.org."}]
PARTS = {
    "type": "object",
    "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
    "required": ["a", "b"],
}
JSON = {"type": "json_schema", "json_schema": {"name": "parts", "schema": PARTS}}
TOOL = {"type": "function", "function": {"name": "leave", "parameters": PARTS}}
TELL = {"type": "function", "function": {"name": "tell", "parameters": PARTS}}
PRICE = {"input": 100, "cached": 50, "output": 400}
USAGE = {"prompt_tokens": 12, "completion_tokens": 81, "total_tokens": 93}
OWN_KEY = "sekrit-upstream-key-42abcdef"
KNOWN, UNSEEN = "gpt-4o-mini", "gemini-2.5-flash"  # whose tokens are known; one that thinks
STALLS_S = 2


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    """The server of a model."""
    with running_upstream() as upstream:
        yield upstream


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of a proxy that puts placeholders in and takes them out again."""
    folder = made(tmp_path_factory.mktemp("odd") / "app")
    change_manifest(folder, PLACEHOLDERS)
    return folder


@pytest.fixture(scope="module")
def proxy(folder: Path, upstream: Upstream) -> Iterator[Proxy]:
    """The proxy in front of it."""
    there = {"base_url": f"{upstream.url}/v1", "key": "LLM_KEY_UP", "price": PRICE}
    models = [
        local("plain", provider="openai", **there),
        local("known", provider="openai", **there, model=KNOWN),
        local("thinks", provider="openai", **there, model=UNSEEN),
        local("claude", provider="anthropic", **{**there, "base_url": upstream.url}),
        local("vectors", provider="openai", **there, kind="embeddings", max_output=0),
    ]
    environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_KEY_UP": OWN_KEY, "LLM_CACHE_SECONDS": "0"}
    with running_proxy(folder, models, LLM_WAIT_SECONDS=str(STALLS_S), **environ) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: Upstream) -> None:
    upstream.__init__(upstream.port)  # type: ignore[misc]


def chunk(delta: dict[str, Any], finish: str | None = None, **choice: Any) -> dict[str, Any]:
    """Give a chunk of a stream."""
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, **choice}]}


def events(*chunks: dict[str, Any]) -> bytes:
    """Give a stream of OpenAI's dialect."""
    lines = [f"data: {json.dumps(one)}\n\n" for one in chunks]
    return "".join([*lines, "data: [DONE]\n\n"]).encode()


def called(arguments: Any, **part: Any) -> dict[str, Any]:
    """Give a part of a tool's call."""
    function = {"name": "leave", "arguments": arguments}
    return {"tool_calls": [{"index": 0, "id": "c1", "function": function, **part}]}


def part(
    arguments: str, name: str | None, number: int | None, tool: str | None = "leave"
) -> dict[str, Any]:
    """Give a part of one of several calls."""
    function = {"arguments": arguments} | ({"name": tool} if tool else {})
    placed = {"index": number} if number is not None else {}
    return {"function": function, **placed} | ({"id": name} if name is not None else {})


def streamed(proxy: Proxy, model: str = "plain", org: str = "odd", **body: Any) -> list[Any]:
    """Give the chunks that OpenAI's client reads."""
    wish = {"stream_options": {"include_usage": True}, **body}
    return [
        *proxy.client(org=org).chat.completions.create(
            model=model, messages=SAY, stream=True, **wish
        )
    ]


def words(chunks: list[Any]) -> str:
    """Give the words of a stream in the order in which they came."""
    return "".join(one.choices[0].delta.content or "" for one in chunks if one.choices)


def arguments(chunks: list[Any]) -> dict[int, str]:
    """Give the arguments of each tool call of a stream."""
    found: dict[int, str] = {}
    for one in chunks:
        for call in (one.choices[0].delta.tool_calls or ()) if one.choices else ():
            found[call.index] = found.get(call.index, "") + (call.function.arguments or "")
    return found


LAST_WORDS = {
    "all at once": ["Your order 4711 will arrive on Monday."],
    "in two": ["Paris is the", " capital of it"],
}


@pytest.mark.parametrize("case", LAST_WORDS)
def test_last_words_that_come_with_the_end_come_in_their_order(
    proxy: Proxy, upstream: Upstream, case: str
) -> None:
    *first, last = LAST_WORDS[case]
    upstream.raw = events(
        chunk({"role": "assistant"}),
        *(chunk({"content": text}) for text in first),
        chunk({"content": last}, "stop"),
    )

    said = words(streamed(proxy))

    assert said == "".join(LAST_WORDS[case])


def test_a_placeholder_before_last_words_that_come_with_the_end_comes_back_in_its_place(
    proxy: Proxy, upstream: Upstream
) -> None:
    streamed(proxy)
    placeholder = re.search(r"\[\[EMAIL_\w+\]\]", upstream.asked())
    assert placeholder
    text = f"I wrote to {placeholder[0]} and told her "
    upstream.raw = events(chunk({"content": text}), chunk({"content": "all"}, "stop"))

    assert words(streamed(proxy)) == "I wrote to ann.lee@example.org and told her all"


def test_json_whose_last_part_comes_with_the_end_comes_in_its_order(
    proxy: Proxy, upstream: Upstream
) -> None:
    whole = '{"a": "this is what was in it", "b": 3}'
    upstream.raw = events(chunk({"content": whole[:9]}), chunk({"content": whole[9:]}, "stop"))

    assert words(streamed(proxy, response_format=JSON)) == whole


def test_arguments_whose_last_part_comes_with_the_end_come_in_their_order(
    proxy: Proxy, upstream: Upstream
) -> None:
    whole = '{"a": "write to bob.ray@example.net", "b": 5}'
    upstream.raw = events(chunk(called(whole), "tool_calls"))

    (said,) = arguments(streamed(proxy, tools=[TOOL])).values()

    assert said == '{"a": "write to [EMAIL]", "b": 5}'


def test_an_answer_that_is_cut_within_a_chunk_ends_where_it_is_cut(
    proxy: Proxy, upstream: Upstream
) -> None:
    text = "".join(f"This is sentence number {n} of the story. " for n in range(9))
    upstream.raw = events(chunk({"content": text[:60]}), chunk({"content": text[60:]}, "stop"))

    chunks = streamed(proxy, "known", max_tokens=20)

    assert text.startswith(words(chunks))
    assert len(words(chunks)) > 60
    assert [one.choices[0].finish_reason for one in chunks if one.choices][-1] == "length"


@pytest.mark.parametrize("last", ["", "and the end."])
@pytest.mark.parametrize("model", ["plain", "thinks"])
def test_usage_that_is_told_with_the_last_words_is_believed(
    proxy: Proxy, upstream: Upstream, model: str, last: str
) -> None:
    end = {**chunk({"content": last}, "stop"), "usage": USAGE}
    upstream.raw = events(chunk({"content": "word " * 80}), end)

    *_, told = streamed(proxy, model)

    assert (told.usage.prompt_tokens, told.usage.completion_tokens) == (12, 81)
    assert told.usage.prompt_tokens_details.cached_tokens == 0


def anthropic(*more: dict[str, Any], delta: dict[str, Any] | None = None) -> bytes:
    """Give a stream of Anthropic's dialect that says 100 words."""
    usage = {"input_tokens": 10, "output_tokens": 1}
    text = {"type": "text_delta", "text": "word " * 100}
    told: tuple[dict[str, Any], ...] = (
        {"type": "message_start", "message": {"id": "m", "usage": usage}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": text},
        *more,
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, **(delta or {})},
        {"type": "message_stop"},
    )
    return events(*told)


@pytest.mark.parametrize("delta", [{}, {"usage": None}, {"usage": {}}, {"usage": "x"}])
def test_what_anthropic_says_of_its_words_before_it_has_said_them_is_not_believed(
    proxy: Proxy, upstream: Upstream, delta: dict[str, Any]
) -> None:
    upstream.raw = anthropic(delta=delta)

    *_, told = streamed(proxy, "claude", max_tokens=400)

    assert told.usage.prompt_tokens == 10
    assert told.usage.completion_tokens >= 100


def test_a_stream_of_anthropic_that_breaks_costs_the_input_that_it_told(
    proxy: Proxy, folder: Path, upstream: Upstream
) -> None:
    upstream.raw = anthropic().partition(b"data: " + b'{"type": "message_delta"')[0]

    with pytest.raises(openai.APIError):
        streamed(proxy, "claude", "broken", max_tokens=400)

    bound = 400 * PRICE["output"]  # nobody knows its vocabulary
    assert Books(folder).settled("broken").ledger == 10 * PRICE["input"] + bound


@pytest.mark.parametrize(
    "usage", ["x", [1], {"input_tokens": "10", "output_tokens": "5"}, {"output_tokens": 5}]
)
def test_usage_of_anthropic_that_is_none_costs_the_words(
    proxy: Proxy, upstream: Upstream, usage: Any
) -> None:
    text = {"type": "text", "text": "Nobody is away."}
    told = {"content": [text], "stop_reason": "end_turn", "usage": usage}
    upstream.raw = json.dumps(told).encode()

    answer = proxy.client(org="odd").chat.completions.create(model="claude", messages=SAY)

    assert answer.choices[0].message.content == "Nobody is away."
    assert 0 < answer.usage.completion_tokens < 20


@pytest.mark.parametrize("stream", [True, False])
def test_who_leaves_before_a_busy_provider_is_asked_again_pays_nothing(
    proxy: Proxy, folder: Path, upstream: Upstream, stream: bool
) -> None:
    upstream.status, upstream.retry_after = 429, "1"
    org = f"left-{stream}".lower()
    body = {"model": "plain", "messages": SAY, "stream": stream}
    headers = {"Authorization": f"Bearer {proxy.token(org=org)}"}

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(proxy.url + CHAT, json=body, headers=headers, timeout=0.4)

    assert Books(folder).settled(org) == (0, 0, 0, 0)
    assert len(upstream.seen) == 1


def test_a_provider_that_wants_to_be_left_alone_is_not_asked_again_and_its_wish_is_told(
    proxy: Proxy, upstream: Upstream
) -> None:
    upstream.status, upstream.retry_after = 429, "30"

    answer = proxy.ask("POST", CHAT, json={"model": "plain", "messages": SAY}, who={"org": "odd"})

    assert (answer.status_code, answer.json()["code"]) == (503, "provider_busy")
    assert answer.headers["Retry-After"] == "30"
    assert len(upstream.seen) == 1


def test_usage_of_vectors_that_is_told_in_total_is_of_their_texts(
    proxy: Proxy, upstream: Upstream
) -> None:
    told = {"data": [{"index": 0, "embedding": [0.5]}], "usage": {"total_tokens": 6}}
    upstream.raw = json.dumps(told).encode()

    answer = proxy.client(org="odd").embeddings.create(model="vectors", input="one two three")

    assert answer.usage.prompt_tokens == 6


def test_a_whole_answer_that_comes_slowly_is_waited_for_as_long_as_it_comes(
    proxy: Proxy, upstream: Upstream
) -> None:
    message = {"role": "assistant", "content": "Nobody is away."}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    told = json.dumps({"choices": [choice], "usage": USAGE}).encode()
    upstream.pieces, upstream.pause = [b"\n", b"\n", b"\n", told], STALLS_S / 2
    began = time.monotonic()

    answer = proxy.client(org="odd").chat.completions.create(model="plain", messages=SAY)

    assert answer.choices[0].message.content == "Nobody is away."
    assert time.monotonic() - began > STALLS_S


def test_blank_lines_keep_a_stream_alive_as_comments_do(proxy: Proxy, upstream: Upstream) -> None:
    upstream.pieces = [b"\n", b"\n", b"\n", b"\n", events(chunk({"content": "Here."}, "stop"))]
    upstream.pause = STALLS_S / 2

    assert words(streamed(proxy)) == "Here."


HALVES = (r"\ud83d", r"\ude00")  # of one sign: 😀


def test_half_a_sign_loses_no_answer(proxy: Proxy, upstream: Upstream) -> None:
    parts = [chunk({"content": f"Hello {HALVES[0]}"}), chunk({"content": f"{HALVES[1]} there"})]
    upstream.raw = events(*parts, chunk({}, "stop")).replace(b"\\\\u", b"\\u")

    assert words(streamed(proxy)) == "Hello \ufffd\ufffd there"


def test_a_whole_answer_may_begin_with_a_byte_order_mark(proxy: Proxy, upstream: Upstream) -> None:
    message = {"role": "assistant", "content": "Nobody is away."}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    told = json.dumps({"choices": [choice], "usage": USAGE})
    upstream.raw = told.encode("utf-8-sig")

    whole = proxy.ask("POST", CHAT, json={"model": "plain", "messages": SAY}, who={"org": "odd"})

    assert whole.json()["choices"][0]["message"]["content"] == "Nobody is away."


def test_an_event_without_data_is_passed_over(proxy: Proxy, upstream: Upstream) -> None:
    empty = b"data:\n\n"
    upstream.raw = empty + events(chunk({"content": "Here."}), chunk({}, "stop"))

    assert words(streamed(proxy)) == "Here."


def test_an_error_that_comes_as_json_where_a_stream_was_asked_for_costs_nothing(
    proxy: Proxy, folder: Path, upstream: Upstream
) -> None:
    upstream.raw = json.dumps({"error": {"message": "x", "code": 429}}, indent=1).encode()

    body = {"model": "plain", "messages": SAY, "stream": True}
    answer = proxy.ask("POST", CHAT, json=body, who={"org": "as-json"})

    assert (answer.status_code, answer.json()["code"]) == (503, "provider_busy")
    assert Books(folder).settled("as-json") == (0, 0, 0, 0)
    assert len(upstream.seen) == 3


@pytest.mark.parametrize("numbers", [(0, 0), (None, None), (0, None), (1, 1)])
@pytest.mark.parametrize("is_one_chunk", [True, False])
def test_streamed_calls_of_tools_with_ids_are_apart_whatever_number_they_have(
    proxy: Proxy, upstream: Upstream, numbers: tuple[Any, Any], is_one_chunk: bool
) -> None:
    texts = ['{"a": "x", "b": 1}', '{"a": "y", "b": 2}']
    parts = [
        called(text, id=f"call_{at}", index=numbers[at])["tool_calls"][0]
        for at, text in enumerate(texts)
    ]
    every = [parts] if is_one_chunk else [[part] for part in parts]
    upstream.raw = events(*(chunk({"tool_calls": some}) for some in every), chunk({}, "tool_calls"))

    assert [*arguments(streamed(proxy, tools=[TOOL])).values()] == texts


ONE, TWO = '{"a": "x", "b": 1}', '{"a": "y", "b": 2}'
NOT_JSON = '{"a": NaN, "b": 1'
ODDLY_NUMBERED: dict[str, list[dict[str, Any]]] = {
    "one number and no id": [part(ONE, "", 0), part(TWO, "", 0, "tell")],
    "one number, no id and one tool": [part(ONE, None, 0), part(TWO, None, 0)],
    "one id for all": [part(ONE, "c", 0), part(TWO, "c", 1)],
    "a number where a call begins alone": [
        part("", "c1", 0),
        part(ONE, None, None, None),
        part("", "c2", 1),
        part(TWO, None, None, None),
    ],
    "a name with every part": [
        *(part(piece, "c1", 0) for piece in (ONE[:5], ONE[5:], "")),
        *(part(piece, "c2", 1) for piece in (TWO[:5], TWO[5:], "")),
    ],
    "a name with every part and no id": [
        *(part(piece, None, 0) for piece in (ONE[:5], ONE[5:], "")),
        *(part(piece, None, 1) for piece in (TWO[:5], TWO[5:])),
    ],
    "one id, no number and two tools": [part(ONE, "x", None), part(TWO, "x", None, "tell")],
    "a new id with every part": [
        *(part(ONE[:7], "i1", 0), part(ONE[7:], "i2", 0, None)),
        *(part(TWO[:7], "i3", 1), part(TWO[7:], "i4", 1, None)),
    ],
    "a new id behind arguments that are no JSON": [part(NOT_JSON, "i1", 0), part(TWO, "i2", 0)],
    "in turns under one number": [
        *(part(ONE[:7], "c1", 0), part(TWO[:9], "c2", 0)),
        *(part(ONE[7:], "c1", 0, None), part(TWO[9:], "c2", 0, None)),
    ],
    "an id that is no text": [part(ONE, {"a": 1}, 0), part(TWO, {"a": 2}, 1)],  # type: ignore[arg-type]
    "in turns": [
        *(part("", "c1", 0), part("", "c2", 1)),
        *(part(ONE[:7], None, 0, None), part(TWO[:9], None, 1, None)),
        *(part(ONE[7:], None, 0, None), part(TWO[9:], None, 1, None)),
    ],
}


@pytest.mark.parametrize("case", ODDLY_NUMBERED)
def test_two_streamed_calls_do_not_become_one(proxy: Proxy, upstream: Upstream, case: str) -> None:
    parts = (chunk({"tool_calls": [one]}) for one in ODDLY_NUMBERED[case])
    upstream.raw = events(*parts, chunk({}, "tool_calls"))

    chunks = streamed(proxy, tools=[TOOL, TELL])

    first = NOT_JSON if "no JSON" in case else ONE
    assert [*arguments(chunks).values()] == [first, TWO]


def test_an_end_that_is_the_word_null_is_none(proxy: Proxy, upstream: Upstream) -> None:
    pieces = [chunk({"content": text}, "null") for text in ("Hello ", "world.")]
    upstream.raw = events(*pieces, chunk({}, "stop"))

    assert words(streamed(proxy)) == "Hello world."


@pytest.mark.parametrize("given", ["", None, {}])
def test_a_streamed_call_without_id_and_arguments_gets_an_empty_object(
    proxy: Proxy, upstream: Upstream, given: Any
) -> None:
    upstream.raw = events(chunk(called(given, id=None)), chunk({}, "tool_calls"))

    assert [*arguments(streamed(proxy, tools=[TOOL])).values()] == ["{}"]


def test_arguments_of_a_streamed_call_may_be_an_object(proxy: Proxy, upstream: Upstream) -> None:
    upstream.raw = events(chunk(called({"a": "x", "b": 1})), chunk({}, "tool_calls"))

    (said,) = arguments(streamed(proxy, tools=[TOOL])).values()

    assert json.loads(said) == {"a": "x", "b": 1}


IN_PARTS = [
    {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}]},
    {"type": "text", "text": "Nobody is ", "url": "https://evil.example"},
    {"type": "text", "text": "away."},
]


def test_content_in_parts_is_its_text_without_thoughts(proxy: Proxy, upstream: Upstream) -> None:
    message = {"role": "assistant", "content": IN_PARTS}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    upstream.raw = json.dumps({"choices": [choice], "usage": USAGE}).encode()

    whole = proxy.ask("POST", CHAT, json={"model": "plain", "messages": SAY}, who={"org": "odd"})
    upstream.raw = events(chunk({"content": IN_PARTS}), chunk({}, "stop"))
    chunks = streamed(proxy)

    assert whole.json()["choices"][0]["message"]["content"] == "Nobody is away."
    assert "evil" not in whole.text
    assert words(chunks) == "Nobody is away."


def test_of_several_choices_only_the_first_is_given_on(proxy: Proxy, upstream: Upstream) -> None:
    other = chunk({"content": "OTHER"}, "stop", index=1)
    both = {"choices": other["choices"] + chunk({"content": " there"})["choices"]}
    upstream.raw = events(chunk({"content": "Hello"}), other, both, chunk({}, "stop"))

    assert words(streamed(proxy)) == "Hello there"


def test_words_behind_the_end_are_no_part_of_an_answer_nor_kept(
    upstream: Upstream, tmp_path: Path
) -> None:
    there = {"base_url": f"{upstream.url}/v1", "key": "LLM_KEY_UP", "price": PRICE}
    environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_KEY_UP": OWN_KEY}
    upstream.raw = events(chunk({"content": "Hello"}, "stop"), chunk({"content": " there"}))

    plain = [local("plain", provider="openai", **there)]
    with running_proxy(made(tmp_path / "app"), plain, **environ) as proxy:
        first = words(streamed(proxy))
        again = words(streamed(proxy))

    assert (first, again) == ("Hello", "Hello")
    assert len(upstream.seen) == 1


@pytest.mark.parametrize("stream", [True, False])
def test_a_provider_that_repeats_the_key_it_was_sent_tells_it_nobody(
    proxy: Proxy, upstream: Upstream, stream: bool
) -> None:
    upstream.text = f"You sent me {OWN_KEY} and I say so."

    body = {"model": "plain", "messages": SAY, "stream": stream}
    answer = proxy.ask("POST", CHAT, json=body, who={"org": "odd"})

    assert answer.status_code == 200
    assert "42abcdef" not in answer.text
    assert "removed" in answer.text


@pytest.mark.parametrize("given", [None, {}, {"a": "z", "b": 1}])
@pytest.mark.parametrize("is_told_twice", [True, False])
def test_the_input_that_anthropic_begins_a_call_with_counts_where_no_more_comes(
    proxy: Proxy, upstream: Upstream, given: Any, is_told_twice: bool
) -> None:
    block = {"type": "tool_use", "id": "t1", "name": "leave", "input": given}
    begun = {"type": "content_block_start", "index": 1, "content_block": block}
    text = json.dumps(given or {})
    part = {"type": "input_json_delta", "partial_json": text}
    again = [{"type": "content_block_delta", "index": 1, "delta": part}] if is_told_twice else []
    told = anthropic(begun, *again).replace(b'"end_turn"', b'"tool_use"')
    upstream.raw = told

    (said,) = arguments(streamed(proxy, "claude", tools=[TOOL])).values()

    assert json.loads(said) == (given or {})


def test_a_call_of_anthropic_without_input_has_an_empty_object(
    proxy: Proxy, upstream: Upstream
) -> None:
    block = {"type": "tool_use", "id": "t1", "name": "leave"}
    told = {"content": [block], "stop_reason": "tool_use"}
    upstream.raw = json.dumps(told).encode()

    answer = proxy.client(org="odd").chat.completions.create(
        model="claude", messages=SAY, tools=[TOOL]
    )

    assert answer.choices[0].message.tool_calls[0].function.arguments == "{}"


def test_the_hash_of_an_answer_is_the_same_streamed_and_whole(
    folder: Path, upstream: Upstream
) -> None:
    books, hashes = Books(folder), []
    there = {"base_url": f"{upstream.url}/v1", "key": "LLM_KEY_UP", "price": PRICE}
    environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_KEY_UP": OWN_KEY, "LLM_CACHE_SECONDS": "0"}
    call = {"id": "c1", "type": "function", "function": {"name": "leave", "arguments": ONE}}
    message = {"role": "assistant", "content": "I look it up for you now.", "tool_calls": [call]}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
    with running_proxy(folder, [local("plain", provider="openai", **there)], **environ) as proxy:
        upstream.raw = json.dumps({"choices": [choice], "usage": USAGE}).encode()
        body = {"model": "plain", "messages": SAY, "tools": [TOOL]}
        proxy.ask("POST", CHAT, json=body, who={"org": "hashes"})
        upstream.raw = events(
            chunk({"content": "I look it up "}),
            chunk(called(ONE[:9])),
            chunk({"content": "for you now."}),
            chunk(called(ONE[9:])),
            chunk({}, "tool_calls"),
        )
        streamed(proxy, tools=[TOOL], org="hashes")
        hashes = [row["output_hash"] for row in books.lineage("hashes", 2)]

    assert len({*hashes}) == 1
    assert all(hashes)


def test_a_refusal_beside_a_wish_for_json_is_said_as_plain_text(
    proxy: Proxy, upstream: Upstream
) -> None:
    asked = [{"role": "user", "content": "Call me at +44\t20 7946 0958, please."}]
    body = {"model": "plain", "messages": asked, "response_format": {"type": "json_object"}}
    proxy.ask("POST", CHAT, json=body, who={"org": "odd"})
    placeholder = re.findall(r"\[\[PHONE_\w+\]\]", upstream.asked())[-1]
    message = {"role": "assistant", "content": None, "refusal": f"I do not call {placeholder}."}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    upstream.raw = json.dumps({"choices": [choice], "usage": USAGE}).encode()

    answer = proxy.ask("POST", CHAT, json=body, who={"org": "odd"}).json()

    said = answer["choices"][0]["message"]["refusal"]
    assert said == "I do not call +44\t20 7946 0958."
