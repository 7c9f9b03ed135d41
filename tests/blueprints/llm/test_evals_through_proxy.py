"""Live evals ask through a proxy, over HTTP: the stored prompt, as every other caller does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.evals.command import main
from microapp_llm.evals.model import Question
from microapp_llm.evals.through_proxy import through_proxy
from microapp_llm.prompts.store import PromptStore
from tests.servers.llm import Proxy, local, made, running_proxy
from tests.servers.scripted_model import Body, ScriptedModel

GIVEN = {"message": "My order came broken!"}
FITS = '{"topic": "complaint", "urgent": true}'


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: ScriptedModel) -> Iterator[Proxy]:
    """A proxy with the prompts that ship, and two models."""
    folder = made(tmp_path_factory.mktemp("evals") / "app")
    there = {"provider": "openai", "base_url": upstream.url}
    models = [local("small", **there), local("large", **there)]
    environ = {"LLM_ALLOWED_HOSTS": "127.0.0.1", "LLM_CACHE_SECONDS": "0"}
    with running_proxy(folder, models, **environ) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _as_new(upstream: ScriptedModel) -> None:
    upstream.seen.clear()


def says(upstream: ScriptedModel, text: str) -> None:
    """Let the model say this."""

    async def said(asked: Body) -> AsyncIterator[str]:
        del asked
        yield text

    upstream.says = said


def question(folder: Path, model: str = "small") -> Question:
    """Give a question of the prompt that wants JSON."""
    return Question(PromptStore.read(folder / "prompts").get("answer-as-json"), GIVEN, model)


def ask(proxy: Proxy, asked: Question, token: str = "") -> str:
    """Ask the proxy one thing."""
    asks = through_proxy({"EVALS_URL": proxy.url, "EVALS_TOKEN": token or proxy.token()})

    async def once() -> str:
        return await asks(asked)

    return asyncio.run(once())


@pytest.mark.parametrize("model", ["small", "large"])
def test_the_model_gets_the_words_the_form_and_the_limits_of_the_prompt(
    proxy: Proxy, upstream: ScriptedModel, model: str
) -> None:
    says(upstream, FITS)

    answer = ask(proxy, question(proxy.folder, model))

    (seen,) = map(json.loads, upstream.seen)
    assert answer == FITS
    assert seen["messages"][-1]["content"] == GIVEN["message"]
    assert seen["max_tokens"] == 100
    assert seen["response_format"]["json_schema"]["schema"]["required"] == ["topic", "urgent"]


def test_the_prompts_own_model_gets_the_mark_as_in_production(
    proxy: Proxy, upstream: ScriptedModel
) -> None:
    says(upstream, FITS)

    ask(proxy, question(proxy.folder))

    assert "Internal mark" in upstream.seen[0]


@pytest.mark.parametrize("model", ["small", "large"])
def test_an_answer_that_production_refuses_fails_its_eval(
    proxy: Proxy, upstream: ScriptedModel, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    says(upstream, "It is a complaint.")
    asks = through_proxy({"EVALS_URL": proxy.url, "EVALS_TOKEN": proxy.token()})
    words = ["--live", "--models", model, model, "answer-as-json"]

    code = main(words, proxy.folder, lambda: asks)

    assert code == 1
    assert "refused by the proxy: answer_not_as_asked" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("role", "token", "status", "code"),
    [("stranger", "", 403, "forbidden"), ("", "wrong", 401, "unauthenticated")],
)
def test_a_refusal_comes_back_with_its_code(
    proxy: Proxy, role: str, token: str, status: int, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        ask(proxy, question(proxy.folder), token or proxy.token(role=role))

    assert (refused.value.status, refused.value.code) == (status, code)


def test_an_answer_to_other_words_than_those_here_is_not_taken(
    proxy: Proxy, upstream: ScriptedModel, tmp_path: Path
) -> None:
    says(upstream, FITS)
    (tmp_path / "prompts").mkdir()
    text = (proxy.folder / "prompts" / "answer-as-json.yaml").read_text("utf-8")
    changed = tmp_path / "prompts" / "answer-as-json.yaml"
    changed.write_text(text.replace("nothing else", "no other word"), "utf-8")

    with pytest.raises(OSError, match="another answer-as-json v1"):
        ask(proxy, question(tmp_path))


def test_a_proxy_that_is_not_there_is_an_outage(proxy: Proxy) -> None:
    asks = through_proxy({"EVALS_URL": "http://127.0.0.1:9", "EVALS_TOKEN": "x"})

    async def once() -> str:
        return await asks(question(proxy.folder))

    with pytest.raises(OSError, match="refused") as outage:
        asyncio.run(once())
    assert "no proxy answers at http://127.0.0.1:9" in str(outage.value)
    assert "python -m app, or say in EVALS_URL" in str(outage.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://127.0.0.1:9", "no proxy answers at http://127.0.0.1:9"),
        ("", "The proxy refuses the token in EVALS_TOKEN: "),
    ],
)
def test_a_proxy_that_is_away_or_lets_nobody_in_is_told_once_and_ends_with_2(
    proxy: Proxy, capsys: pytest.CaptureFixture[str], url: str, told: str
) -> None:
    asks = through_proxy({"EVALS_URL": url or proxy.url, "EVALS_TOKEN": "wrong"})

    code = main(["--live"], proxy.folder, lambda: asks)

    shown = capsys.readouterr()
    assert code == 2
    assert "cases passed" not in shown.out
    assert told in shown.err
    assert len(shown.err.splitlines()) == 1


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "proxy.example.com",
        "http://",
        "ftp://a/",
        "http://[::1",
        "http://a:99999",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(CannotStart, match="EVALS_URL"):
        through_proxy({"EVALS_URL": url, "EVALS_TOKEN": "x"})


@pytest.mark.parametrize("token", ["abc\r", "abc\ndef", "abc def", "abc\u200bdef"])
def test_a_token_that_was_copied_with_something_else_is_refused_by_name(token: str) -> None:
    with pytest.raises(CannotStart, match="EVALS_TOKEN holds a character that no token has"):
        through_proxy({"EVALS_URL": "http://127.0.0.1:9", "EVALS_TOKEN": token})
