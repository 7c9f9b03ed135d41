"""What is put aside for a call is enough for whichever of its models answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from microapp_kit.errors import Refusal
from microapp_kit.manifest import Manifest, read_manifest
from microapp_llm.call import Call, Caller, FromPrompt
from microapp_llm.models_file import read_models
from microapp_llm.redaction import Vault
from microapp_llm.rules import rules_of
from microapp_llm.sizing import measure, need_of
from tests.servers.llm import local, made

TEXT = "今天谁不在办公室" * 100  # of few tokens where the vocabulary is known, of many bytes


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The manifest of a proxy."""
    return read_manifest(made(tmp_path_factory.mktemp("sizing") / "app") / "microapp.yaml")


@pytest.fixture
def call(tmp_path: Path, manifest: Manifest) -> Call:
    """A call of a model whose vocabulary is known, which has a stand-in of another."""
    models = [local("known", model="gpt-4o", fallback=["unknown"]), local("unknown")]
    (tmp_path / "models.yaml").write_text(yaml.safe_dump({"models": models}), "utf-8")
    body = {"messages": [{"role": "user", "content": TEXT}]}
    call = Call(Caller("acme", "desk", "ann", ()), "chat", "chat", body, Vault(b"k" * 32))
    call.models = list(read_models(tmp_path / "models.yaml", manifest, frozenset()))
    return call


def test_a_stand_in_that_cuts_texts_into_more_tokens_finds_them_put_aside(
    call: Call, manifest: Manifest
) -> None:
    measure(call, rules_of(manifest))

    most, unknown = len(TEXT.encode()), call.models[1]
    assert need_of(call).nano >= unknown.most_nano(most, call.output_tokens)
    assert need_of(call).tokens >= most + call.output_tokens


def test_a_prompt_takes_no_more_than_its_own_limit(call: Call, manifest: Manifest) -> None:
    call.prompt = FromPrompt("short", 1, "hash", most_input=10)

    with pytest.raises(Refusal) as refused:
        measure(call, rules_of(manifest))

    assert refused.value.code == "context_length_exceeded"


def test_what_a_stand_in_wrote_is_counted_in_its_own_tokens(call: Call) -> None:
    call.served = call.models[1]

    call.wrote(TEXT)

    assert call.written() == len(TEXT.encode())


def parts_of(text: str) -> dict[str, object]:
    """A message of one part."""
    return {"role": "user", "content": [{"type": "text", "text": text}]}


def calling_with(text: str) -> dict[str, object]:
    """A message that calls a tool."""
    arguments = json.dumps({"text": text}, ensure_ascii=False)
    function = {"name": "write", "arguments": arguments}
    call = {"id": "one", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def tool_of(text: str) -> dict[str, object]:
    """A tool with words about it."""
    return {"type": "function", "function": {"name": "write", "description": text}}


def form_of(text: str) -> dict[str, object]:
    """A form of the answer with words about it."""
    named = {"name": "form", "schema": {"type": "object", "description": text}}
    return {"type": "json_schema", "json_schema": named}


HOWEVER_SENT: dict[str, Callable[[str], dict[str, object]]] = {
    "a part": lambda text: {"messages": [parts_of(text)]},
    "arguments": lambda text: {"messages": [calling_with(text)]},
    "a tool": lambda text: {"messages": [], "tools": [tool_of(text)]},
    "a form": lambda text: {"messages": [], "response_format": form_of(text)},
}
TEXTS = {
    "English": "Please summarise the minutes. ",
    "Russian": "Пожалуйста, кратко изложите протокол. ",
    "Chinese": "请总结会议纪要并列出所有决定。",
    "Arabic": "يرجى تلخيص محضر الاجتماع. ",
}
FRAMES = 150  # tokens: what stands around a text when it is no message of its own


def tokens_of(call: Call, manifest: Manifest, model: int, body: dict[str, object]) -> int:
    """Give how many tokens a request is counted as, by one model."""
    call.models, call.body = [call.models[model]], {"messages": [], **body}
    measure(call, rules_of(manifest))
    return call.input_tokens


@pytest.mark.parametrize("model", [0, 1], ids=["known", "unknown"])
@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("sent_as", HOWEVER_SENT)
def test_a_text_counts_the_same_in_every_writing_and_wherever_it_stands(
    call: Call, manifest: Manifest, sent_as: str, language: str, model: int
) -> None:
    text = TEXTS[language] * 50
    every = list(call.models)
    plain = tokens_of(call, manifest, model, {"messages": [{"role": "user", "content": text}]})
    call.models = every

    counted = tokens_of(call, manifest, model, HOWEVER_SENT[sent_as](text))

    assert plain <= counted <= plain + FRAMES


@pytest.mark.parametrize("model", [0, 1], ids=["known", "unknown"])
def test_a_text_in_many_parts_is_not_counted_below_the_whole_text(
    call: Call, manifest: Manifest, model: int
) -> None:
    text, every = TEXTS["English"] * 50, list(call.models)
    plain = tokens_of(call, manifest, model, {"messages": [{"role": "user", "content": text}]})
    call.models = every
    parts = [{"type": "text", "text": text[at : at + 7]} for at in range(0, len(text), 7)]

    counted = tokens_of(call, manifest, model, {"messages": [{"role": "user", "content": parts}]})

    assert counted >= plain


def test_what_anthropic_says_before_tools_is_put_aside_for(call: Call, manifest: Manifest) -> None:
    call.models = [replace(call.models[1], model="claude-opus-4-5")]
    call.body = {"messages": [{"role": "user", "content": "Hi"}], "tools": [tool_of("Writes.")]}

    measure(call, rules_of(manifest))

    assert need_of(call).tokens - call.output_tokens >= 530 + len("Hi" + json.dumps(tool_of("W.")))


def test_all_texts_of_a_call_for_vectors_are_put_aside_for(call: Call, manifest: Manifest) -> None:
    call.kind, call.models = "embeddings", call.models[1:]
    call.body = {"input": ["a" * 90_000, "b" * 90_000]}  # each fits into the context, both do not

    measure(call, rules_of(manifest))

    assert need_of(call).tokens >= 180_000
