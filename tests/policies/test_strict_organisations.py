"""An organisation may ask for more than we do: its apps are still green as they are rendered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters import repository
from microapp_cli.core import sample
from microapp_cli.core.answers import parse_answers
from microapp_cli.core.blueprints import names
from microapp_cli.core.controls import Controls
from microapp_cli.core.design import design
from microapp_cli.core.findings import Report
from tests.catalogs import ANSWERS
from tests.policies.edits.apps import BENCH


def judged(folder: Path, asked: dict[str, dict[str, Any]], ci: str) -> Report:
    """An app of an organisation that asks for these values from T0 on, as it is rendered."""
    controls = {
        group: {name: {"tiers": dict.fromkeys(ANSWERS, value)} for name, value in found.items()}
        for group, found in asked.items()
    }
    overlay = folder / "acme"
    overlay.mkdir()
    text = json.dumps({"kind": "Controls", "controls": controls})
    (overlay / "controls.yaml").write_text(text, encoding="utf-8")
    policies = BENCH.policies(overlay)
    layers = BENCH.layers.all
    known = {f"{kind}s": names(layers, kind) for kind in ("blueprint", "runtime", "ci")}
    given = sample.answers("crud", ci=ci)
    answers = parse_answers(given, policies.questionnaire, controls=policies.controls, **known)
    planned = design(answers, policies, layers, today=BENCH.today())
    app = repository.write(planned, BENCH.layers, folder / "leave-helper")
    return BENCH.checker(overlay=overlay, cached=False).check(app)


def strictest(controls: Controls) -> dict[str, dict[str, Any]]:
    """The last word of every control whose words have an order."""
    found: dict[str, dict[str, Any]] = {}
    for one in controls.definitions:
        if one.strictness.direction == "ranked":
            found.setdefault(one.group, {})[one.name] = one.strictness.order[-1]
    return found


@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_an_app_is_green_where_every_order_is_at_its_strictest(tmp_path: Path, ci: str) -> None:
    report = judged(tmp_path, strictest(BENCH.policies(None).controls), ci)

    print(*[(one.place, one.id, one.message) for one in report.open], sep="\n")
    assert not report.fails("error")
