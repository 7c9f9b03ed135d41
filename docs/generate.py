"""Writes docs/look-up/ from the code and the policies; with --check it only says what is stale."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from microapp_cli.adapters.layers import Layers
from microapp_cli.adapters.policy_files import Policies, load_policies
from microapp_cli.adapters.rego import load
from microapp_cli.core.blueprints import of_kind
from microapp_cli.core.definitions import Definition
from microapp_cli.core.questionnaire import TIERS, Escalation, Fact, Question
from microapp_cli.core.rulebook import Rule, RuleBook
from microapp_cli.core.shape import shown
from microapp_cli.main import application
from microapp_cli.output.rule_pages import ordered

DOCS = Path(__file__).parent
HOUSE = DOCS.parent
ENVIRONMENT = HOUSE / "blueprints/runtimes/container/files/deploy/environment.md"
NOTICE = "Made by `python docs/generate.py`; change {source} instead of this page."
LLM_SETTINGS = HOUSE / "blueprints/llm_proxy/files/ops/llm_settings.md"
WIDTH: dict[str, Any] = {"terminal_width": 100}
STRICTER = {
    "lower": "lower",
    "higher": "higher",
    "union": "longer list",
    "intersect": "shorter list",
    "grant": "capacity: an organisation may only lower it",
}


def main(words: list[str]) -> int:
    """Write every page, or with --check list the stale ones and give 1."""
    stale = [
        path for path, text in pages().items() if not path.exists() or path.read_text() != text
    ]
    if words == ["--check"]:
        for path in stale:
            print(f"{path.relative_to(HOUSE)} is stale. Run: python docs/generate.py")
        return 1 if stale else 0
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return 0


def pages() -> dict[Path, str]:
    """Every page of docs/look-up/ and what it says."""
    policies = load_policies(HOUSE / "policies")
    texts = {
        "commands": page("Commands", "microapp_cli/commands/", commands()),
        "questionnaire": page("Questions", "policies/questionnaire.yaml", questionnaire(policies)),
        "rules": page("Rules", "policies/rules/", rules(load(HOUSE / "policies"))),
        "controls": page("Controls", "policies/controls.yaml", controls(policies)),
        "environment": page(
            "Environment variables of a micro-app",
            f"{shown_path(ENVIRONMENT)}` or `{shown_path(LLM_SETTINGS)}",
            environment(),
        ),
    }
    return {DOCS / "look-up" / f"{name}.md": text for name, text in texts.items()}


def page(title: str, source: str, lines: Iterable[str]) -> str:
    """One page: its title, where it comes from, and its lines."""
    return "\n".join([f"# {title}", "", NOTICE.format(source=f"`{source}`"), "", *lines]) + "\n"


def shown_path(path: Path) -> str:
    """A file as the repository names it."""
    return path.relative_to(HOUSE).as_posix()


def environment() -> Iterator[str]:
    """The variables of every micro-app, and those that a proxy to models has beside them."""
    yield from ENVIRONMENT.read_text().splitlines()[2:]
    heading, *lines = LLM_SETTINGS.read_text().splitlines()
    yield from ("", f"#{heading}", *lines)


def commands() -> Iterator[str]:
    """Every command with its help, as a person sees it."""
    yield "Exit codes: 0 fine, 1 findings, 2 wrong use or a broken repository."
    app = application()
    for words in command_lines((), typer.main.get_command(app)):
        asked = CliRunner().invoke(app, [*words, "--help"], prog_name="microapp", **WIDTH)
        heading = " ".join(("microapp", *words))
        yield from ("", f"## {heading}", "", "```text", *asked.stdout.strip().splitlines(), "```")


def command_lines(words: tuple[str, ...], command: object) -> Iterator[tuple[str, ...]]:
    """The words of a command and of all below it."""
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from command_lines((*words, name), below)


def questionnaire(policies: Policies) -> Iterator[str]:
    """The tiers, the questions with their choices, and the combinations that escalate."""
    asked = policies.questionnaire
    tiers = ((tier.id, tier.name, tier.promise) for tier in asked.tiers)
    yield from ("## Tiers", "", *table(("Tier", "Name", "What you may expect"), tiers))
    for question in asked.questions:
        yield from ("", f"## `{question.id}`: {question.text}", "", question.why, "")
        yield from table(("Answer", "What it says", "Tier", "Facts"), choices(question))
    yield from ("", "## Combinations that are worse than their parts", "")
    yield from ("Each holds from the named fact upwards.", "")
    heading = ("Id", "When", "Tier", "Because", "Opens with the exception")
    yield from table(heading, map(escalation, asked.escalations))
    yield from ("", "## The least tier of a blueprint", "", *least_tiers(asked.blueprint_floor))
    needs = ((f"`{n.blueprint}`", when(n.when), n.because) for n in asked.blueprint_needs)
    heading = ("Blueprint", "Answers must say", "Because it")
    yield from ("", "## What a blueprint needs", "", *table(heading, needs))


def least_tiers(floor: Mapping[str, str]) -> Iterator[str]:
    """The tier at which a blueprint starts, and whether it can be chosen today."""
    there = {layer.name for layer in of_kind(Layers(HOUSE / "blueprints").all, "blueprint")}
    rows = [
        (f"`{name}`", tier, "yes" if name in there else "no, not yet")
        for name, tier in sorted(floor.items())
    ]
    yield "Those that are not there yet cannot be chosen; their tier is settled for when they come."
    yield ""
    yield from table(("Blueprint", "Tier", "There today"), rows)


def choices(question: Question) -> Iterator[tuple[str, ...]]:
    """One row per choice of a question."""
    for choice in question.choices:
        facts = ", ".join(f"{name}: {shown(value)}" for name, value in choice.facts.items())
        yield f"`{choice.id}`", choice.label, choice.tier, facts


def escalation(found: Escalation) -> tuple[str, ...]:
    """The row of an escalation."""
    exception = f"`{found.exception}`" if found.exception else ""
    return found.id, when(found.when), found.raise_to, found.because, exception


def when(facts: Mapping[str, Fact]) -> str:
    """The facts that a row asks for."""
    return " and ".join(f"{name}: {shown(value)}" for name, value in facts.items())


def controls(policies: Policies) -> Iterator[str]:
    """Every control by group: what it is, its value at each tier, and what else changes it."""
    yield "A tier inherits the tiers below it. Of all values asked for, the strictest holds."
    everything = (policies.controls.layers, *policies.controls.definitions)
    for group, definitions in groupby(everything, key=lambda definition: definition.group):
        heading = ("Control", "What it says", *TIERS, "Also", "Stricter is")
        yield from ("", f"## {group}", "", *table(heading, map(control, definitions)))


def control(definition: Definition) -> tuple[str, ...]:
    """The row of a control."""
    at_tiers = (definition.at_tier(tier) for tier in TIERS)
    values = ("" if value is None else shown(value) for value in at_tiers)
    also = "; ".join(
        f"{' '.join(cause[1:])}: {shown(value)}"
        for cause, value in definition.values.items()
        if cause[0] != "tiers"
    )
    return f"`{definition.name}`", definition.title, *values, also, stricter(definition)


def rules(rulebook: RuleBook) -> Iterator[str]:
    """Every rule by layer: what holds when it is green, why, and how to fix it."""
    yield "What judges a micro-app. One of these in a terminal: `microapp policy explain MA001`."
    yield "An error stops a change; a warning is told."
    for layer, found in groupby(ordered(rulebook), key=lambda rule: rule.layer):
        yield from ("", f"## {layer}")
        for rule in found:
            yield from ("", f"### {rule.id}: {rule.title}", "", rule.description, "")
            yield from (f"- Why: {rule.why}", f"- Fix: {rule.fix}", f"- {judgement(rule)}")


def judgement(rule: Rule) -> str:
    """How severe a rule is, what it is evidence of, and whether an exception opens it."""
    proves = ", ".join(f"`{control}`" for control in rule.controls)
    opens = "an exception can open it" if rule.waivable else "no exception opens it"
    return f"{rule.severity.capitalize()}{f' about {proves}' if proves else ''}; {opens}."


def stricter(definition: Definition) -> str:
    """Which of two values is the stricter one."""
    ranked = " < ".join(shown(word) for word in definition.strictness.order)
    return STRICTER.get(definition.strictness.direction, ranked)


def table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table, in which every cell is text."""
    heading = tuple(heading)
    yield row(heading)
    yield row("---" for _ in heading)
    yield from map(row, rows)


def row(cells: Iterable[str]) -> str:
    """One row of a table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
