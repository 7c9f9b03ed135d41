"""Recorded answers: one file per prompt version and model, without the messages and any secret."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import msgspec

from microapp_kit.redaction import redact
from microapp_kit.secrets import CannotStart
from microapp_llm.evals.model import Answered

FORMAT = 1
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


class MissingAnswer(LookupError):
    """There is no recorded answer, or the prompt has changed since; the text says which."""


def key_of(asked: Mapping[str, Any]) -> str:
    """Give the hash of all that a model is asked: the words, and the form of the answer."""
    return hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()


class Cassettes:
    """Finds and keeps recorded answers below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, dict[str, Any]] = {}

    def find(self, prompt: str, version: int, model: str, case: str, key: str) -> Answered:
        """Give the recorded answer of a case."""
        told = self._answers(_name(prompt, version, model)).get(case)
        if told is None:
            raise MissingAnswer("no answer is recorded")
        if told.get("digest") != _digest(prompt, version, model, case, told):
            raise MissingAnswer(
                "the recorded answer is not as it was recorded: it was changed by hand, or an "
                "earlier release recorded it"
            )
        if told.get("key") != key:
            raise MissingAnswer("the recorded answer is stale: the prompt or the case has changed")
        return Answered(str(told.get("answer", "")), str(told.get("refused", "")))

    def keep(
        self, prompt: str, version: int, model: str, case: str, key: str, answer: Answered
    ) -> None:
        """Note an answer; `save` writes it."""
        told = {"key": key, "answer": redact(answer.text)}
        if answer.refused:
            told = {"key": key, "refused": answer.refused}
        told["digest"] = _digest(prompt, version, model, case, told)
        self._answers(_name(prompt, version, model))[case] = told

    def open(self) -> None:
        """See to it that answers can be kept, before any is paid for."""
        with _writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self._folder):
                pass

    def save(self) -> None:
        """Write every file that was used, sorted, so that a change reads well."""
        for name, answers in self._read.items():
            content = {"format": FORMAT, "answers": answers}
            text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
            part = self._folder / f".{name}.part"
            with _writing(self._folder):
                part.write_text(text + "\n", encoding="utf-8")
                part.replace(self._folder / name)

    def _answers(self, name: str) -> dict[str, Any]:
        if name not in self._read:
            self._read[name] = _read(self._folder / name)
        return self._read[name]


def _digest(prompt: str, version: int, model: str, case: str, told: Mapping[str, Any]) -> str:
    """Give the hash of what was asked where, and what was answered: a slip is seen, not a lie."""
    content = {name: value for name, value in told.items() if name != "digest"}
    asked = [prompt, version, model, case, content]
    return hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = (
            f"evals/{folder.name} cannot be written ({error.strerror}). Make it a folder of yours."
        )
        raise CannotStart(what) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        answers = told["answers"] if told["format"] == FORMAT else None
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        answers = None
    if not isinstance(answers, dict) or not all(isinstance(a, dict) for a in answers.values()):
        what = "is no file of recorded answers. Delete it and record again: --record."
        raise CannotStart(f"evals/{path.parent.name}/{path.name} {what}")
    return answers


def _name(prompt: str, version: int, model: str) -> str:
    plain = NOT_IN_NAMES.sub("_", model)
    if plain != model:
        plain += "-" + hashlib.sha256(model.encode()).hexdigest()[:8]
    return f"{prompt}.v{version}.{plain}.json"
