"""Long answers take time in step with their length, and are read as short ones are."""

from __future__ import annotations

import time

from microapp_llm.answers import AnswerGuard, AnswerRules, StreamGuard
from microapp_llm.redaction import Policy, Redactor, Vault
from microapp_llm.redaction.found import Found

CODE = "RunItem = Callable[[Item], Awaitable[Result]]  # `BatchRunner.send` before the provider\n"
WRITTEN = "日本語の文章は続く" * 20 + "。"


def guard() -> AnswerGuard:
    return AnswerGuard(AnswerRules(), Redactor(Policy(), b"k" * 32), Vault("conversation-1"))


def test_an_answer_ten_times_as_long_takes_little_more_than_ten_times_as_long() -> None:
    guard().check(CODE)  # reads the lists
    took = []
    for size in (15_000, 150_000):
        text = CODE * (size // len(CODE))
        began = time.process_time()
        guard().check(text)
        took.append(time.process_time() - began)

    assert took[1] < 16 * took[0]


def test_blank_lines_are_not_searched() -> None:
    searched: list[str] = []

    class Noting(Redactor):
        def findings(self, text: str, label: str = "") -> list[Found]:
            searched.append(text)
            return super().findings(text, label)

    redactor = Noting(Policy(), b"k" * 32)
    AnswerGuard(AnswerRules(), redactor, Vault("one")).check("[1] Go.\n\n\n\n[2] Ask Ann.\n\n")

    assert searched == ["[1] Go.\n", "[1] Go.\n\n\n\n[2] Ask Ann.\n"]


def test_what_a_long_answer_holds_is_found_wherever_it_stands() -> None:
    text = "".join(f"{CODE * 40}Ask person{n}@example.org today.\n" for n in range(12))

    checked = guard().check(text)

    assert checked.findings["email"] == 12
    assert "@example.org" not in checked.text


def test_a_long_answer_is_read_as_its_stream_is() -> None:
    text = "".join(f"{CODE * 9}{WRITTEN * 9}Ask person{n}@example.org today.\n" for n in range(9))
    stream = StreamGuard(guard())

    said = "".join(stream.feed(text[at : at + 61]) for at in range(0, len(text), 61))

    checked = guard().check(text)
    assert (said + stream.finish(), stream.findings) == (checked.text, checked.findings)
