"""What is put aside for a call is enough for whichever of its models answers."""

from __future__ import annotations

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
