"""What was searched earlier in a conversation is not searched again, and is hidden all the same."""

from __future__ import annotations

import threading

import pytest

from microapp_llm.redaction import Policy, Redactor, Vault
from microapp_llm.redaction.found import Found
from microapp_llm.redaction.known import Known

TURN = "Please write to ann@example.org and call +49 30 901820."


class Counting(Redactor):
    """A redactor that tells what it searched."""

    def __init__(self) -> None:
        super().__init__(Policy({"email": "tokenise"}), b"k" * 32)
        self.searched: list[str] = []

    def findings(self, text: str, label: str = "") -> list[Found]:
        self.searched.append(text)
        return super().findings(text, label)


def test_the_turns_before_are_not_searched_again() -> None:
    redactor = Counting()
    for turns in ([TURN], [TURN, "Shorter."], [TURN, "Shorter.", "Now in German."]):
        vault = Vault("conversation")  # each call of a conversation has a vault of its own
        for text in turns:
            redactor.redact(text, vault)
    assert redactor.searched == [TURN, "Shorter.", "Now in German."]


def test_a_text_that_comes_again_is_hidden_as_the_first_time() -> None:
    redactor, vault = Counting(), Vault("conversation")
    first, again = redactor.redact(TURN, vault), redactor.redact(TURN, vault)
    assert first == again
    assert first.counts == {"email": 1, "phone": 1}
    assert vault.restore(again.text) == TURN.replace("+49 30 901820", "[PHONE]")


def test_the_parts_of_a_message_are_not_searched_again() -> None:
    redactor = Counting()
    first = redactor.redact_parts(["Write to ann@", "example.org."], Vault("conversation"))
    searched = [*redactor.searched]
    again = redactor.redact_parts(["Write to ann@", "example.org."], Vault("conversation"))
    assert (again, redactor.searched) == (first, searched)


def test_nobody_elses_conversation_is_told_that_a_text_was_here() -> None:
    redactor = Counting()
    redactor.redact(TURN, Vault("of ann"))
    redactor.redact(TURN, Vault("of bob"))
    assert redactor.searched == [TURN, TURN]


def test_a_search_that_fails_is_made_again() -> None:
    known, vault = Known(), Vault("conversation")

    def fails(text: str) -> list[Found]:
        raise RuntimeError(text)

    with pytest.raises(RuntimeError):
        known.findings(TURN, vault, fails)
    assert known.findings(TURN, vault, lambda _: [Found(0, 6, "name")]) == [Found(0, 6, "name")]


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    known, vault, searched = Known(most=4), Vault("conversation"), []

    def search(text: str) -> list[Found]:
        searched.append(text)
        return [Found(0, 1, "name")]

    for text in (
        "a",
        "b",
        "a",
        "c",
        "a",
        "b",
    ):  # a text and its finding are two: there is room for two
        known.findings(text, vault, search)
    assert searched == ["a", "b", "c", "b"]


def test_no_text_with_more_findings_than_there_is_room_for_is_kept() -> None:
    known, vault = Known(most=4), Vault("conversation")
    many = [Found(n, n + 1, "name") for n in range(9)]
    known.findings("kept", vault, lambda _: [])
    known.findings("many", vault, lambda _: many)
    assert known.findings("kept", vault, lambda _: many) == []
    assert known.findings("many", vault, lambda _: []) == []


def test_threads_that_bring_the_same_texts_leave_the_room_as_it_is() -> None:
    known, vault = Known(most=8), Vault("conversation")
    together = threading.Barrier(4)

    def bring() -> None:
        together.wait()
        for turn in range(3000):
            found = known.findings(f"{turn % 7}", vault, lambda text: [Found(int(text), 9, "name")])
            assert found[0].start == turn % 7

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert known._size == sum(1 + len(found) for found in known._kept.values()) <= 8
