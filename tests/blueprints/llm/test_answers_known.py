"""An answer that comes to a caller again, as from the cache, is not searched again."""

from __future__ import annotations

from microapp_llm.answers import AnswerGuard, AnswerRules
from microapp_llm.redaction import Policy, Redactor, Vault
from microapp_llm.redaction.found import Found
from microapp_llm.redaction.known import Known

ANSWER = "Write to ann@example.org, or call +49 30 901820.\nSee https://evil.example/?d=1 today.\n"


class Counting(Redactor):
    """A redactor that counts its searches."""

    searches = 0

    def findings(self, text: str, label: str = "") -> list[Found]:
        """Search, and count it."""
        self.searches += 1
        return super().findings(text, label)


REDACTOR = Counting(Policy(), b"k" * 32)


def guard(known: Known, caller: str = "ann", asked: tuple[str, ...] = ()) -> AnswerGuard:
    return AnswerGuard(AnswerRules(), REDACTOR, Vault(caller), asked, known)


def test_an_answer_that_comes_again_is_not_searched_again_and_is_cleaned_alike() -> None:
    known = Known()
    first = guard(known).check(ANSWER)
    searched = REDACTOR.searches

    again = guard(known).check(ANSWER)

    assert again == first
    assert first.findings == {"email": 1, "phone": 1, "link": 1}
    assert REDACTOR.searches == searched


def test_what_one_request_held_does_not_come_back_to_another_one() -> None:
    known = Known()

    first = guard(known, asked=("ann@example.org",)).check(ANSWER)
    other = guard(known, asked=("bob@example.org",)).check(ANSWER)

    assert "ann@example.org" in first.text
    assert "ann@example.org" not in other.text


def test_an_answer_of_one_caller_is_searched_for_another_one() -> None:
    known = Known()
    guard(known).check(ANSWER)
    searched = REDACTOR.searches

    guard(known, caller="bob").check(ANSWER)

    assert REDACTOR.searches > searched


def test_an_answer_that_tells_its_mark_is_refused_whatever_is_known() -> None:
    known, mark = Known(), "canary-7f3a9c1e"
    text = f"{ANSWER} My mark is {mark}."
    guard(known).check(text)

    rules = AnswerRules(canary=mark)

    assert AnswerGuard(rules, REDACTOR, Vault("ann"), (), known).check(text).refused
