"""Presidio, off by default: its findings join ours; without it installed nothing starts."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import pytest

from microapp_kit.secrets import CannotStart
from microapp_llm.presidio import KINDS, WithPresidio, read_presidio
from microapp_llm.redaction import Policy, Vault
from microapp_llm.redaction.found import Found
from microapp_llm.redaction.policy import KINDS as OURS
from tests.servers.llm import EMBED, Proxy, local, made, running_proxy

KEY = b"a key of the tests of presidio"
TEXT = "Zaphod rang from Magrathea; write to ann@acme.example."


def named(text: str) -> list[Found]:
    """Find two words that our own searches do not know."""
    words = (("Zaphod", "name"), ("Magrathea", "address"))
    return [Found(at, at + len(w), kind) for w, kind in words if (at := text.find(w)) >= 0]


def test_its_findings_join_ours_under_the_same_actions() -> None:
    policy = Policy({"name": "tokenise", "address": "block", "email": "mask"})
    vault = Vault(b"0" * 32)

    redacted = WithPresidio(policy, KEY, named).redact(TEXT, vault)

    assert redacted.counts == {"name": 1, "address": 1, "email": 1}
    assert redacted.blocked == ("address",)
    assert "Zaphod" not in redacted.text
    assert "Magrathea" not in redacted.text
    assert "[EMAIL]" in redacted.text
    assert "Zaphod" in vault.restore(redacted.text)


def test_what_both_find_is_hidden_once_as_ours() -> None:
    def all_of_it(text: str) -> list[Found]:
        return [Found(text.index("ann@"), len(text), "name")]

    redacted = WithPresidio(Policy(), KEY, all_of_it).redact("Ask ann@acme.example", Vault(KEY * 2))

    assert redacted.text == "Ask [EMAIL]"


def test_a_calm_text_is_read_by_it_too() -> None:
    found = WithPresidio(Policy(), KEY, named).redact("and Zaphod", Vault(KEY * 2))

    assert found.text == "and [NAME]"


def test_every_kind_that_it_is_asked_for_has_an_action_of_ours() -> None:
    assert set(KINDS.values()) <= set(OURS)
    assert not {"EMAIL_ADDRESS", "URL"} & KINDS.keys()  # these ask the network for a list


def test_it_is_off_unless_it_is_asked_for() -> None:
    assert read_presidio({}) is None
    assert read_presidio({"LLM_PRESIDIO": "off"}) is None
    with pytest.raises(CannotStart, match="Write on, or leave it out"):
        read_presidio({"LLM_PRESIDIO": "yes"})


def test_without_the_package_the_start_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "presidio_analyzer", None)

    with pytest.raises(CannotStart, match=r"uv add presidio-analyzer==[0-9.]+"):
        read_presidio({"LLM_PRESIDIO": "on"})


class Result:
    """What Presidio says of a part of a text."""

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.entity_type, self.start, self.end = kind, start, end


class Engine:
    """An analyzer as Presidio's package has one, for a suite that does not install it."""

    asked: dict[str, Any]
    threads: set[int]

    def __init__(self, **words: Any) -> None:
        del words
        Engine.asked, Engine.threads = {}, set()

    def get_supported_entities(self, language: str) -> list[str]:
        """Give more than we ask for."""
        del language
        return ["PERSON", "LOCATION", "EMAIL_ADDRESS", "URL", "DATE_TIME"]

    def analyze(self, text: str, **words: Any) -> Sequence[Result]:
        """Find two words; fail on a third."""
        Engine.asked = {"text": text, **words}
        Engine.threads.add(threading.get_ident())
        if "Vogon" in text:
            raise RuntimeError("The engine fell over.")
        kinds = {"name": "PERSON", "address": "LOCATION"}
        return [Result(kinds[one.kind], one.start, one.end) for one in named(text)]


def _modules() -> dict[str, ModuleType]:
    found = {}
    packages: dict[str, dict[str, Any]] = {
        "presidio_analyzer": {"AnalyzerEngine": Engine, "RecognizerRegistry": _Anything},
        "presidio_analyzer.nlp_engine": {"SpacyNlpEngine": _Anything},
        "spacy": {"blank": lambda language: language, "load": _no_model},
    }
    for name, parts in packages.items():
        found[name] = ModuleType(name)
        vars(found[name]).update(parts)
    return found


class _Anything:
    def __init__(self, **words: Any) -> None:
        del words

    def load_predefined_recognizers(self, **words: Any) -> None:
        del words


def _no_model(name: str) -> None:
    raise OSError(f"[E050] Can't find model '{name}'.")


@pytest.fixture(scope="module")
def installed() -> Iterator[None]:
    """An environment in which the packages are there."""
    with pytest.MonkeyPatch.context() as patch:
        for name, module in _modules().items():
            patch.setitem(sys.modules, name, module)
        yield


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, installed: None) -> Iterator[Proxy]:
    """A proxy with Presidio on."""
    del installed
    folder = made(tmp_path_factory.mktemp("presidio") / "app")
    with running_proxy(folder, [local("small"), EMBED], LLM_PRESIDIO="on") as proxy:
        yield proxy


def test_through_the_proxy_it_reads_in_a_thread_and_its_failure_refuses(proxy: Proxy) -> None:
    def ask(text: str) -> Any:
        said = [{"role": "user", "content": text}]
        return proxy.ask("POST", "/v1/chat/completions", json={"model": "small", "messages": said})

    fine, failed = ask(TEXT), ask("A Vogon rang.")

    said = fine.json()["choices"][0]["message"]["content"]
    assert "[NAME]" in said
    assert "Zaphod" not in said
    assert (failed.status_code, failed.json()["code"]) == (503, "redaction_failed")
    assert len(Engine.threads) >= 1
    assert not Engine.threads & {thread.ident for thread in _servers()}


def _servers() -> list[threading.Thread]:
    """Give the threads that event loops run in."""
    return [one for one in threading.enumerate() if "_run" in one.name]


@pytest.mark.usefixtures("installed")
def test_a_model_that_does_not_lie_here_is_never_downloaded() -> None:
    with pytest.raises(CannotStart, match="none is downloaded"):
        read_presidio({"LLM_PRESIDIO": "on", "LLM_PRESIDIO_MODEL": "en_core_web_lg"})


@pytest.mark.usefixtures("installed")
def test_it_is_asked_for_known_kinds_and_never_given_half_a_sign() -> None:
    presidio = read_presidio({"LLM_PRESIDIO": "on"})

    assert presidio is not None
    assert presidio("\ud800 Zaphod") == [Found(2, 8, "name")]
    assert Engine.asked["text"] == "? Zaphod"
    assert Engine.asked["entities"] == ["LOCATION", "PERSON"]
