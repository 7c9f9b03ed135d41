"""The order of the suite, and what holds for every test.

The files that take longest begin first, so that no worker waits.
"""

from __future__ import annotations

import gc
import signal

import pytest

from tests import engines

engines.hold()
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # what a shell starts with & ignores Ctrl-C,
    signal.signal(signal.SIGINT, signal.default_int_handler)  # and so would all that tests start

SELDOM = 20_000
"""New objects between two collections of garbage: an eighth as many as with the 700 of Python."""
gc.set_threshold(SELDOM)

LONGEST = (
    "interop/test_rego_engines_agree.py",
    "docs/test_docs_are_true.py",
    "interop/test_contract_quality.py",
    "blueprints/test_every_combination.py",
    "interop/test_github_specs.py",
    "interop/test_newman_agrees.py",
    "docs/test_readme.py",
    "core/contract/test_hostile.py",
    "adapters/facts/test_facts_of_junk.py",
    "commands/test_fix.py",
    "blueprints/test_generated_readme.py",
    "blueprints/test_ci_commands.py",
    "policies/test_edits_of_apps.py",
    "blueprints/test_kill_9.py",
    "blueprints/test_llm_money.py",
    "interop/test_oidc_provider.py",
    "adapters/catalog/test_importing.py",
    "adapters/catalog/test_pages.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the longest files to the front; within a file the order stays."""
    items.sort(key=_turn)


def pytest_collection_finish() -> None:
    """Spare every collection of garbage what stays until the end, modules and tests; seldom do one.

    Documents of a thousand operations would otherwise be looked through at every few allocations.
    An app that runs in this process, and ends in it, may not undo that.
    """
    gc.collect()
    gc.freeze()
    gc.freeze = gc.unfreeze = lambda: None


def pytest_runtest_logfinish() -> None:
    """End the policy engines of the test that is over, in the thread that made them."""
    engines.let_go()


def _turn(item: pytest.Item) -> int:
    path = item.path.as_posix()
    return next((n for n, name in enumerate(LONGEST) if path.endswith(name)), len(LONGEST))
