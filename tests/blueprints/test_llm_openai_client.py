"""OpenAI's official client works unmodified against the proxy, errors as its own exceptions."""

from __future__ import annotations

import base64
import json
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import openai
import pytest
import yaml
from rs_bpe.bpe import openai as vocabularies

from microapp_llm.providers.breaker import FAILURES
from tests.servers.llm import EMBED, Proxy, local, made, running_proxy

TOOL = {
    "type": "function",
    "function": {
        "name": "leave",
        "description": "Tells who is away.",
        "parameters": {"type": "object", "properties": {"who": {"type": "string"}}},
    },
}
SAY = [{"role": "user", "content": "Who is away on Monday?"}]
ASKED = {"model": "small", "messages": SAY}
SPACES = 58_040  # the token of 128 spaces
DECISION = "/v1/approvals/01a218e0-c19d-77af-8703-58b2c9241ece/decision"
WISH = {"model": "small", "reason": "to try", "days": 1}
MODELS = [
    local("small"),
    EMBED,
    {**EMBED, "alias": "embed-3", "model": "text-embedding-3-small"},
    local("busy", faults=["429"]),
    local("broken", faults=["500"]),
    local("down", faults=["500"]),
    local("half", faults=["half"]),
    local("patched", faults=["500"], fallback=["small"]),
    local("silent", faults=["timeout"]),
    local("public-only", sensitivity_max="public"),
    local("strong", place="external_powerful", needs_approval=True),
]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A running proxy with models of every kind."""
    folder = made(tmp_path_factory.mktemp("openai") / "app")
    with running_proxy(folder, MODELS, LLM_WAIT_SECONDS="1") as proxy:
        yield proxy


def test_a_chat_is_answered_by_the_local_provider_that_says_so(proxy: Proxy) -> None:
    found = proxy.client().chat.completions.create(model="small", messages=SAY)

    message = found.choices[0].message
    assert message.content == (
        "This is the local provider, not a model. You said: Who is away on Monday?"
    )
    assert found.usage is not None
    assert found.usage.completion_tokens > 0
    assert found.model == "small"


def test_the_local_provider_counts_tokens_as_a_model_does(proxy: Proxy) -> None:
    found = proxy.client().chat.completions.create(model="small", messages=SAY)
    vectors = proxy.client().embeddings.create(model="embed", input="Who is away on Monday?")

    used = found.usage
    assert (used.prompt_tokens, used.completion_tokens, used.total_tokens) == (6, 19, 25)
    assert vectors.usage.prompt_tokens == 6


def test_two_system_texts_can_be_told_apart_in_what_the_local_provider_says(proxy: Proxy) -> None:
    texts = ("Be kind.", "Be brief.", "Be kind.")

    said = [
        proxy.client(org=f"org-{n}")
        .chat.completions.create(model="small", messages=[{"role": "system", "content": t}, *SAY])
        .choices[0]
        .message.content
        for n, t in enumerate(texts)
    ]

    assert said[0] == said[2] != said[1]
    assert "system text has 2 words" in said[0]


def test_the_mark_of_a_stored_prompt_is_no_part_of_its_system_text(proxy: Proxy) -> None:
    prompt = yaml.safe_load((proxy.folder / "prompts" / "summarise-text.yaml").read_text("utf-8"))
    words = prompt["versions"][-1]["messages"][0]["content"].split()

    answer = proxy.ask("POST", "/v1/prompts/summarise-text/run", json={"variables": {"text": "a"}})

    assert f"system text has {len(words)} words" in answer.json()["output"]


def test_a_stream_says_the_same_as_the_whole_answer(proxy: Proxy) -> None:
    say = [{"role": "user", "content": "Streamed before it is whole."}]

    stream = proxy.client().chat.completions.create(
        model="small",
        messages=say,
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    whole = proxy.client().chat.completions.create(model="small", messages=say)

    said = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert said == whole.choices[0].message.content
    assert sum(1 for c in chunks if c.choices) > 3
    assert chunks[-1].usage is not None
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"


@pytest.mark.parametrize("stream", [False, True])
def test_what_a_stand_in_says_is_not_kept_as_the_answer_of_the_model(
    proxy: Proxy, stream: bool
) -> None:
    asked = {"model": "patched", "messages": SAY, "stream": stream}
    who = {"org": f"patched-{stream}"}

    for _ in range(2):
        answer = proxy.ask("POST", "/v1/chat/completions", json=asked, who=who)
        name = answer.headers["llm-request-id"]
        (entry,) = proxy.ask("GET", f"/v1/lineage/{name}", who=who).json()["entries"]

        assert (entry["cache"], entry["model_served"]) == ("miss", "small")


def test_what_a_stand_in_says_is_in_the_ledger_under_its_own_name(proxy: Proxy) -> None:
    who = {"org": "stood-in"}

    proxy.client(**who).chat.completions.create(model="patched", messages=SAY)

    (row,) = proxy.ask("GET", "/v1/usage", who=who).json()["items"]
    assert row["model"] == "small"


@pytest.mark.parametrize("cache", ["miss", "hit"])
def test_lineage_says_which_model_made_a_vector_and_of_which_size(proxy: Proxy, cache: str) -> None:
    size = {"dimensions": 64, "encoding_format": "int8"}
    asked = {"model": "embed", "input": "cached or not", **size}

    answer = proxy.ask("POST", "/v1/embeddings", json=asked)

    (entry,) = proxy.ask("GET", f"/v1/lineage/{answer.headers['llm-request-id']}").json()["entries"]
    assert (entry["cache"], entry["model_served"]) == (cache, "embed")
    assert entry["parameters"] == size


@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_is_called(proxy: Proxy, stream: bool) -> None:
    client = proxy.client()

    if stream:
        with client.chat.completions.stream(model="small", messages=SAY, tools=[TOOL]) as events:
            for _ in events:
                pass
            found = events.get_final_completion()
    else:
        found = client.chat.completions.create(model="small", messages=SAY, tools=[TOOL])

    calls = found.choices[0].message.tool_calls
    assert calls[0].function.name == "leave"
    assert json.loads(calls[0].function.arguments) == {"who": "Who is away on Monday?"}
    assert found.choices[0].finish_reason == "tool_calls"


@pytest.mark.parametrize("dumped", [False, True], ids=["as it came", "with all its nulls"])
def test_the_result_of_a_tool_goes_back_to_the_model(proxy: Proxy, dumped: bool) -> None:
    client = proxy.client()
    first = client.chat.completions.create(model="small", messages=SAY, tools=[TOOL])
    message = first.choices[0].message

    result = {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "nobody"}
    found = client.chat.completions.create(
        model="small",
        messages=[*SAY, message.model_dump() if dumped else message, result],
        tools=[TOOL],
    )

    assert found.choices[0].message.content.endswith("You said: nobody")


def test_a_model_sees_the_tools_alone_that_the_choice_allows(proxy: Proxy) -> None:
    other: Any = {**TOOL, "function": {"name": "pay"}}
    allowed = {"mode": "required", "tools": [{"type": "function", "function": {"name": "leave"}}]}
    choice: Any = {"type": "allowed_tools", "allowed_tools": allowed}

    found = proxy.client().chat.completions.create(
        model="small", messages=SAY, tools=[other, TOOL], tool_choice=choice
    )

    (call,) = found.choices[0].message.tool_calls
    assert call.function.name == "leave"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["pay"], "tool_choice names a tool that is not among tools."),
        ([], "Expected a list of length >= 1"),
    ],
)
def test_tools_that_are_allowed_but_not_there_are_refused(
    proxy: Proxy, names: list[str], said: str
) -> None:
    tools = [{"type": "function", "function": {"name": name}} for name in names]
    choice: Any = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": tools}}

    with pytest.raises(openai.UnprocessableEntityError) as caught:
        proxy.client().chat.completions.create(
            model="small", messages=SAY, tools=[TOOL], tool_choice=choice
        )

    assert said in caught.value.message


@pytest.mark.parametrize("beside", [[], [{"type": "text", "text": "Hello."}]])
def test_what_the_model_refused_before_goes_back_to_it_as_a_part(
    proxy: Proxy, beside: list[dict[str, str]]
) -> None:
    refused: Any = {
        "role": "assistant",
        "content": [*beside, {"type": "refusal", "refusal": "I do not call ann.lee@acme.example."}],
    }

    found = proxy.client().chat.completions.create(model="small", messages=[*SAY, refused, *SAY])

    assert found.choices[0].message.content.endswith("You said: Who is away on Monday?")


@pytest.mark.parametrize("role", ["system", "user", "assistant"])
def test_a_part_must_say_what_it_is(proxy: Proxy, role: str) -> None:
    message: Any = {"role": role, "content": [{"text": "Hi."}]}

    with pytest.raises(openai.UnprocessableEntityError, match="type"):
        proxy.client().chat.completions.create(model="small", messages=[message, *SAY])


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_max_tokens_cut_says_so_and_has_no_more(proxy: Proxy, stream: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if stream else {}

    found = proxy.client().chat.completions.create(
        model="small", messages=SAY, max_tokens=12, stream=stream, **options
    )

    if stream:
        *chunks, last = found
        reason, usage = chunks[-1].choices[0].finish_reason, last.usage
        text = "".join(c.choices[0].delta.content or "" for c in chunks)
    else:
        reason, usage = found.choices[0].finish_reason, found.usage
        text = found.choices[0].message.content
    assert (reason, text) == ("length", "This is the local provider, not a model. You said")
    assert usage.completion_tokens == 12


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"max_tokens": 100_000}, "400"),
        ({"max_completion_tokens": 401}, "400"),
        ({"max_tokens": 400}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_wish_for_more_tokens_than_there_are_is_lowered_and_told(
    proxy: Proxy, wish: dict[str, int], told: str | None, stream: bool
) -> None:
    answer = proxy.ask("POST", "/v1/chat/completions", json={**ASKED, **wish, "stream": stream})

    assert answer.status_code == 200
    assert answer.headers.get("LLM-Max-Tokens") == told


def test_a_repeated_answer_says_again_that_fewer_tokens_were_to_be_had(proxy: Proxy) -> None:
    body, key = {**ASKED, "max_tokens": 401}, {"Idempotency-Key": "lowered-once"}
    first, again = (proxy.ask("POST", "/v1/chat/completions", json=body, headers=key) for _ in "12")

    assert first.headers["LLM-Max-Tokens"] == again.headers["LLM-Max-Tokens"] == "400"
    assert first.json() == again.json()


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_says_when_it_was_made(proxy: Proxy, stream: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if stream else {}
    before = int(time.time())

    found = proxy.client().chat.completions.create(
        model="small", messages=SAY, stream=stream, **options
    )

    times = {chunk.created for chunk in found} if stream else {found.created}
    assert len(times) == 1
    assert before <= times.pop() <= time.time()


@pytest.mark.parametrize("stream", [False, True])
def test_json_is_made_to_fit_into_max_tokens(proxy: Proxy, stream: bool) -> None:
    say = [{"role": "user", "content": "A long story of many words. " * 20}]

    found = proxy.client().chat.completions.create(
        model="small",
        messages=say,
        max_tokens=100,
        stream=stream,
        response_format={"type": "json_object"},
    )

    text = (
        "".join(c.choices[0].delta.content or "" for c in found)
        if stream
        else found.choices[0].message.content
    )
    assert "not a model" in json.loads(text)["note"]


@pytest.mark.parametrize("dimensions", [1, 8, 512])
def test_vectors_have_as_many_dimensions_as_asked(proxy: Proxy, dimensions: int) -> None:
    found = proxy.client().embeddings.create(
        model="embed", input=["one", "two"], dimensions=dimensions
    )

    assert [len(item.embedding) for item in found.data] == [dimensions] * 2


def test_more_dimensions_than_any_model_has_are_refused(proxy: Proxy) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        proxy.client().embeddings.create(model="embed", input="one", dimensions=8_193)

    assert caught.value.param == "dimensions"


@pytest.mark.parametrize("encoding", ["float", "base64"])
def test_embeddings_come_in_the_order_of_the_texts(proxy: Proxy, encoding: str) -> None:
    client = proxy.client()

    found = client.embeddings.create(
        model="embed", input=["one", "two", "one"], encoding_format=encoding
    )

    first, second, third = (item.embedding for item in found.data)
    if encoding == "base64":
        first, second, third = (
            list(struct.unpack("<64f", base64.b64decode(str(v)))) for v in (first, second, third)
        )
    assert first == third != second
    assert len(first) == 64


def test_the_models_are_listed(proxy: Proxy) -> None:
    found = proxy.client().models.list()

    assert {"small", "embed"} <= {model.id for model in found}


def test_a_model_says_of_which_day_the_prices_are_that_it_is_held_against(proxy: Proxy) -> None:
    prices = json.loads((proxy.folder / "microapp_llm" / "prices.json").read_text())

    created = {model.created for model in proxy.client().models.list()}

    (at,) = {datetime.fromtimestamp(moment, UTC) for moment in created}
    assert at.isoformat() == f"{prices['frozen']}T00:00:00+00:00"


def test_a_model_is_told_of_alone_as_in_the_list(proxy: Proxy) -> None:
    client = proxy.client()

    listed = {model.id: model.to_dict() for model in client.models.list()}

    assert listed == {name: client.models.retrieve(name).to_dict() for name in listed}
    assert listed["small"]["price"]


@pytest.mark.parametrize("alias", ["nobody", "auto", "x" * 5_000])
def test_a_model_that_is_not_listed_is_not_told_of(proxy: Proxy, alias: str) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        proxy.client().models.retrieve(alias)

    assert caught.value.code == "model_not_found"
    assert "GET /v1/models lists those that are." in caught.value.message
    assert len(caught.value.response.json()["message"]) < 200


def test_only_a_reader_is_told_of_a_model(proxy: Proxy) -> None:
    assert proxy.ask("GET", "/v1/models/small", who={"role": "stranger"}).status_code == 403


def test_json_that_holds_to_a_schema_comes_back_as_asked(proxy: Proxy) -> None:
    schema = {
        "type": "object",
        "properties": {"days": {"type": "integer"}},
        "required": ["days"],
        "additionalProperties": False,
    }
    wish = {"type": "json_schema", "json_schema": {"name": "leave", "schema": schema}}

    found = proxy.client().chat.completions.create(
        model="small",
        messages=SAY,
        response_format=wish,
    )

    assert json.loads(found.choices[0].message.content) == {"days": 1}


def test_a_provider_that_keeps_failing_is_shown_to_be_left_alone(proxy: Proxy) -> None:
    opened = 'microapp_llm_breaker_open{model="down"'
    before = proxy.metric(opened)

    for number in range(FAILURES):
        with pytest.raises(openai.InternalServerError):
            proxy.client(sub=f"user-{number}").chat.completions.create(model="down", messages=SAY)

    assert (before, proxy.metric(opened)) == (0, 1)
    assert proxy.metric('microapp_llm_breaker_open{model="small"') == 0
    assert proxy.metric('microapp_llm_waiting{service="leave-helper",what="lineage"}') >= 0
    waiting = 'microapp_llm_waiting{service="leave-helper",what="batch_items"} 0.0'
    assert waiting in proxy.ask("GET", "/metrics").text


@pytest.mark.parametrize(
    ("model", "error", "code"),
    [
        ("nobody", openai.NotFoundError, "model_not_found"),
        ("public-only", openai.PermissionDeniedError, "model_not_allowed"),
        ("strong", openai.PermissionDeniedError, "model_not_allowed"),
        ("busy", openai.InternalServerError, "provider_busy"),
        ("broken", openai.InternalServerError, "provider_unavailable"),
        ("silent", openai.InternalServerError, "provider_timeout"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_each_failure_is_the_clients_own_exception(
    proxy: Proxy, model: str, error: type[openai.APIStatusError], code: str, stream: bool
) -> None:
    with pytest.raises(error) as caught:
        proxy.client().chat.completions.create(model=model, messages=SAY, stream=stream)

    assert caught.value.code == code
    envelope = caught.value.response.json()
    assert envelope["code"] == code
    assert envelope["message"]
    assert envelope["details"] == []


@pytest.mark.parametrize("name", ["Meta/Llama-3", "GPT-4o", "a\r\nb\x1b[31m", "x" * 100_000, ""])
def test_a_name_that_no_model_can_have_is_an_unknown_model_and_is_not_said_again(
    proxy: Proxy, name: str
) -> None:
    asked = {"input": "a", "messages": SAY}
    calls = [("/v1/chat/completions", "messages"), ("/v1/embeddings", "input")]

    for path, words in calls:
        answer = proxy.ask("POST", path, json={"model": name, words: asked[words]})
        told = answer.json()

        assert (answer.status_code, told["error"]["code"]) == (404, "model_not_found")
        assert told["details"] == []
        assert not name or name not in told["message"]
        assert "GET /v1/models lists those that are." in told["message"]
        assert len(answer.content) < 500
    with pytest.raises(openai.NotFoundError):
        proxy.client().chat.completions.create(model=name, messages=SAY)


def test_a_stream_that_breaks_off_is_an_error_of_the_client(proxy: Proxy) -> None:
    stream = proxy.client().chat.completions.create(model="half", messages=SAY, stream=True)

    with pytest.raises(openai.APIError) as caught:
        list(stream)

    assert caught.value.code == "provider_broke_off"


def test_a_call_without_a_token_is_the_clients_authentication_error(proxy: Proxy) -> None:
    stranger: Any = openai.OpenAI(base_url=f"{proxy.url}/v1", api_key="none", max_retries=0)

    with pytest.raises(openai.AuthenticationError, match="Send an access token of your sign-in"):
        stranger.chat.completions.create(model="small", messages=SAY)


def test_an_unknown_field_is_refused_and_named(proxy: Proxy) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        proxy.client().chat.completions.create(
            model="small", messages=SAY, extra_body={"base_url": "http://evil.example"}
        )

    assert "base_url" in str(caught.value)


@pytest.mark.parametrize("stream", [False, True])
def test_several_answers_in_one_call_are_refused_and_it_is_said_what_to_do(
    proxy: Proxy, stream: bool
) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        proxy.client().chat.completions.create(model="small", messages=SAY, n=2, stream=stream)

    assert caught.value.param == "n"
    assert "Make as many calls as you want answers" in str(caught.value)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}, "A picture"),
        ({"type": "input_audio", "input_audio": {"data": "AA", "format": "wav"}}, "A sound"),
        ({"type": "file", "file": {"file_id": "file-1"}}, "A file"),
    ],
)
def test_what_nobody_can_look_into_is_refused_and_it_is_said_what_to_do(
    proxy: Proxy, part: dict[str, Any], said: str
) -> None:
    content = [{"type": "text", "text": "What is this?"}, part]

    with pytest.raises(openai.UnprocessableEntityError) as caught:
        proxy.client().chat.completions.create(
            model="small", messages=[{"role": "user", "content": content}]
        )

    assert caught.value.param == "messages[0].content[1]"
    assert f"{said} is not taken" in str(caught.value)
    assert "Send text" in str(caught.value)


def test_a_picture_in_a_tools_json_is_refused_as_one_in_a_message_is(proxy: Proxy) -> None:
    address = f"data:image/png;base64,{base64.b64encode(bytes(300)).decode()}"
    told = json.dumps({"shown": [address]})
    function = {"name": "look", "arguments": told}
    calls = [{"id": "c", "type": "function", "function": function}]
    asked = {"role": "assistant", "tool_calls": calls}
    gave = {"role": "tool", "tool_call_id": "c", "content": told}

    for message in (asked, gave):
        with pytest.raises(openai.UnprocessableEntityError) as caught:
            proxy.client().chat.completions.create(model="small", messages=[*SAY, message])
        assert caught.value.code == "invalid"
        assert "A tool's JSON holds a picture, which is not taken" in str(caught.value)
        assert "Send text" in str(caught.value)


def test_texts_that_a_client_cut_into_tokens_get_the_vectors_of_the_texts(proxy: Proxy) -> None:
    texts = ["Who is away on Monday?", "grün 😀"]
    tokens = [vocabularies.cl100k_base().encode(text) for text in texts]
    made = proxy.client(org="tokens").embeddings

    cut = [made.create(model="embed-3", input=given).data for given in (tokens, tokens[0])]

    whole = proxy.client(org="texts").embeddings.create(model="embed-3", input=texts).data
    assert [[one.embedding for one in data] for data in cut] == [
        [one.embedding for one in whole],
        [whole[0].embedding],
    ]


def test_an_address_in_tokens_is_taken_out_as_in_a_text(proxy: Proxy) -> None:
    tokens = vocabularies.cl100k_base().encode("Write to ann.lee@example.org.")

    answer = proxy.ask("POST", "/v1/embeddings", json={"model": "embed-3", "input": tokens})

    name = answer.headers["llm-request-id"]
    (entry,) = proxy.ask("GET", f"/v1/lineage/{name}").json()["entries"]
    assert (answer.status_code, entry["redactions"]) == (200, {"email": 1})


@pytest.mark.parametrize(
    ("model", "given", "said"),
    [
        ("embed", [1, 2], "Send the text itself. In LangChain:"),
        ("embed-3", [100_256], "no text of cl100k_base"),  # here the tokenizer breaks off
        ("embed-3", [-1], "no text of cl100k_base"),
        ("embed-3", [2**62], "no text of cl100k_base"),
        ("embed-3", [76_460], "no text of cl100k_base"),  # the first half of a character
        ("embed-3", [[1], "two"], "Send a text, or a list of texts"),
        ("embed-3", [[1], []], "Send a text, or a list of texts"),
        ("embed-3", [[1]] * 257, "Send 1 to 256 texts"),
        ("embed-3", [SPACES] * 7_000, "Send at most 500000 characters"),
        ("embed", ["one"] * 257, "Send 1 to 256 texts"),
    ],
)
def test_tokens_that_nobody_here_can_read_are_refused_with_what_to_send(
    proxy: Proxy, model: str, given: list[Any], said: str
) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        proxy.client().embeddings.create(model=model, input=given)

    assert caught.value.param == "input"
    assert said in caught.value.message


CACHED_PART = {"type": "text", "text": "Hello", "cache_control": {"type": "ephemeral"}}


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"logit_bias": {"1": 9}}, "logit_bias", "logit_bias is not taken. Say in words"),
        ({"best_of": 2}, "best_of", "There is no field `best_of`"),
        ({"messages": ...}, "messages", "This needs the field `messages`"),
        ({"messages": [{**SAY[0], "nick": "ann"}]}, "messages[0].nick", "no field `nick`"),
        ({"messages": [{**SAY[0], "role": "boss"}]}, "messages[0].role", "one of system, dev"),
        ({"max_tokens": "9"}, "max_tokens", "a whole number or nothing, got text"),
        ({"max_token": 9}, "max_token", "Did you mean max_tokens?"),
        ({"top_k": 9}, "top_k", "use top_p or temperature"),
        (
            {"messages": [{"role": "user", "content": [CACHED_PART]}]},
            "messages[0].content[0].cache_control",
            "cache_control is not taken. Leave it out",
        ),
        ({"tool_choice": "required"}, "tool_choice", "tool_choice needs tools."),
        ({"max_tokens": 9, "max_completion_tokens": 9}, "max_tokens", "give one of them"),
    ],
)
def test_a_field_that_is_refused_is_named_and_said_in_plain_words(
    proxy: Proxy, changes: dict[str, Any], field: str, said: str
) -> None:
    asked = {name: v for name, v in {**ASKED, **changes}.items() if v is not ...}

    with pytest.raises(openai.UnprocessableEntityError) as caught:
        proxy.client().post("/chat/completions", body=asked, cast_to=object)

    assert caught.value.param == field
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({"variables": {}}, "variables.text", "variables.text: This is missing."),
        (
            {"variables": {"text": "a", "txt": 1}},
            "variables.txt",
            "txt: There is no such name here. Did you mean text?",
        ),
        ({"text": "a"}, "text", "no field `text`, it takes variables, version, stream"),
    ],
)
def test_what_does_not_fit_a_stored_prompt_is_named_in_the_message_too(
    proxy: Proxy, body: dict[str, Any], field: str, said: str
) -> None:
    refused = proxy.ask("POST", "/v1/prompts/summarise-text/run", json=body).json()

    assert refused["error"]["param"] == field
    assert said in refused["message"]


def test_a_model_or_prompt_that_is_nearly_right_is_answered_with_the_right_one(
    proxy: Proxy,
) -> None:
    with pytest.raises(openai.NotFoundError, match=r"Did you mean small\?"):
        proxy.client().chat.completions.create(model="smal", messages=ASKED["messages"])

    refused = proxy.ask("POST", "/v1/prompts/sumarise-text/run", json={"variables": {}}).json()

    assert refused["message"].endswith("Did you mean summarise-text?")


def test_a_route_that_is_not_ours_is_not_passed_on(proxy: Proxy) -> None:
    with pytest.raises(openai.NotFoundError) as caught:
        proxy.client().responses.create(model="small", input="hello")

    assert "This proxy answers /v1/chat/completions." in caught.value.message
    assert "The Responses API is not offered; use chat completions." in caught.value.message


@pytest.mark.parametrize("path", ["/v1/prompts", "/v1/prompts/summarise-text"])
def test_a_path_of_prompts_that_is_none_is_refused_with_the_one_that_runs_them(
    proxy: Proxy, path: str
) -> None:
    refused = proxy.ask("GET", path)

    assert refused.status_code == 404
    assert "POST /v1/prompts/ID/run runs a prompt" in refused.json()["message"]


@pytest.mark.parametrize("path", ["/chat/completions", "/embeddings", "/models"])
def test_a_path_without_v1_is_refused_with_what_base_url_must_end_in(
    proxy: Proxy, path: str
) -> None:
    refused = proxy.ask("POST", path, json={})

    assert refused.status_code == 404
    assert refused.json()["message"].endswith("The base_url of a client must end in /v1.")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/v1/completions", "send it as a message."),
        ("/v1/messages", "use a client of OpenAI's dialect."),
        ("/openai/deployments/small/chat/completions", "use a client of OpenAI, not of Azure."),
    ],
)
def test_a_path_of_another_dialect_is_refused_with_what_to_use(
    proxy: Proxy, path: str, said: str
) -> None:
    refused = proxy.ask("POST", path, json={})

    assert (refused.status_code, refused.json()["message"].endswith(said)) == (404, True)


def test_any_other_unknown_path_is_refused_with_what_there_is(proxy: Proxy) -> None:
    refused = proxy.ask("POST", "/v1/audio/speech", json={})

    assert refused.json()["message"].endswith("This proxy answers /v1/chat/completions.")


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        (DECISION, {"decision": "approved"}, "approve, reject, revoke"),
        ("/v1/approvals", {"scope": "all", **WISH}, "user, app"),
        (
            "/v1/embeddings",
            {"encoding_format": "hex", "model": "embed", "input": "one"},
            "float, base64, int8",
        ),
        (
            "/v1/chat/completions",
            {"tool_choice": "yes", "model": "small", "messages": SAY},
            "none, auto, required",
        ),
    ],
)
def test_a_wrong_word_is_refused_with_the_words_there_are(
    proxy: Proxy, path: str, body: dict[str, Any], words: str
) -> None:
    field, word = next(iter(body.items()))

    refused = proxy.ask("POST", path, json=body, who={"role": "admin"}).json()

    (detail,) = refused["details"]
    assert detail["field"] == field
    assert detail["message"].endswith(f"'{word}', write one of {words}")
    assert detail["message"] in refused["message"]


def test_a_model_that_needs_an_approval_is_refused_with_where_to_ask_for_one(proxy: Proxy) -> None:
    with pytest.raises(openai.PermissionDeniedError) as caught:
        proxy.client().chat.completions.create(model="strong", messages=SAY)

    assert "POST /v1/approvals asks for one." in caught.value.message
