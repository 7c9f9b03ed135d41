"""What a person, or a program, reads about a run of evals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from microapp_llm.evals.model import Examples, Outcome

WIDEST_CASE = 48
WIDEST_ANSWER = 240


def as_text(outcomes: Sequence[Outcome], examples: Examples) -> str:
    """Give each case on a line, what is wrong below it, and the sum at the end."""
    lines = [f"WRONG  {what}" for what in examples.wrong]
    for title, group in groupby(outcomes, _title):
        lines.append(title)
        for outcome in group:
            lines.append(f"  {'ok   ' if outcome.passed else 'WRONG'}  {outcome.case}")
            lines += [f"         {what}" for what in outcome.wrong]
    passed = sum(outcome.passed for outcome in outcomes)
    told = f"{passed} of {len(outcomes)} cases passed"
    return "\n".join([*lines, f"{told}; {examples.told()}" if examples.failed else f"{told}."])


def as_table(left: Sequence[Outcome], right: Sequence[Outcome], examples: Examples) -> str:
    """Give two runs of the same cases side by side, and what is wrong in either."""
    titles = ("case", _title(left[0]), _title(right[0])) if left else ("case", "", "")
    passed = ("passed", *(f"{_passed(side)} of {len(side)}" for side in (left, right)))
    tokens = ("tokens, about", *(str(sum(o.tokens for o in side)) for side in (left, right)))
    rows: list[tuple[str, ...]] = [titles, *_rows(left, right), passed, tokens]
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    title, *cases, all_passed, all_tokens = [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    lines = [title, "  ".join("-" * width for width in widths)]
    for case, one, other in zip(cases, left, right, strict=True):
        lines += [case, *_answers(one, other)]
    lines += [all_passed, all_tokens]
    lines += [f"WRONG  {what}" for what in examples.wrong]
    for outcome in (*left, *right):
        lines += [f"{_title(outcome)}: {outcome.case}: {what}" for what in outcome.wrong]
    return "\n".join([*lines, examples.told()] if examples.failed else lines)


def as_json(outcomes: Sequence[Outcome], examples: Examples) -> str:
    """Give everything, for a program."""
    told = [
        {
            "file": o.file,
            "case": o.case,
            "prompt": o.prompt,
            "version": o.version,
            "model": o.model,
            "passed": o.passed,
            "wrong": list(o.wrong),
            "tokens": o.tokens,
            "answer": o.answer,
        }
        for o in outcomes
    ]
    passed = not examples.failed and all(o.passed for o in outcomes)
    content = {"passed": passed, "prompt_tests": list(examples.wrong), "cases": told}
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()


def _rows(left: Sequence[Outcome], right: Sequence[Outcome]) -> Iterator[tuple[str, str, str]]:
    for one, other in zip(left, right, strict=True):
        name = one.case if len(one.case) <= WIDEST_CASE else f"{one.case[: WIDEST_CASE - 1]}…"
        yield name, _word(one), _word(other)


def _answers(one: Outcome, other: Outcome) -> list[str]:
    """Give what either side says, where that is not the same."""
    if one.answer == other.answer:
        return []
    return [f"  {_title(outcome)}: {_short(outcome.answer)}" for outcome in (one, other)]


def _short(answer: str) -> str:
    """Give an answer on one line, as long as a reader takes in at once; --json has all of it."""
    said = " ".join(answer.split()) or "nothing"
    return said if len(said) <= WIDEST_ANSWER else f"{said[: WIDEST_ANSWER - 1]}…"


def _word(outcome: Outcome) -> str:
    return "ok" if outcome.passed else "WRONG"


def _passed(side: Sequence[Outcome]) -> int:
    return sum(outcome.passed for outcome in side)


def _title(outcome: Outcome) -> str:
    return f"{outcome.prompt} v{outcome.version} on {outcome.model}"
