"""The policies as they ship, and what each of the 3,750 combinations of answers comes to."""

from itertools import product
from pathlib import Path

import pytest

from microapp_cli.adapters.policy_files import Policies, load_policies
from microapp_cli.core.controls import RequiredControls, required
from microapp_cli.core.questionnaire import Assessment, assess

FOLDER = Path(__file__).parents[2] / "policies"

Outcome = tuple[Assessment, RequiredControls]


@pytest.fixture(scope="session")
def policies() -> Policies:
    return load_policies(FOLDER)


@pytest.fixture(scope="session")
def outcomes(policies: Policies) -> dict[tuple[str, ...], Outcome]:
    """Every combination of answers with its assessment and its controls."""
    questions = policies.questionnaire.questions
    ids = [question.id for question in questions]
    found = {}
    for combination in product(*([c.id for c in question.choices] for question in questions)):
        answers = dict(zip(ids, combination, strict=True))
        assessment = assess(policies.questionnaire, answers, "crud")
        found[combination] = (assessment, required(policies.controls, assessment))
    return found
