"""Two runs of the same cases side by side: which case got better or worse, and what that costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from microapp_llm.evals.model import Examples, Outcome

WIDEST_CASE = 48
WIDEST_ANSWER = 240
CALLS = 1_000
NANO = 1_000_000_000
CHANGES = {
    (True, True): "same",
    (True, False): "worse",
    (False, True): "better",
    (False, False): "still wrong",
}
UNKNOWN = "unknown"
Cost = Callable[[Outcome], int | None]
"""What a call costs, in nano-dollars; None for a model whose price nobody knows."""
Row = tuple[str, str, str, str]


def change(one: Outcome, other: Outcome) -> str:
    """Say what became of a case; of one without an answer nobody knows."""
    if one.is_missing or other.is_missing:
        return UNKNOWN
    return CHANGES[one.passed, other.passed]


def counted(left: Sequence[Outcome], right: Sequence[Outcome]) -> dict[str, int]:
    """Give how many cases became what: the worst first, and only what there is."""
    found = Counter(change(one, other) for one, other in zip(left, right, strict=True))
    order = ("worse", "still wrong", UNKNOWN, "better", "same")
    return {word: found[word] for word in order if found[word]}


def as_table(
    left: Sequence[Outcome], right: Sequence[Outcome], examples: Examples, cost: Cost
) -> str:
    """Give what either side says, then the table, and what to think of it in the last line."""
    pairs = list(zip(left, right, strict=True))
    lines = [line for one, other in pairs for line in _details(one, other)]
    lines += [f"WRONG  {what}" for what in examples.wrong]
    lines += [*([""] if lines else []), *_table(left, right, cost), _verdict(left, right)]
    return "\n".join([*lines, examples.told()] if examples.failed else lines)


def title(outcome: Outcome) -> str:
    """Name the version and the model that were asked."""
    return f"{outcome.prompt} v{outcome.version} on {outcome.model}"


def _verdict(left: Sequence[Outcome], right: Sequence[Outcome]) -> str:
    if not right:
        return "There is no case to compare."
    told = ", ".join(f"{count} {word}" for word, count in counted(left, right).items())
    return f"{_side(right)} against {_side(left)}: {told}."


def _side(outcomes: Sequence[Outcome]) -> str:
    """Name what all cases of a side were asked of: a version on a model, or the model alone."""
    versions = {title(outcome) for outcome in outcomes}
    return versions.pop() if len(versions) == 1 else outcomes[0].model


def _details(one: Outcome, other: Outcome) -> list[str]:
    """Give what either side says and what is wrong with it, where that is not the same."""
    if (one.answer, one.wrong) == (other.answer, other.wrong):
        return [f"{one.case}: {what}" for what in one.wrong]
    lines = [one.case]
    for outcome in (one, other):
        if not outcome.is_missing:
            lines.append(f"  {title(outcome)}: {_short(outcome.answer)}")
        lines += [f"  {title(outcome)}: WRONG: {what}" for what in outcome.wrong]
    return lines


def _table(left: Sequence[Outcome], right: Sequence[Outcome], cost: Cost) -> list[str]:
    titles = (_side(left), _side(right)) if left else ("", "")
    rows: list[Row] = [("case", *titles, "change"), *_cases(left, right), *_sums(left, right, cost)]
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    line = "  ".join("-" * width for width in widths)
    told = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return [told[0], line, *told[1 : len(left) + 1], line, *told[len(left) + 1 :]]


def _cases(left: Sequence[Outcome], right: Sequence[Outcome]) -> Iterator[Row]:
    several = len({outcome.prompt for outcome in left}) > 1
    for one, other in zip(left, right, strict=True):
        name = f"{one.prompt}: {one.case}" if several else one.case
        name = name if len(name) <= WIDEST_CASE else f"{name[: WIDEST_CASE - 1]}…"
        yield name, _word(one), _word(other), change(one, other)


def _sums(left: Sequence[Outcome], right: Sequence[Outcome], cost: Cost) -> Iterator[Row]:
    one, other = (sum(outcome.passed for outcome in side) for side in (left, right))
    yield "passed", f"{one} of {len(left)}", f"{other} of {len(right)}", f"{other - one:+d}"
    pairs = zip(left, right, strict=True)
    answered = [pair for pair in pairs if not any(outcome.is_missing for outcome in pair)]
    sides = tuple(zip(*answered, strict=True)) or ((), ())
    yield _row("tokens sent, about", *(_tokens([o.sent for o in side]) for side in sides))
    yield _row("tokens answered, about", *(_tokens([o.tokens for o in side]) for side in sides))
    yield _row(f"dollars for {CALLS} calls, about", *(_dollars(side, cost) for side in sides))


def _tokens(each: Sequence[int]) -> int | None:
    """Add them up: those of the cases that both sides answered, and nothing where there is none."""
    return sum(each) if each else None


def _row(name: str, one: float | None, other: float | None) -> Row:
    if one is None or other is None:
        return name, _number(one), _number(other), UNKNOWN
    more = f"{(other - one) / one:+.0%}" if one else ""
    return name, _number(one), _number(other), "same" if one == other else more


def _number(amount: float | None) -> str:
    if amount is None:
        return UNKNOWN
    if isinstance(amount, int):
        return str(amount)
    return f"{amount:.2f}" if amount >= 1 else f"{amount:.4f}"


def _dollars(side: Sequence[Outcome], cost: Cost) -> float | None:
    """Give what so many calls cost that are like these cases, each as often as the others."""
    each = [cost(outcome) for outcome in side]
    known = [nano for nano in each if nano is not None]
    if not each or len(known) < len(each):
        return None
    return sum(known) * CALLS / len(each) / NANO


def _short(answer: str) -> str:
    """Give an answer on one line, as long as a reader takes in at once; --json has all of it."""
    said = " ".join(answer.split()) or "nothing"
    return said if len(said) <= WIDEST_ANSWER else f"{said[: WIDEST_ANSWER - 1]}…"


def _word(outcome: Outcome) -> str:
    if outcome.is_missing:
        return "no answer"
    return "ok" if outcome.passed else "WRONG"
