"""The evals hold for the recorded answers, and the examples in prompts/ for the prompts."""

from pathlib import Path

from microapp_llm.evals.command import main


def test_the_evals_hold() -> None:
    assert main([], Path.cwd()) == 0
