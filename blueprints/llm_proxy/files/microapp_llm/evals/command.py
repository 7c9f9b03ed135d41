"""`python -m app.evals`: runs, records and compares evals."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.evals.assertions import Judge
from microapp_llm.evals.cassettes import Cassettes
from microapp_llm.evals.comparison import Cost, as_table
from microapp_llm.evals.files import read_evals
from microapp_llm.evals.model import Ask, Evals, Outcome
from microapp_llm.evals.report import as_json, as_text
from microapp_llm.evals.running import Run, Runner, examples_of
from microapp_llm.evals.through_proxy import through_proxy
from microapp_llm.meant import did_you_mean
from microapp_llm.models import Models
from microapp_llm.owner_files import chat_names, models_in
from microapp_llm.prompts.prompt import Prompt
from microapp_llm.prompts.store import PromptStore

FINE, WRONG, CANNOT = 0, 1, 2
ONE_VERSION = re.compile(r"([a-z][a-z0-9-]*):v?([0-9]{1,7})")


def main(
    words: Sequence[str],
    folder: Path,
    live: Callable[[], Ask] = lambda: through_proxy(os.environ),
    judge: Judge = Judge(),  # noqa: B008  (frozen)
) -> int:
    """Run the command in a repository; give 0 when all holds, 1 when not, 2 when it cannot run."""
    try:
        given = _parser().parse_args(words)
    except SystemExit as end:
        return CANNOT if end.code else FINE
    try:
        return _run(given, folder, live, judge)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return CANNOT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app.evals", description="Run the evals.")
    parser.add_argument("prompts", nargs="*", metavar="PROMPT", help="only these prompts' evals")
    parser.add_argument("--live", action="store_true", help="ask the proxy, not the recordings")
    parser.add_argument("--record", action="store_true", help="ask the proxy and keep the answers")
    parser.add_argument("--json", action="store_true", help="print JSON")
    two = parser.add_mutually_exclusive_group()
    two.add_argument(
        "--compare", nargs=2, metavar="PROMPT:VERSION", help="compare two versions of a prompt"
    )
    two.add_argument("--models", nargs=2, metavar="MODEL", help="compare two models")
    return parser


def _run(given: argparse.Namespace, folder: Path, live: Callable[[], Ask], judge: Judge) -> int:
    models = models_in(folder) if (folder / "models.yaml").exists() else None
    known = chat_names(models) if models else None
    store = PromptStore.read(folder / "prompts", known)
    evals = _wanted(read_evals(folder / "evals", store, known), given.prompts)
    _check_models(given.models or (), known)
    examples = examples_of(list(store))
    ask = live() if given.live or given.record else None
    cassettes = Cassettes(folder / "evals" / "cassettes")
    runner = Runner(cassettes, judge, ask, given.record, _words(given))
    if given.compare or given.models:
        left, right = _sides(given, evals, store)
        outcomes = asyncio.run(runner.run([*left, *right]))
        half = len(outcomes) // 2
        judged = outcomes[half:]
        text = as_table(outcomes[:half], judged, examples, _cost(models))
    else:
        judged = outcomes = asyncio.run(runner.run([Run.of(e) for e in evals]))
        text = as_text(outcomes, examples)
    compared = bool(given.compare or given.models)
    print(as_json(outcomes, examples, compared=compared) if given.json else text)
    return FINE if not examples.failed and all(outcome.passed for outcome in judged) else WRONG


def _words(given: argparse.Namespace) -> str:
    """Give the words of the command that say which runs it makes."""
    for name in ("compare", "models"):
        if two := getattr(given, name):
            return f"--{name} {' '.join(two)}"
    return " ".join(given.prompts)


def _cost(models: Models | None) -> Cost:
    """Give what tells the price of a call, by the models that models.yaml names."""
    by_alias = {model.alias: model for model in models or ()}

    def cost(outcome: Outcome) -> int | None:
        model = by_alias.get(outcome.model)
        return None if model is None else model.most_nano(outcome.sent, outcome.tokens)

    return cost


def _check_models(named: Sequence[str], known: Collection[str] | None) -> None:
    """Refuse a model that models.yaml does not have, before anybody is asked."""
    for name in named:
        if known is not None and name not in known:
            what = f"There is no model {name!r} for chat in models.yaml. Known: "
            raise CannotStart(f"{what}{', '.join(sorted(known))}.{did_you_mean(name, known)}")


def _wanted(evals: list[Evals], names: Sequence[str]) -> list[Evals]:
    unknown = set(names) - {e.told.prompt for e in evals}
    if unknown:
        names_known = sorted({e.told.prompt for e in evals})
        what = f"There are no evals for {', '.join(sorted(unknown))}, but for "
        meant = did_you_mean(min(unknown), names_known)
        raise CannotStart(f"{what}{', '.join(names_known)}.{meant}")
    return [e for e in evals if not names or e.told.prompt in names]


def _sides(
    given: argparse.Namespace, evals: list[Evals], store: PromptStore
) -> tuple[list[Run], list[Run]]:
    """Give the same cases twice: with the one and the other version, or model."""
    if given.models:
        one, other = given.models
        return [Run.of(e, model=one) for e in evals], [Run.of(e, model=other) for e in evals]
    left, right = (_prompt(word, store) for word in given.compare)
    if left.id != right.id:
        raise CannotStart("Compare two versions of one prompt, like summarise-text:v1 and :v2.")
    about = [e for e in evals if e.told.prompt == left.id]
    if not about:
        raise CannotStart(f"There are no evals for {left.id}. Add evals/{left.id}.yaml.")
    return [Run.of(e, left) for e in about], [Run.of(e, right) for e in about]


def _prompt(word: str, store: PromptStore) -> Prompt:
    found = ONE_VERSION.fullmatch(word)
    if found is None:
        raise CannotStart(f"{word!r} names no version. Write it like summarise-text:v2.")
    try:
        return store.get(found[1], int(found[2]))
    except Refusal:
        known = [f"{one.id}:v{one.version}" for one in store]
        what = f"There is no such version as {word}. Known: {', '.join(known)}."
        raise CannotStart(what + did_you_mean(word, known)) from None
