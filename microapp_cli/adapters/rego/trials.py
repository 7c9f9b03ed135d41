"""Runs the tests and samples that lie beside rules, and counts which lines of the rules ran."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from microapp_cli.adapters import strict_yaml
from microapp_cli.adapters.policy_text import read, visible
from microapp_cli.adapters.rego.embedded import compiled, evaluated, guarded
from microapp_cli.adapters.rego.loading import TEST, load, rule_folders
from microapp_cli.core.errors import BadPolicy, PolicyEngineError
from microapp_cli.core.merge_patch import merged
from microapp_cli.core.rule_review import Ids, review
from microapp_cli.core.rulebook import Rule, RuleBook
from microapp_cli.core.trials import Coverage, Trial, Trials
from microapp_cli.core.verdict import checked

GREEN = "samples/green.json"
IDS = "ids.yaml"
NAME = re.compile(r"^(test_\w+)", re.MULTILINE)
PACKAGE = re.compile(r"^package (\S+)$", re.MULTILINE)
SAMPLE = re.compile(r"(accepted|refused)(_\w+)?\.json")


@dataclass(frozen=True)
class Beside:
    """What lies beside the rules: tests in Rego, and the samples of each rule."""

    tests: dict[str, str] = field(default_factory=dict)
    samples: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The rule's layer/name → the sample's path → its merge patch over the green facts."""


def beside(folder: Path, overlay: Path | None = None) -> Beside:
    """The tests and samples in our folder and in an organisation's."""
    found = Beside()
    for root, prefix in ((folder, ""), (overlay, f"{overlay}/")):
        if root is None or not (root / "rules").exists():
            continue
        for key, place in rule_folders(root / "rules"):
            found.samples[key] = {}
            for file in visible(place):
                _add(found, key, file, f"{prefix}rules/{key}/{file.name}")
    for file in visible(folder / "lib") if (folder / "lib").exists() else []:
        if file.name.endswith(TEST):
            found.tests[f"lib/{file.name}"] = read(file, f"lib/{file.name}")
    return found


def green(folder: Path) -> dict[str, Any]:
    """The facts that every rule accepts."""
    facts = _parsed(read(folder / GREEN, GREEN), GREEN)
    if not isinstance(facts, dict):
        raise BadPolicy(f"{GREEN} must be an object: the facts of a green repository.")
    return facts


def run_all(folder: Path, overlay: Path | None, *, controls: Collection[str]) -> Trials:
    """Every test and sample of these rules, and the review of how they are kept."""
    rulebook, found = load(folder, overlay), beside(folder, overlay)
    tried = run(rulebook, found, green(folder))
    reviewed = review(
        rulebook,
        Ids.parse(_yaml(folder / IDS), IDS),
        controls=controls,
        tests=names_of_tests(found),
        samples=found.samples,
    )
    theirs = f"{overlay}/" if overlay else ""  # who wrote some rules wants to know of those
    coverage = tuple(file for file in tried.coverage if file.path.startswith(theirs))
    return replace(tried, trials=(*tried.trials, *reviewed), coverage=coverage)


def examples(
    rulebook: RuleBook, rule: Rule, folder: Path, overlay: Path | None
) -> dict[str, tuple[Any, list[str]]]:
    """An accepted and a refused sample of a rule, and what the rule says to each."""
    found, facts = beside(folder, overlay).samples.get(rule.key, {}), green(folder)
    engine = compiled(rulebook.sources, rulebook.document)
    shown: dict[str, tuple[Any, list[str]]] = {}
    for word in ("accepted", "refused"):
        patch = next((p for path, p in found.items() if Path(path).name.startswith(word)), None)
        if patch is not None:
            findings = denied(engine, rule, patched(facts, patch))
            shown[word] = patch, [rulebook.finding(raw).message for raw in findings]
    return shown


def patched(facts: dict[str, Any], patch: Any) -> dict[str, Any]:
    """The facts with a sample's patch; a fact that it takes away is null, never missing."""
    return {**dict.fromkeys(facts), **merged(facts, patch)}


def run(rulebook: RuleBook, found: Beside, facts: dict[str, Any]) -> Trials:
    """Every test and every sample, with the lines of the rules that they ran."""
    engine = compiled({**rulebook.sources, **found.tests}, rulebook.document)
    engine.set_enable_coverage(True)
    trials = [*_tests(engine, found.tests), *_samples(engine, rulebook, found, facts)]
    return Trials(tuple(trials), tuple(_coverage(engine, rulebook)))


def names_of_tests(found: Beside) -> dict[str, list[str]]:
    """The names of the tests that lie beside each rule, by its layer/name."""
    names: dict[str, list[str]] = {}
    for path, text in found.tests.items():
        names.setdefault("/".join(path.split("/")[-3:-1]), []).extend(NAME.findall(text))
    return names


def _add(found: Beside, key: str, file: Path, path: str) -> None:
    if file.name.endswith(TEST):
        found.tests[path] = read(file, path)
    elif SAMPLE.fullmatch(file.name):
        found.samples[key][path] = _parsed(read(file, path), path)


def _yaml(path: Path) -> object:
    try:
        return strict_yaml.parse(read(path, path.name))
    except ValueError as error:
        raise BadPolicy(f"{path.name}: {error}") from None


def _parsed(text: str, path: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadPolicy(f"{path}: {error}.") from None


def _tests(engine: Any, tests: dict[str, str]) -> Iterator[Trial]:
    for path, text in tests.items():
        package = PACKAGE.search(text)
        for name in sorted(set(NAME.findall(text))):
            rule = f"data.{package[1] if package else ''}.{name}"
            yield Trial("test", path, name, problem=_problem(engine, rule), line=_line(text, name))


def _problem(engine: Any, rule: str) -> str:
    try:
        value = evaluated(engine, {}, rule)
    except PolicyEngineError as error:
        return str(error)
    return "" if value is True else f"it is {'undefined' if value == '<undefined>' else value}"


def _line(text: str, name: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(name))


def _samples(
    engine: Any, rulebook: RuleBook, found: Beside, facts: dict[str, Any]
) -> Iterator[Trial]:
    for rule in rulebook.rules:
        samples = {GREEN: {}, **found.samples.get(rule.key, {})}
        for path, patch in samples.items():
            is_refused = Path(path).name.startswith("refused")
            problem = _sample(engine, rule, patched(facts, patch), is_refused=is_refused)
            yield Trial("sample", path, rule.id, problem=problem)


def denied(engine: Any, rule: Rule, facts: dict[str, Any]) -> list[dict[str, Any]]:
    """What one rule finds in these facts."""
    found = evaluated(engine, facts, f"data.microapp.rules.{rule.layer}.{rule.name}.deny")
    if not isinstance(found, list):
        raise PolicyEngineError(f"{rule.path}: deny is no set.")
    return [checked(finding, rule) for finding in found]


def _sample(engine: Any, rule: Rule, facts: dict[str, Any], *, is_refused: bool) -> str:
    try:
        findings = denied(engine, rule, facts)
    except PolicyEngineError as error:
        return str(error)
    if is_refused and not findings:
        return f"{rule.id} finds nothing in it, though it must be refused"
    if findings and not is_refused:
        return f"{rule.id} finds in it: {findings[0]['message']}"
    return ""


def _coverage(engine: Any, rulebook: RuleBook) -> Iterator[Coverage]:
    report = json.loads(guarded(engine.get_coverage_report_as_json))
    for file in report["files"]:
        if file["path"] in rulebook.sources and file["path"] != "main.rego":
            yield Coverage(file["path"], len(file["covered"]), tuple(file["not_covered"]))
