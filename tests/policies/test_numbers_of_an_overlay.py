"""A number that an organisation may set is one with which a service starts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from microapp_cli.adapters.policy_files import Policies, load_policies
from microapp_cli.core.controls import required
from microapp_cli.core.definitions import Definition
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.questionnaire import TIERS, assess
from microapp_kit.manifest import Manifest
from microapp_llm.money.alerting import alerting_of
from microapp_llm.money.limits import budget_limits
from tests.blueprints.llm.money import MANIFEST
from tests.rulebooks import POLICIES

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
READ = re.compile(r'whole_number\(\s*"(\w+)", "(\w+)"')
BASE = load_policies(POLICIES)
NUMBERS = [one for one in BASE.controls.definitions if one.strictness.number]
TRIED: tuple[object, ...] = (-1, 0, 0.5, 1, 1.0, 7, 12.5, 4000, 4000.5, 1e-9, 1e-10, True, "7")


def overlaid(definition: Definition, tier: str, value: object) -> Policies:
    """The policies of an organisation that sets one control at a tier."""
    listed = [value] if definition.strictness.direction == "union" else value
    control = {definition.name: {"tiers": {tier: listed}}}
    overlay = {"kind": "Controls", "controls": {definition.group: control}}
    return BASE.tightened(None, overlay, "acme")


def manifests_of(definition: Definition, value: object) -> Iterator[Manifest]:
    """A manifest for each tier at which an organisation may write this value."""
    for tier in TIERS:
        with suppress(BadPolicy):
            acme = overlaid(definition, tier, value)
            stated = acme.controls.at_tier(tier)
            listed = {
                group: {n: list(v) if isinstance(v, tuple) else v for n, v in names.items()}
                for group, names in stated.items()
            }
            yield replace(MANIFEST, controls=listed)


def read(definition: Definition, manifest: Manifest) -> None:
    """Read the control as a service does at its start."""
    if definition.group == "alerts":
        alerting_of(manifest)
    elif definition.strictness.number == "dollars":
        budget_limits(manifest)
    else:
        manifest.whole_number(definition.group, definition.name)


@pytest.mark.parametrize("definition", NUMBERS, ids=lambda definition: definition.id)
def test_a_service_starts_with_every_number_that_an_overlay_may_hold(
    definition: Definition,
) -> None:
    manifests = [one for value in TRIED for one in manifests_of(definition, value)]

    for manifest in manifests:
        read(definition, manifest)

    assert manifests


def test_every_number_that_a_service_reads_at_its_start_is_marked() -> None:
    sources = (path.read_text("utf-8") for path in BLUEPRINTS.glob("*/files/microapp_*/**/*.py"))
    named = {f"{group}.{name}" for source in sources for group, name in READ.findall(source)}
    quotas = {
        d.id for d in BASE.controls.definitions if d.strictness.is_grant and not d.strictness.order
    }

    assert {"quotas.rpm_app", "retention.deleted_days"} <= named
    assert named | {id for id in quotas if id.startswith("quotas.")} <= {one.id for one in NUMBERS}


@pytest.mark.parametrize(
    ("id", "value", "said"),
    [
        ("retention.deleted_days", 0, "is 0, which no service takes. Write a whole number of 1"),
        ("quotas.daily_tokens", 0, "is 0, which no service takes. Write a whole number of 1"),
        ("quotas.rpm_user", 12.5, "is 12.5, which no service takes. Write a whole number of 1"),
        ("quotas.monthly_usd", 0, "is 0, which no service takes. Write US dollars above 0"),
        ("alerts.spike_factor", -1, "is -1, which no service takes. Write a number of 0 or more"),
    ],
)
def test_a_number_with_which_nothing_starts_is_refused_by_name(
    id: str, value: object, said: str
) -> None:
    definition = BASE.controls.get(id)
    assert definition is not None

    with pytest.raises(BadPolicy) as refused:
        overlaid(definition, "T0", value)

    assert f"{id}: tiers.T0 {said}" in str(refused.value)


def test_dollars_may_have_decimals() -> None:
    definition = BASE.controls.get("quotas.monthly_usd")
    assert definition is not None

    acme = overlaid(definition, "T0", 12.5)

    mildest = {one.id: one.choices[0].id for one in BASE.questionnaire.questions}
    asked = required(acme.controls, assess(acme.questionnaire, mildest)).get("quotas.monthly_usd")
    assert asked is not None
    assert asked.value == 12.5
