"""Every blueprint, with every CI system and runtime, is green at every tier as it is rendered."""

from __future__ import annotations

from itertools import product

import pytest

from microapp_cli.core.blueprints import names
from microapp_cli.core.sample import USES_AI
from tests.catalogs import ANSWERS
from tests.policies.edits.apps import BENCH, App, Apps

KINDS = [names(BENCH.layers.all, kind) for kind in ("blueprint", "ci", "runtime")]


@pytest.mark.parametrize("tier", ANSWERS)
@pytest.mark.parametrize(("blueprint", "ci", "runtime"), list(product(*KINDS)))
def test_what_is_rendered_is_green(
    blueprint: str, ci: str, runtime: str, tier: str, apps: Apps
) -> None:
    answers = {**ANSWERS[tier], "ai_and_egress": USES_AI.get(blueprint, "none")}
    app = App(answers, blueprint, ci, runtime)

    report = apps.checker(app.is_mixed).check(apps.rendered(app, f"{blueprint} {ci} {tier}"))

    print(*[(one.place, one.id, one.message) for one in report.open], sep="\n")
    assert report.tier == max(tier, least(blueprint))
    assert not report.fails("error")


def least(blueprint: str) -> str:
    """The tier below which no app of this blueprint is."""
    return BENCH.policies(None).questionnaire.blueprint_floor.get(blueprint, "T0")
