"""What a person, or a program, reads about a run of evals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from microapp_llm.evals.comparison import change, counted, title
from microapp_llm.evals.model import Examples, Outcome


def as_text(outcomes: Sequence[Outcome], examples: Examples) -> str:
    """Give each case on a line, what is wrong below it, and the sum at the end."""
    lines = [f"WRONG  {what}" for what in examples.wrong]
    for name, group in groupby(outcomes, title):
        lines.append(name)
        for outcome in group:
            lines.append(f"  {'ok   ' if outcome.passed else 'WRONG'}  {outcome.case}")
            lines += [f"         {what}" for what in outcome.wrong]
    passed = sum(outcome.passed for outcome in outcomes)
    told = f"{passed} of {len(outcomes)} cases passed"
    return "\n".join([*lines, f"{told}; {examples.told()}" if examples.failed else f"{told}."])


def as_json(outcomes: Sequence[Outcome], examples: Examples, *, compared: bool = False) -> str:
    """Give everything, for a program; of two runs that are compared, what became of each case."""
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
            "tokens_sent": o.sent,
            "answer": o.answer,
        }
        for o in outcomes
    ]
    passed = not examples.failed and all(o.passed for o in outcomes)
    content: dict[str, object] = {"passed": passed, "prompt_tests": list(examples.wrong)}
    content["cases"] = told
    if compared:
        half = len(outcomes) // 2
        left, right = outcomes[:half], outcomes[half:]
        pairs = zip(left, right, strict=True)
        changes = [{"case": one.case, "change": change(one, other)} for one, other in pairs]
        content |= {"counts": counted(left, right), "changes": changes}
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
