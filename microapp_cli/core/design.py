"""Everything about a repository that is decided before a file of it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from microapp_cli.core import blueprints, manifest, plan
from microapp_cli.core.answers import Answers
from microapp_cli.core.blueprints import Layer
from microapp_cli.core.controls import required
from microapp_cli.core.errors import WrongAnswers
from microapp_cli.core.plan import Plan
from microapp_cli.core.policies import Policies
from microapp_cli.core.questionnaire import Assessment, assess, on_offer

DECIDED = frozenset(("llm", "egress", "writes"))
"""Facts that who builds the app decides. All others are as they are: nobody answers them away."""


@dataclass(frozen=True)
class Design:
    """One micro-app: its manifest, the manifest's schema, and the files it is made of."""

    assessment: Assessment
    manifest: dict[str, Any]
    schema: dict[str, Any]
    plan: Plan

    @property
    def name(self) -> str:
        """The app's name, which is also its folder's."""
        return str(self.manifest["name"])


def design(answers: Answers, policies: Policies, layers: Iterable[Layer], *, today: date) -> Design:
    """The design that these answers come to; a combination that is not allowed is refused."""
    assessment = assess(policies.questionnaire, answers.answers, answers.blueprint)
    if assessment.denied:
        raise WrongAnswers(
            [
                f"These answers do not go together: {denial.because}. "
                f"{_ways_out(answers, policies)}"
                f"Only an approved exception, {denial.exception}, opens this."
                for denial in assessment.denied
            ]
        )
    chosen = blueprints.choose(
        layers, blueprint=answers.blueprint, runtime=answers.runtime, ci=answers.ci
    )
    asked = required(policies.controls, assessment)
    return Design(
        assessment=assessment,
        manifest=manifest.build(answers, assessment, asked, created=today),
        schema=manifest.schema(policies.questionnaire),
        plan=plan.build(chosen),
    )


def _ways_out(answers: Answers, policies: Policies) -> str:
    """Which answer about what the app does can be another one, so that the answers go together."""
    asked = policies.questionnaire
    ways = []
    for question in asked.questions:
        if not any(DECIDED & choice.facts.keys() for choice in question.choices):
            continue
        allowed = [
            choice
            for choice in on_offer(asked, question, answers.blueprint)
            if not assess(asked, {**answers.answers, question.id: choice}, answers.blueprint).denied
        ]
        if allowed:
            ways.append(f"answers.{question.id}: {', '.join(allowed)}")
    return f"They do with another way to build it, such as {'; '.join(ways)}. " if ways else ""
