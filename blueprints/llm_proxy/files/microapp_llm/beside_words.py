"""What stands beside the words of a request or an answer: names, ids, reasons and numbers.

None of it is free text, so that nothing gets past the guards there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from microapp_kit.errors import Refusal
from microapp_llm.providers.asking import Use, use_of
from microapp_llm.redaction import Redactor

Body = dict[str, Any]
CheckName = Callable[[str], None]
FINISHES = ("stop", "length", "tool_calls", "content_filter")
MOST_CALLS = 128
LATEST = 2**32  # seconds: a larger number is no time, and may be somebody's
GUESSED = frozenset({"name", "address", "birth_date"})  # kinds that a word alone can look like
SHORT = re.compile(r"[A-Za-z0-9_-]{1,6}")  # no secret and nobody's data fits into it
PLAIN = re.compile(r"[A-Za-z_-]{1,30}")


def any_name(name: str) -> None:
    """Take every name."""
    del name


def clean_names(redactor: Redactor, what: str = "tool or field") -> CheckName:
    """Give what refuses a name of a tool or field that holds a secret or somebody's data.

    It cannot be masked: the name would mean something else then.
    """

    def check(name: str) -> None:
        if PLAIN.fullmatch(name):
            return
        kinds = {one.kind for one in redactor.findings(name)} - GUESSED
        if kinds:
            text = f"The name of a {what} holds what no model may see: {min(kinds)}."
            raise Refusal(422, "blocked", text)

    return check


def known_names(body: Body) -> CheckName:
    """Give what refuses the call of a tool that a request did not bring."""
    names = {tool["function"]["name"] for tool in body.get("tools") or ()}

    def check(name: str) -> None:
        if name not in names:
            text = "The model asked for a tool that it was not given."
            raise Refusal(422, "answer_not_as_asked", text)

    return check


def call_id(given: object) -> str:
    """Give the id of a tool call: the same for the same id; a long one spells nothing any more."""
    if isinstance(given, str) and SHORT.fullmatch(given):
        return given
    said = str(given).encode("utf-8", "surrogatepass")
    return f"call_{hashlib.sha256(said).hexdigest()[:24]}"


def call_number(part: Body) -> int:
    """Give which of the tool calls of a streamed answer a part belongs to."""
    number = part.get("index", 0)
    if type(number) is not int or not 0 <= number < MOST_CALLS:
        raise Refusal(422, "answer_not_as_asked", "The model's call of a tool has no number.")
    return number


class CallIds:
    """The ids of the tool calls of one streamed answer: two calls must not become one."""

    def __init__(self) -> None:
        self._ids: dict[int, object] = {}
        self._unplaced = 0  # parts that begin a call and say neither its number nor its id

    def check(self, parts: list[Body]) -> None:
        """Refuse parts of two calls under one number; a call alone needs none."""
        self._unplaced += sum(map(_begins_unplaced, parts))
        unnumbered = max(self._unplaced, sum("index" not in part for part in parts))
        named = [(call_number(part), part["id"]) for part in parts if part.get("id")]
        if unnumbered > 1 or any(self._ids.setdefault(at, name) != name for at, name in named):
            text = "The model calls several tools, and does not say which part belongs to which."
            raise Refusal(422, "answer_not_as_asked", text)

    def of(self, number: int) -> object:
        """Give the id of the call under a number, or None."""
        return self._ids.get(number)


def _begins_unplaced(part: Body) -> bool:
    is_placed = "index" in part or bool(part.get("id"))
    return not is_placed and bool((part.get("function") or {}).get("name"))


def finish_of(reason: object) -> str:
    """Give the reason why an answer ended, of those that callers know."""
    return reason if isinstance(reason, str) and reason in FINISHES else "stop"


def created_of(body: Body) -> int:
    """Give when an answer was made, in seconds; 0 where its provider does not say."""
    created = body.get("created")
    return created if type(created) is int and 0 <= created < LATEST else 0


def usage_of(body: Body) -> Body:
    """Give what an answer says was used, as numbers and nothing else."""
    use = use_of(body)
    return {} if use is None else {"usage": usage_shown(use)}


def usage_shown(use: Use) -> Body:
    """Give what was used as answers say it."""
    written = {"cache_write_tokens": use.written} if use.written else {}
    return {
        "prompt_tokens": use.input,
        "completion_tokens": use.output,
        "total_tokens": use.input + use.output,
        "prompt_tokens_details": {"cached_tokens": use.cached, **written},
    }
