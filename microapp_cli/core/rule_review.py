"""The policy about policies: how a rule must be kept so that people can trust it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from microapp_cli.core import rego_subset, shape
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.rulebook import OURS, Rule, RuleBook
from microapp_cli.core.trials import Trial

LONGEST = 240
FACTS = re.compile(r"^facts := \{([^}]*)\}", re.MULTILINE)


@dataclass(frozen=True)
class Ids:
    """Which numbers the rules of a layer may have, and the ids that are gone."""

    ranges: Mapping[str, Sequence[range]]
    retired: Collection[str]

    @classmethod
    def parse(cls, data: object, where: str) -> Ids:
        """The ids that this file states."""
        found = shape.fields(data, where, required=["ranges", "retired"])
        ranges = {}
        for layer, numbers in shape.mapping(found["ranges"], f"{where}: ranges").items():
            ranges[layer] = list(_ranges(numbers, f"{where}: ranges: {layer}"))
        return cls(ranges, tuple(shape.mapping(found["retired"], f"{where}: retired")))


def review(
    rulebook: RuleBook,
    ids: Ids,
    *,
    controls: Collection[str],
    tests: Mapping[str, Sequence[str]],
    samples: Mapping[str, Collection[str]],
) -> Iterator[Trial]:
    """One trial per rule and point; tests and samples are those of each rule by layer/name."""
    for rule in rulebook.rules:
        problems = [
            *_id(rule, ids),
            *_words(rule),
            *(f"there is no control {name}." for name in rule.controls if name not in controls),
            *_samples(samples.get(rule.key, ())),
            *_tests(tests.get(rule.key, ())),
        ]
        yield from _trials(rule.path, f"{rule.id} is kept well", [(0, said) for said in problems])
    facts = set(re.findall(r'"(\w+)"', FACTS.findall(rulebook.sources["main.rego"])[0]))
    for path, text in rulebook.sources.items():
        if path != "main.rego":
            outside = [*rego_subset.outside(text), *_unknown_facts(text, facts)]
            yield from _trials(path, "all engines understand it alike", outside)


def _ranges(numbers: object, where: str) -> Iterator[range]:
    """The first and last number of each range of a layer; most layers have one."""
    given = numbers if isinstance(numbers, list) else []
    if not given or len(given) % 2 or any(type(number) is not int for number in given):
        raise BadPolicy(f"{where} must be two numbers, [1, 19], or more pairs of them.")
    for first, last in zip(given[::2], given[1::2], strict=True):
        yield range(first, last + 1)


def _trials(path: str, name: str, problems: Sequence[tuple[int, str]]) -> Iterator[Trial]:
    """One failed trial per problem, or one that passed."""
    for line, said in problems or [(0, "")]:
        yield Trial("review", path, name, problem=said, line=line)


def _id(rule: Rule, ids: Ids) -> Iterator[str]:
    if not OURS.fullmatch(rule.id):
        return
    number = int(rule.id[2:])
    if rule.id in ids.retired:
        yield f"the id {rule.id} is retired. Take one that was never used."
    elif not any(number in one for one in ids.ranges.get(rule.layer, ())):
        yield f"the id {rule.id} is not in the range of {rule.layer} in ids.yaml."


def _words(rule: Rule) -> Iterator[str]:
    texts = {"title": rule.title, "description": rule.description, "why": rule.why, "fix": rule.fix}
    for name, text in texts.items():
        if "\n" in text.strip():
            yield f"{name} must be one line."
        if len(text) > LONGEST:
            yield f"{name} is longer than {LONGEST} characters. Who reads it is in a hurry."
        if text[0].islower() and text.split()[0].isalpha() and name in ("title", "why"):
            yield f"{name} must be a sentence: it begins with a capital letter."
        if name == "title" and text.endswith("."):
            yield "title must not end with a full stop: it is a heading."
        if name not in ("title", "fix") and not text.endswith("."):  # a fix may end with a command
            yield f"{name} must be a sentence: it ends with a full stop."


def _samples(paths: Collection[str]) -> Iterator[str]:
    for word in ("accepted", "refused"):
        if not any(PurePosixPath(path).name.startswith(word) for path in paths):
            yield f"there is no {word}.json beside it."


def _tests(names: Sequence[str]) -> Iterator[str]:
    if not names:
        yield "no test_… rule in the _test.rego beside it."


def _unknown_facts(text: str, facts: Collection[str]) -> Iterator[tuple[int, str]]:
    for line, name in rego_subset.facts_read(text):
        if name not in facts:
            yield line, f"reads input.{name}, which is no fact that main.rego demands."
