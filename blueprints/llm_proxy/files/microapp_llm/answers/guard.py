"""Reads what a model answers, and takes out or refuses what must not leave.

An answer is read in stretches, whole or streamed, so that a stream is judged as the whole is.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from microapp_llm.answers import links
from microapp_llm.answers.leaks import Leaks, LeakWatch
from microapp_llm.answers.rules import AnswerRules
from microapp_llm.answers.segments import Segments, is_plain
from microapp_llm.redaction.calm import ends_calmly, is_calm
from microapp_llm.redaction.found import Found, apart
from microapp_llm.redaction.known import Known
from microapp_llm.redaction.people.lists import is_given
from microapp_llm.redaction.plain import Plain, of_json, plain, shown, small_letters
from microapp_llm.redaction.redactor import Redactor
from microapp_llm.redaction.vault import PLACEHOLDER, TYPED, Vault

_REACH = 96  # how far back a word may stand that says what a number is
_INSTEAD = {"link": "[link removed]", "image": "[image removed]", "word": "[removed]"}
_NOT_DIGIT = re.compile("[^0-9]")
_FEWEST_DIGITS = 7


@dataclass(frozen=True)
class Checked:
    """The answer as it may leave, what was found by kind, and why it was refused, if it was.

    The text of a refused answer is empty.
    """

    text: str
    findings: Mapping[str, int]
    refused: str | None


class _Phrases:
    """The words that are taken out, as they are looked for."""

    def __init__(self, words: Iterable[str]) -> None:
        self.every = [tuple(_words(phrase)) for phrase in words if _words(phrase)]
        self.beginnings = {
            phrase[:length] for phrase in self.every for length in range(1, len(phrase))
        }
        self.firsts = {phrase[0] for phrase in self.beginnings}
        self.longest = max((len(phrase) for phrase in self.every), default=1)
        spelt = sorted((r"\W+".join(map(re.escape, one)) for one in self.every), reverse=True)
        self.said = re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)") if spelt else None


@lru_cache(maxsize=16)
def _phrases_of(words: tuple[str, ...]) -> _Phrases:
    return _Phrases(words)


class AnswerGuard:
    """Checks answers to one request: what the request held itself may come back."""

    def __init__(
        self,
        rules: AnswerRules,
        redactor: Redactor,
        vault: Vault,
        request_values: Iterable[str] = (),
        known: Known | None = None,
    ) -> None:
        values = sorted(request_values)
        self._known = known
        self.rules = rules
        self._redactor = redactor
        self._vault = vault
        self._asked = "\0".join(values).casefold()
        self._asked_digits = {_NOT_DIGIT.sub("", value) for value in values} - {""}
        self.leaks = Leaks(rules.canary, rules.instructions, rules.said)
        self._phrases = _phrases_of(rules.words)
        self._is_json = False

    def of_json(self) -> AnswerGuard:
        """The same for a text that is JSON, whose escapes are the signs that they stand for."""
        made = copy.copy(self)
        made._is_json = True
        return made

    def check(self, text: str) -> Checked:
        """The answer as it may leave."""
        told = LeakWatch(self.leaks).tells(text) if self.leaks else None
        if told is not None:
            return Checked("", {told: 1}, _refusal(told))
        if self._holds_nothing(text):
            return Checked(text, {}, None)
        found = self._known_places(text)
        counts = Counter(one.kind for one in found)
        if blocked := self.blocked_in(found):
            return Checked("", counts, _refusal(blocked))
        return Checked(_without(text, found, self), counts, None)

    def blocked_in(self, found: Iterable[Found]) -> str | None:
        """The first kind for which a whole answer is refused."""
        return next((one.kind for one in found if one.kind in self.rules.blocked), None)

    def _known_places(self, text: str) -> list[Found]:
        """Where what is, or was when this caller got the same answer to the same values."""
        if self._known is None:
            return self._places(text)
        decides = f"{self._is_json}{len(text)}\0{text}\0{sorted(self._asked_digits)}\0{self._asked}"
        return self._known.findings(decides, self._vault, lambda _: self._places(text))

    def _places(self, text: str) -> list[Found]:
        """Where what is in a whole answer, read in the stretches of its stream."""
        begins = 0
        places: list[Found] = []
        for stretch, found in _Reading(self).whole(text):
            places += [Found(begins + one.start, begins + one.end, one.kind) for one in found]
            begins += len(stretch)
        return places

    def _holds_nothing(self, text: str) -> bool:
        """Whether nothing is found in the text, however it is cut into stretches."""
        if not is_calm(text):
            return False
        small = text.lower()
        return not any(phrase[0] in small for phrase in self._phrases.every)

    def found_in(self, before: str, text: str) -> list[Found]:
        """What is found in a stretch, which `before` leads up to."""
        words = apart(self._words_in(text))
        bare = text.strip()
        if not bare or (is_plain(bare) and not _is_addressed(before, bare)):
            return words
        lead = len(before)
        whole = before + text
        found = [*self._links(whole)]
        if not ends_calmly(before, text):
            found += [one for one in self._redactor.findings(whole) if self._is_news(whole, one)]
        inside = [
            Found(max(0, one.start - lead), one.end - lead, one.kind)
            for one in found
            if one.end > lead
        ]
        if not inside:
            return words
        spared = [match.span() for match in PLACEHOLDER.finditer(text)]
        return apart(
            one
            for one in [*inside, *words]
            if not any(start < one.end and one.start < end for start, end in spared)
            or one.kind in _INSTEAD
        )

    def _links(self, whole: str) -> Iterator[Found]:
        """Links that lead away, as who shows the text reads it."""
        said = of_json(whole) if self._is_json else Plain(whole)
        meant = shown(said.text)
        for one in links.find(meant.text, self.rules.allowed_hosts):
            yield Found(*said.span(*meant.span(one.start, one.end)), one.kind)

    def segments(self) -> Segments:
        """What cuts an answer into stretches."""
        return Segments(self.joins, self.straddled, self.is_quiet)

    def instead(self, kind: str) -> str:
        """What a reader sees in its place."""
        return _INSTEAD.get(kind) or self._redactor.masked(kind)

    def joins(self, text: str) -> bool:
        """Whether a phrase of several words could go on after this text."""
        beginnings = self._phrases.beginnings
        if not beginnings:
            return False
        last = _words(text[-400:])[-self._phrases.longest :]
        return any(tuple(last[at:]) in beginnings for at in range(len(last)))

    def is_quiet(self, run: str) -> bool:
        """Whether nothing is found in a run of plain words, nor could a phrase begin in it."""
        said, firsts = self._phrases.said, self._phrases.firsts
        if said and said.search(run):
            return False
        return not firsts or firsts.isdisjoint(_words(run))

    def straddled(self, window: str, cut: int) -> int:
        """The cut, moved to the start of the finding that it falls into."""
        for one in self.found_in("", window):
            if one.start < cut < one.end:
                return one.start
        return cut

    def _words_in(self, text: str) -> Iterator[Found]:
        said = self._phrases.said
        if not said:
            return
        for meant in {plain(text), shown(text)} if "\\" in text else (plain(text),):
            for match in said.finditer(small_letters(meant.text)):
                yield Found(*meant.span(*match.span()), "word")

    def _is_news(self, whole: str, one: Found) -> bool:
        if one.kind == TYPED or self._redactor.policy.action_for(one.kind) == "allow":
            return False
        if one.kind == "secret":
            return True
        value = whole[one.start : one.end]
        digits = _NOT_DIGIT.sub("", value)
        asked = len(digits) >= _FEWEST_DIGITS and digits in self._asked_digits
        return not asked and value.casefold() not in self._asked


class _Reading:
    """Reads an answer as it comes: its stretches, and what is found in each."""

    def __init__(self, guard: AnswerGuard) -> None:
        self._guard = guard
        self._segments = guard.segments()
        self._before = ""

    def feed(self, text: str) -> Iterator[tuple[str, list[Found]]]:
        """The stretches that are whole now."""
        for stretch, is_quiet in self._segments.feed(text):
            yield stretch, [] if is_quiet else self._guard.found_in(self._before, stretch)
            self._before = (self._before + stretch)[-_REACH:]

    def finish(self) -> tuple[str, list[Found]]:
        """What is left when the answer has ended."""
        last = self._segments.finish()
        return last, self._guard.found_in(self._before, last) if last else []

    def whole(self, text: str) -> Iterator[tuple[str, list[Found]]]:
        """All stretches of a whole answer."""
        yield from self.feed(text)
        yield self.finish()


class StreamGuard:
    """Checks an answer while it arrives; what `check` says of the whole comes out in the end."""

    def __init__(self, guard: AnswerGuard) -> None:
        self._guard = guard
        self._reading = _Reading(guard)
        self._watch = LeakWatch(guard.leaks) if guard.leaks else None
        self.findings: dict[str, int] = {}
        self.refused: str | None = None

    def feed(self, text: str) -> str:
        """What can be given on by now; nothing more once the answer is refused."""
        if self.refused or self._leaks(text):
            return ""
        return "".join(self._cleaned(*read) for read in self._reading.feed(text))

    def finish(self) -> str:
        """What is left when the answer has ended."""
        if self.refused or self._leaks(None):
            return ""
        return self._cleaned(*self._reading.finish())

    def _leaks(self, text: str | None) -> bool:
        """Whether the answer is refused as what it tells has leaked; no text is its end."""
        if self._watch is None:
            return False
        kind = self._watch.finish() if text is None else self._watch.feed(text)
        if kind is not None:
            self.findings[kind] = self.findings.get(kind, 0) + 1
            self.refused = _refusal(kind)
            self._watch = None
        return self.refused is not None

    def _cleaned(self, stretch: str, found: list[Found]) -> str:
        for one in found:
            self.findings[one.kind] = self.findings.get(one.kind, 0) + 1
        if self.refused or (blocked := self._guard.blocked_in(found)):
            self.refused = self.refused or _refusal(str(blocked))
            return ""
        return _without(stretch, found, self._guard) if found else stretch


def _is_addressed(before: str, word: str) -> bool:
    """Whether a given name in small letters stands behind a word with a capital: "Dear ann"."""
    led = before[before.rstrip().rfind(" ") + 1 :][:1].isupper()
    return led and is_given(word.rstrip(".,;!?"))


def _refusal(kind: str) -> str:
    """Why an answer is refused as a whole."""
    return f"The answer holds what must not leave: {kind}."


def _without(text: str, found: list[Found], guard: AnswerGuard) -> str:
    parts: list[str] = []
    kept_to = 0
    for one in found:
        parts += text[kept_to : one.start], guard.instead(one.kind)
        kept_to = one.end
    return "".join(parts) + text[kept_to:]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", plain(text).text.lower())
