"""Shows rules: a list by layer, and one page for each, with an example it accepts and refuses."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from microapp_cli.core.rulebook import Rule, RuleBook
from microapp_cli.output.harmless import cut, logged, printable, wrapped
from microapp_cli.output.look import PLAIN, Look

MOST_LINES = 12
WIDEST = 100


@dataclass(frozen=True)
class Example:
    """A sample: what it puts into facts that every rule accepts, and what the rule then says."""

    facts: Any
    said: Sequence[str] = field(default=())


def as_list(rulebook: RuleBook) -> str:
    """Every rule, one a line, by layer."""
    lines: list[str] = []
    for layer, rules in groupby(ordered(rulebook), key=lambda rule: rule.layer):
        lines += [f"{layer}:", *(f"  {r.id:<8} {r.severity:<8} {r.title}" for r in rules), ""]
    lines.append(
        f"{len(rulebook.rules)} rules in {len(rulebook.layers)} layers. "
        f"One in full: microapp policy explain {min(rulebook.by_id)}"
    )
    return "\n".join(map(logged, lines))


def ordered(rulebook: RuleBook) -> list[Rule]:
    """The rules as a person looks them up: by layer, then by id."""
    return sorted(rulebook.rules, key=lambda rule: (rule.layer, rule.id))


def as_data(rule: Rule) -> dict[str, Any]:
    """A rule for a program."""
    return asdict(rule)


def as_page(rule: Rule, examples: Mapping[str, Example], look: Look = PLAIN) -> str:
    """The whole page of a rule."""
    look = Look(max(min(look.width, WIDEST), 40), look.colour)
    lines = [
        look.paint(f"{rule.id}  {rule.title}", "strong"),
        *wrapped(rule.description, look.width),
    ]
    lines += ["", *_labelled("why", rule.why, look), *_labelled("fix", rule.fix, look)]
    facts = [("rule", f"{rule.key} ({rule.severity})"), ("file", rule.path)]
    facts += [("holds", ", ".join(rule.controls))] if rule.controls else []
    facts.append(("waive", _waiver(rule)))
    for label, text in facts:
        lines += _labelled(label, text, look)
    for word, example in examples.items():
        rest = {line for other in examples if other != word for line in flat(examples[other].facts)}
        lines += ["", f"An example that is {word}:", *_example(example, look, besides=rest)]
    return "\n".join(map(logged, lines))


def _waiver(rule: Rule) -> str:
    return (
        "an exception in microapp.yaml can open it until a day, if somebody else approves"
        if rule.waivable
        else "never: no exception opens it"
    )


def _example(example: Example, look: Look, *, besides: Collection[str]) -> Iterator[str]:
    """What is not the same in the other example, and what the rule then says."""
    whole = list(flat(example.facts))
    lines = [printable(line) for line in whole if line not in besides]
    lines = lines or [printable(line) for line in whole]
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"… and {len(lines) - MOST_LINES} more"]
    yield from (f"  {cut(line, look.width - 2)}" for line in lines)
    for message in example.said[:MOST_LINES]:
        yield from (f"  {line}" for line in wrapped(f"→ {printable(message)}", look.width - 2))


def flat(facts: Any, where: str = "") -> Iterator[str]:
    """Nested data as one line per value: manifest.owner.email: "ann@acme.example"."""
    if isinstance(facts, dict) and facts:
        for key, value in facts.items():
            yield from flat(value, f"{where}.{key}" if where else str(key))
    elif isinstance(facts, list) and any(isinstance(entry, dict | list) for entry in facts):
        for index, entry in enumerate(facts):
            yield from flat(entry, f"{where}[{index}]")
    else:
        value = "taken away" if facts is None else json.dumps(facts, ensure_ascii=False)
        yield f"{where}: {value}" if where else "what every rule accepts"


def _labelled(label: str, text: str, look: Look) -> Iterator[str]:
    head, *rest = wrapped(printable(text), look.width - 7)
    yield f"{look.paint(f'{label:<7}', 'quiet')}{head}"
    yield from (f"{'':<7}{line}" for line in rest)
