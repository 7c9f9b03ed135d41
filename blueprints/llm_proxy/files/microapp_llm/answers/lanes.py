"""A streamed answer, guarded and restored text by text; only a possible start is held back."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from microapp_kit.errors import Refusal
from microapp_llm.answers import AnswerGuard, StreamGuard
from microapp_llm.answers.form import Form
from microapp_llm.answers.json_texts import JsonTexts
from microapp_llm.answers.length import Room, room_of
from microapp_llm.beside_words import CallIds, call_id, call_number, finish_of, known_names
from microapp_llm.call import Call
from microapp_llm.providers.asking import Body
from microapp_llm.redaction import StreamRestorer, Vault

log = logging.getLogger("microapp")
CONTENT, REFUSAL = TEXTS = (-1, -2)  # the others are numbers of tool calls
NAMES = {CONTENT: "content", REFUSAL: "refusal"}
GIVEN_ON = frozenset({"role", "content", "refusal", "tool_calls"})


class _Lane:
    """One text of a streamed answer: the content, a refusal, or the arguments of one tool call."""

    def __init__(self, guard: StreamGuard, vault: Vault) -> None:
        self._guard = guard
        self._restorer = StreamRestorer(vault)
        self.said = hashlib.sha256()
        self.is_silent = True

    def feed(self, text: str) -> str:
        return self._restorer.feed(self._let(self._guard.feed, text))

    def finish(self) -> str:
        return self._restorer.feed(self._let(self._guard.finish)) + self._restorer.finish()

    def findings(self) -> Mapping[str, int]:
        return self._guard.findings

    def _let(self, read: Callable[..., str], *text: str) -> str:
        try:
            found = read(*text)
        except Exception:
            raise not_read() from None
        if self._guard.refused:
            raise held_back()
        return found


def held_back() -> Refusal:
    """Give the refusal of an answer that holds what must not leave; asking again would not help."""
    text = "The answer of the model holds what must not leave, so it is held back."
    return Refusal(422, "answer_held_back", text)


def not_read() -> Refusal:
    """Log why an answer could not be read, and give its refusal: it is paid, so no 5xx."""
    log.exception("Redaction of an answer failed.")
    text = "Personal data could not be looked for in the answer, so it is held back."
    return Refusal(422, "redaction_failed", text)


def hash_of_all(hashes: Iterable[str]) -> str:
    """Give the hash of an answer by those of its texts: of one alone it is that of the text."""
    found = [*hashes]
    if len(found) < 2:
        return "".join(found)
    return hashlib.sha256("".join(found).encode("ascii")).hexdigest()


def _place(number: int) -> tuple[bool, int]:
    """Give where a text stands in a whole answer: the content, a refusal, then the calls."""
    return number not in TEXTS, -number if number in TEXTS else number - len(TEXTS)


class Lanes:
    """The texts of one streamed answer, by the number of the tool call."""

    def __init__(self, call: Call, guard: AnswerGuard, form: Form | None) -> None:
        self._call = call
        self._guard = guard
        self._form = form
        self._room: Room | None = None
        self._content: list[str] = []  # kept only where its form is checked in the end
        self._last: tuple[Body, str] | None = None
        self._check_name = known_names(call.body)
        self._ids = CallIds()
        self._named: set[int] = set()
        self._nameless: dict[int, str] = {}  # arguments that came before the name of their tool
        self._lanes: dict[int, _Lane] = {}
        self._begun = False

    def chunks(self, chunk: Body) -> Iterator[Body]:
        """Give what of a chunk may be given on; before the end of the answer, all the rest."""
        choices = chunk.get("choices") or ()
        for choice in choices[:1]:
            delta = self._changed(choice.get("delta") or {})
            finish = "length" if self.full else choice.get("finish_reason")
            if delta:
                yield {**chunk, "choices": [self._choice(delta, None)]}
            if not finish:
                continue
            yield from self._rest(chunk)
            if self._form is not None:
                self._last = (chunk, finish)
            else:
                yield {**chunk, "choices": [self._choice({}, finish)]}

    @property
    def full(self) -> bool:
        """Whether the answer was longer than it may be, and has been cut."""
        return self._room is not None and self._room.full

    def end(self) -> Iterator[Body]:
        """Give the end of an answer whose form was asked for, or refuse it."""
        if self._form is not None and not self._has_calls() and not self._refuses():
            self._form.check("".join(self._content))
        if self._last is not None:
            chunk, finish = self._last
            yield {**chunk, "choices": [self._choice({}, finish)]}

    def findings(self) -> Counter[str]:
        """Give what was taken out so far, by kind."""
        found: Counter[str] = Counter()
        for lane in [*self._lanes.values()]:
            found.update({**lane.findings()})  # a copy: a thread may be at it for a caller who left
        return found

    def said(self) -> str:
        """Give the hash of all that was given on so far; nothing where nothing was."""
        lanes = sorted(self._lanes.items(), key=lambda one: _place(one[0]))
        return hash_of_all(lane.said.hexdigest() for _, lane in lanes if not lane.is_silent)

    def _has_calls(self) -> bool:
        return any(number not in TEXTS for number in self._lanes)

    def _refuses(self) -> bool:
        """Whether the model says no, as a caller's own words must be ready for."""
        return self._call.prompt is None and REFUSAL in self._lanes and not any(self._content)

    def _choice(self, delta: Body, finish: str | None) -> Body:
        """Give a choice as clients read it; the first one says whose words these are."""
        if not self._begun:
            self._begun = True
            delta = {"role": "assistant", **delta}
        reason = finish_of(finish) if finish else None
        return {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}

    def _changed(self, delta: Body) -> Body:
        made: Body = {}
        if isinstance(delta.get("content"), str):
            text = self._feed(CONTENT, delta["content"])
            if text or not self._begun:
                made["content"] = text
        if delta.get("refusal") and (text := self._feed(REFUSAL, delta["refusal"])):
            made["refusal"] = text
        if len(delta) > 1 or "content" not in delta:
            self._count_unshown(delta)
        if parts := delta.get("tool_calls"):
            self._ids.check(parts)
            if kept := [call for call in map(self._tool_call, parts) if call]:
                made["tool_calls"] = kept
        return made

    def _count_unshown(self, delta: Body) -> None:
        """Count the words that are not given on, such as a model's thoughts: they cost as well."""
        for name, value in delta.items():
            if name not in GIVEN_ON and isinstance(value, str):
                self._call.wrote(value)

    def _tool_call(self, call: Body) -> Body:
        """Give a part of a tool's call; nothing of it before the tool is known."""
        function: dict[str, Any] = call.get("function") or {}
        number = call_number(call)
        text = self._feed(number, function.get("arguments") or "")
        if number in self._named:
            return {"index": number, "function": {"arguments": text}} if text else {}
        text = self._nameless.pop(number, "") + text
        name = function.get("name")
        if not name:
            self._nameless[number] = text
            return {}
        self._named.add(number)  # some servers say it with every part
        self._check_name(str(name))
        self._call.wrote(str(name))
        own = self._ids.of(number) or f"{self._call.id} {number}"
        shown = {"index": number, "id": call_id(own), "type": "function"}
        return {**shown, "function": {"name": str(name), "arguments": text}}

    def _feed(self, number: int, text: str) -> str:
        if self._room is None:
            self._room = room_of(self._call)
        text = self._room.take(text)
        self._call.wrote(text)
        lane = self._lanes.get(number)
        if lane is None:
            vault = self._call.vault
            is_text = number == REFUSAL or (number == CONTENT and self._form is None)
            shown = vault if is_text else JsonTexts(vault)
            guard = self._guard if is_text else self._guard.of_json()
            lane = self._lanes[number] = _Lane(StreamGuard(guard), shown)
        return self._note(number, lane.feed(text))

    def _rest(self, chunk: Body) -> Iterator[Body]:
        if self._nameless:
            raise Refusal(422, "answer_not_as_asked", "The model calls a tool without a name.")
        for number, lane in self._lanes.items():
            text = self._note(number, lane.finish())
            if not text:
                continue
            delta: Body = {NAMES.get(number, ""): text}
            if number not in TEXTS:
                delta = {"tool_calls": [{"index": number, "function": {"arguments": text}}]}
            yield {**chunk, "choices": [self._choice(delta, None)]}

    def _note(self, number: int, text: str) -> str:
        if text:
            lane = self._lanes[number]
            lane.is_silent = False
            if self._form is not None and number == CONTENT:
                self._content.append(text)
            lane.said.update(text.encode("utf-8", "surrogatepass"))
        return text
