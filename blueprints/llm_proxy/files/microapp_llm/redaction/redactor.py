"""Takes persons' data and secrets out of a text, as the policy says for each kind."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate

from microapp_llm.redaction.calm import is_calm
from microapp_llm.redaction.detector import detect
from microapp_llm.redaction.found import Found, apart
from microapp_llm.redaction.known import Known
from microapp_llm.redaction.plain import plain
from microapp_llm.redaction.policy import Policy
from microapp_llm.redaction.vault import PLACEHOLDER, TYPED, Vault


@dataclass(frozen=True)
class Redacted:
    """The text without what the policy hides, how much of each kind, and the kinds that forbid it.

    Where `blocked` names a kind the text must not be sent on at all.
    """

    text: str
    counts: Mapping[str, int]
    blocked: tuple[str, ...]


@dataclass(frozen=True)
class RedactedParts:
    """The same for the parts of one message, in their order."""

    texts: tuple[str, ...]
    counts: Mapping[str, int]
    blocked: tuple[str, ...]


class Redactor:
    """Redacts texts by one policy; what it is asked to hash is hashed with the key."""

    is_slow = False

    def __init__(self, policy: Policy, key: bytes) -> None:
        if len(key) < 16:
            raise ValueError("The key of the redactor is too short. Give at least 16 bytes.")
        self.policy = policy
        self._key = blake2b(key, digest_size=32).digest()
        self._known = Known()

    def redact(self, text: str, vault: Vault, *, label: str = "") -> Redacted:
        """The text as it may leave. A label, such as the name of a field, helps to tell a kind."""
        if not text:
            return Redacted(text, {}, ())
        found = self.findings(text, label) if label else self._found(text, vault)
        found = [one for one in found if self._acts_on(one.kind)]
        if not found:
            return Redacted(text, {}, ())
        return Redacted(self._cut(text, found, vault), *self._noted(found))

    def redact_parts(self, parts: Sequence[str], vault: Vault) -> RedactedParts:
        """The parts of one message as they may leave, read one by one and all together.

        A model reads them as one text, so that what one part begins and the next one ends is
        hidden in both; each piece has its own placeholder and comes back as that piece.
        """
        found = [self._found(part, vault) for part in parts]
        is_whole = [_ends_whole(*pair) for pair in zip(found, parts, strict=True)]
        for mark in _BETWEEN_PARTS if len(parts) > 1 else ():
            begins = list(accumulate((len(part) + len(mark) for part in parts[:-1]), initial=0))
            for one in self._found(mark.join(parts), vault):
                for at, piece in _pieces(one, parts, begins):
                    if not (at and one.kind == "email" and is_whole[at - 1]):
                        found[at].append(piece)
        acted = [[one for one in apart(some) if self._acts_on(one.kind)] for some in found]
        texts = tuple(self._cut(*pair, vault) for pair in zip(parts, acted, strict=True))
        return RedactedParts(texts, *self._noted(one for some in acted for one in some))

    def _found(self, text: str, vault: Vault) -> list[Found]:
        return self._known.findings(text, vault, self.findings)

    def _cut(self, text: str, found: Sequence[Found], vault: Vault) -> str:
        """The text with something else in the place of each finding."""
        parts: list[str] = []
        kept_to = 0
        for one in found:
            parts += text[kept_to : one.start], self._instead(one, text, vault)
            kept_to = one.end
        parts.append(text[kept_to:])
        return "".join(parts)

    def _noted(self, found: Iterable[Found]) -> tuple[dict[str, int], tuple[str, ...]]:
        """How many there are of each kind, and the kinds that forbid to send the text."""
        counts: dict[str, int] = {}
        for one in found:
            if one.kind != TYPED:
                counts[one.kind] = counts.get(one.kind, 0) + 1
        return counts, tuple(kind for kind in counts if self.policy.action_for(kind) == "block")

    def findings(self, text: str, label: str = "") -> list[Found]:
        """Where what is in the text, whatever the policy does with it."""
        if not label and is_calm(text):
            return []
        meant = plain(text)
        found = [*self._typed(meant.text)]
        found += _detected(meant.text, f"{label}: ") if label else detect(meant.text)
        found = apart(found) if found else found
        if not meant.cuts:
            return found
        return [Found(*meant.span(one.start, one.end), one.kind) for one in found]

    def _typed(self, text: str) -> Iterator[Found]:
        """What somebody wrote that looks like a placeholder: it must not be taken for one."""
        if "[[" in text:
            for match in PLACEHOLDER.finditer(text):
                yield Found(*match.span(), TYPED)

    def _acts_on(self, kind: str) -> bool:
        return kind == TYPED or self.policy.action_for(kind) != "allow"

    def _instead(self, one: Found, text: str, vault: Vault) -> str:
        value = text[one.start : one.end]
        action = "tokenise" if one.kind == TYPED else self.policy.action_for(one.kind)
        return _INSTEAD[action](self, one.kind, value, vault)

    def masked(self, kind: str) -> str:
        """What a reader sees where something was taken out for good."""
        return f"[{kind.upper()}]"

    def hashed(self, kind: str, value: str) -> str:
        """The same for the same value, and of no use to who does not hold the key."""
        said = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
        return f"[{kind.upper()}:{blake2b(said, key=self._key, digest_size=8).hexdigest()}]"


_INSTEAD: dict[str, Callable[[Redactor, str, str, Vault], str]] = {
    "mask": lambda redactor, kind, _value, _vault: redactor.masked(kind),
    "block": lambda redactor, kind, _value, _vault: redactor.masked(kind),
    "hash": lambda redactor, kind, value, _vault: redactor.hashed(kind, value),
    "tokenise": lambda _redactor, kind, value, vault: vault.placeholder(kind, value),
}
_BETWEEN_PARTS = ("", " ")  # how whoever reads the parts may put them together


def _detected(text: str, lead: str) -> Iterator[Found]:
    """What is in a text that stands after this lead."""
    for one in detect(lead + text):
        if one.end > len(lead):
            yield Found(max(0, one.start - len(lead)), one.end - len(lead), one.kind)


def _pieces(one: Found, parts: Sequence[str], begins: Sequence[int]) -> Iterator[tuple[int, Found]]:
    """What of a finding in the parts put together is in which of them."""
    at = bisect_right(begins, one.start) - 1
    while at < len(parts) and begins[at] < one.end:
        start = max(0, one.start - begins[at])
        end = min(len(parts[at]), one.end - begins[at])
        if start < end:
            yield at, Found(start, end, one.kind)
        at += 1


def _ends_whole(found: Sequence[Found], text: str) -> bool:
    """Whether a text ends with a whole address: what follows in the next part is another word."""
    return any(one.kind == "email" and one.end == len(text) for one in found[-1:])
