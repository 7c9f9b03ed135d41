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
from microapp_cli.core.questionnaire import Assessment, assess


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
