"""Our judge of the form of an answer says what Ajv says, which judges it inside Postman."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.core.contract.smoke.form import misfits
from tests.servers import node

pytestmark = pytest.mark.interop

SOURCE = Path(__file__).parent / "connectors"
SCALARS: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    1.0,
    1.5,
    -1,
    "",
    "a",
    "ab",
    "\U0001f600",
    [],
    {},
    [1],
    ["a"],
]
KINDS = ["null", "boolean", "string", "array", "object", "integer", "number"]


def a_value(dice: random.Random, depth: int = 2) -> Any:
    """Some JSON value."""
    if depth and dice.random() < 0.5:
        names = dice.sample("abc", dice.randint(0, 3))
        return {name: a_value(dice, depth - 1) for name in names}
    if depth and dice.random() < 0.3:
        return [a_value(dice, depth - 1) for _ in range(dice.randint(0, 2))]
    return dice.choice(SCALARS)


def a_form(dice: random.Random, depth: int = 2) -> dict[str, Any]:
    """Some form, with a few of the keywords that there are."""
    inner = depth - 1
    possible: dict[str, Any] = {
        "type": dice.choice([*KINDS, dice.sample(KINDS, 2)]),
        "enum": [a_value(dice, 1)],
        "required": dice.sample("abc", dice.randint(1, 2)),
        "minimum": dice.choice([0, 1, 1.5]),
        "maximum": dice.choice([0, 1, 1.5]),
        "minLength": dice.randint(0, 2),
        "maxLength": dice.randint(0, 2),
    }
    if depth:
        possible |= {
            "properties": {name: a_form(dice, inner) for name in dice.sample("abc", 2)},
            "items": a_form(dice, inner),
            "allOf": [a_form(dice, inner)],
            "anyOf": [a_form(dice, inner), a_form(dice, inner)],
        }
    return {name: possible[name] for name in dice.sample(sorted(possible), dice.randint(1, 3))}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_form_is_judged_as_ajv_judges_it(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    pairs = [(a_form(dice), a_value(dice)) for _ in range(1500)]

    done = node.run(["forms.cjs"], _beside_packages(), json.dumps(pairs))

    theirs = json.loads(done.stdout)
    ours = [misfits(form, value) == [] for form, value in pairs]
    assert 0.1 < sum(theirs) / len(pairs) < 0.9
    different = [pair for pair, a, b in zip(pairs, theirs, ours, strict=True) if a != b]
    assert different == []


def _beside_packages() -> Path:
    folder = node.installed("connectors", SOURCE)
    (folder / "forms.cjs").write_bytes((SOURCE / "forms.cjs").read_bytes())
    return folder
