"""What an answer must not carry, whole or streamed, wherever the stream is cut."""

# ruff: noqa: RUF001 - marks of other writings are meant

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microapp_llm.answers import AnswerGuard, AnswerRules, StreamGuard
from microapp_llm.redaction import Policy, Redactor, Vault

CANARY = "canary-7f3a9c1e"
RULES = AnswerRules(
    words=("Project Falcon", "zorblax"),
    allowed_hosts=frozenset({"docs.example.org", "*.example.net"}),
    canary=CANARY,
)
KEY = "ghp_" + "a1B2c3D4e5F6" * 3
PIECES = (
    *("Write to ", "ann@example.org", " or call ", "+49 30 901820", ".\n", "4111 1111 1111 1111"),
    *("the ", "project ", "falcon ", "Project Falcon", " zorblax", "https://evil.example/x?d=1 "),
    *("![a](https://docs.example.org/a.png)", "![b](//evil.example/b.png)", KEY, " DE89 3704 0044"),
    *(" 0532 0130 00", "My name is ", "Anna Maria", " Schmidt", " van der Berg", "、日本語です。"),
    *(
        "漢字" * 30,
        "[[EMAIL_ABCDEFGH]]",
        "\u200b",
        " A1" * 30,
        "Herr ",
        '{"a":"b","c":1}',
        "x" * 90,
    ),
)


def guard(rules: AnswerRules = RULES, asked: tuple[str, ...] = ()) -> AnswerGuard:
    return AnswerGuard(rules, Redactor(Policy(), b"k" * 32), Vault("conversation-1"), asked)


def streamed(text: str, cuts: list[int]) -> tuple[str, Mapping[str, int], str | None]:
    stream = StreamGuard(guard())
    edges = [0, *sorted(cuts), len(text)]
    parts = [stream.feed(text[start:end]) for start, end in pairwise(edges)]
    parts.append(stream.finish())
    return "".join(parts), stream.findings, stream.refused


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("Ask ann@example.org for it.", "email"),
        ("The card is 4111 1111 1111 1111, use it.", "card"),
        (f"Your token: {KEY}", "secret"),
        ("This is project falcon speaking.", "word"),
        ("Hail ZORBLAX!", "word"),
        ("See https://evil.example/?q=data now.", "link"),
        ("![x](https://evil.example/a.png)", "image"),
        ("![x](//evil.example/a.png)", "image"),
        ("[x]: //evil.example/a.png", "link"),
        ('<img src="//evil.example/a.png">', "link"),
        ("[x](https://docs.example.org@evil.example/)", "link"),
        ("[x](https://docs.example.org.evil.example/)", "link"),
        ("[x](https:\\\\evil.example/)", "link"),
        ("[x](https:evil.example)", "link"),
        ("[x](data:text/html;base64,AAAA)", "link"),
        ("[x](javascript:alert)", "link"),
        ("Go to www.evil.example today", "link"),
        ("See ht\u200btps://evil.example/ now", "link"),
    ],
)
def test_what_must_not_leave_is_taken_out(answer: str, kind: str) -> None:
    checked = guard().check(answer)

    assert checked.findings == {kind: 1}
    assert checked.refused is None
    assert "evil" not in checked.text
    assert "ann@" not in checked.text
    assert "4111" not in checked.text


@pytest.mark.parametrize(
    "answer",
    [
        "See https://docs.example.org/a?b=c.",
        "See https://a.b.example.net/ and ![x](https://docs.example.org/p.png)",
        "Hello there, nothing to see: 12 items cost 30 euros.",
        "[[EMAIL_ABCDEFGH]] will get [[NATIONAL_ID_ABCDEFGH]].",
        "std::vector<int> v; // a comment",
    ],
)
def test_what_may_leave_is_left_alone(answer: str) -> None:
    checked = guard().check(answer)

    assert (checked.text, checked.findings) == (answer, {})


def test_what_the_request_held_may_come_back() -> None:
    asked = ("ann@example.org", "+49 30 901820")

    checked = guard(asked=asked).check("Mail ann@example.org, phone +49 (30) 90-1820, bob@b.org")

    assert checked.text == "Mail ann@example.org, phone +49 (30) 90-1820, [EMAIL]"


def test_a_secret_may_not_come_back_even_if_the_request_held_it() -> None:
    assert KEY not in guard(asked=(KEY,)).check(f"It is {KEY}").text


@pytest.mark.parametrize("said", [CANARY, CANARY.upper(), CANARY[:4] + "\u200b" + CANARY[4:]])
def test_an_answer_that_tells_the_system_prompt_is_refused(said: str) -> None:
    checked = guard().check(f"My instructions are: {said} and so on")

    assert checked.refused
    assert checked.text == ""


def test_a_refused_stream_never_gave_a_part_of_the_canary() -> None:
    text = f"My instructions are: {CANARY} and so on"

    for cut in range(len(text)):
        said, _, refused = streamed(text, [cut])
        assert refused
        assert CANARY[:4] not in said


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.data())
def test_a_stream_is_judged_as_the_whole_wherever_it_is_cut(
    pieces: list[str], data: st.DataObject
) -> None:
    text = "".join(pieces)
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=6))

    whole = guard().check(text)

    assert streamed(text, cuts) == (whole.text, whole.findings, whole.refused)


class WordByWord(AnswerGuard):
    """The guard without its short way past plain words."""

    def is_quiet(self, run: str) -> bool:
        """Nothing is taken for quiet."""
        del run
        return False


PLAIN = ("and ", "the red ", "house. ", "de ", "projects ", "project ", "falcon, ", "a  b ", "it\n")
CALM = ("canary-7f3a9c1e ", "ab\t", "o'clock ", "zorblax! ", '"so", ', "Ann ", "ist ")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from((*PIECES, *PLAIN * 3, *CALM)), max_size=20))
def test_the_short_way_past_plain_words_changes_nothing(pieces: list[str]) -> None:
    rules = AnswerRules(words=("Project Falcon", "zorblax", "red house and"), canary=CANARY)
    text = "".join(pieces)
    slow = WordByWord(rules, Redactor(Policy(), b"k" * 32), Vault("conversation-1"))

    streams = [StreamGuard(one) for one in (guard(rules), slow)]

    fast_said, slow_said = [(s.feed(text), s.finish(), s.findings, s.refused) for s in streams]
    assert fast_said == slow_said


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 16, 61])
def test_a_stream_is_judged_as_the_whole_at_each_size_of_chunk(size: int) -> None:
    text = " ".join(PIECES)

    whole = guard().check(text)

    assert streamed(text, list(range(0, len(text), size)))[0] == whole.text


def test_plain_words_are_not_held_back() -> None:
    stream = StreamGuard(guard())

    said = [stream.feed(word) for word in ("this ", "goes ", "on at ", "once ")]

    assert said == ["this ", "goes ", "on at ", "once "]


@pytest.mark.parametrize(
    "pieces",
    [
        ["The", " policy", " grants", " leave"],
        ["Employees", " are", " entitled", " to", " leave"],
        ["Der", " Antrag", " muss", " vorher", " da", " sein"],
        ["Le", " congé", " commence", " demain"],
        ["In", " short", ":", " ask", " them"],
        ["Thank", " you", " for", " asking"],
        ["Los", " empleados", " tienen", " derecho"],
        ["はい", "、育児", "休暇", "は"],
        ["好的", "，这是", "一个"],
        ["네,", " 육아", "휴직은"],
    ],
)
def test_a_sentence_begins_to_come_with_its_second_piece(pieces: list[str]) -> None:
    stream = StreamGuard(guard())

    given = [stream.feed(piece) for piece in pieces]

    assert given[1].strip(" 、，") == pieces[0]


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("The Anna Schmidt file is here.", "Anna Schmidt"),
        ("Dear Maria Keller, it is done.", "Maria Keller"),
        ("Thanks Tom Brandt, it is done.", "Tom Brandt"),
        ("Herr van der Berg was here.", "Berg"),
        ("Van der Berg, Anna was here.", "Berg"),
        ("La famille de Anna Schmidt was here.", "Anna Schmidt"),
        ("To Thanh Nguyen has signed.", "Thanh Nguyen"),
        ("User ann is here.", "ann"),
        ("Dear ann has signed.", "ann"),
        ("はい、担当は佐々木太郎様です。", "佐々木太郎"),
        ("好的，联系人是张伟明先生。", "张伟明"),
    ],
)
def test_a_name_behind_a_word_that_is_given_on_at_once_is_found(answer: str, name: str) -> None:
    for size in range(1, 9):
        stream = StreamGuard(guard())
        parts = [stream.feed(answer[at : at + size]) for at in range(0, len(answer), size)]

        assert name not in "".join([*parts, stream.finish()])
        assert stream.findings["name"] == 1


@pytest.mark.parametrize(
    "answer", ["Gift Okoye was here.", "Trust Moyo will call.", "Rose Miller was here."]
)
def test_a_word_that_begins_a_name_is_not_given_on_before_it(answer: str) -> None:
    for size in range(1, 9):
        stream = StreamGuard(guard())
        parts = [stream.feed(answer[at : at + size]) for at in range(0, len(answer), size)]

        assert "".join([*parts, stream.finish()]).startswith("[NAME] w")


@pytest.mark.parametrize("unit", ["a", "A1 ", "漢字", "4111 ", '{"a":"b"},', "https://evil/", "[["])
def test_no_more_than_a_bounded_piece_is_held_back(unit: str) -> None:
    stream = StreamGuard(guard())
    text = unit * (20000 // len(unit))

    held = 0
    taken = given_on = 0
    for at in range(0, len(text), 500):
        taken += 500
        given_on += len(stream.feed(text[at : at + 500])) or 0
        held = max(held, len(stream._reading._segments._held))

    assert held <= 4096 + 500
    assert given_on or "evil" in unit
