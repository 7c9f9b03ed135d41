"""Documents with junk anywhere in them: refused in a sentence, or derived without a crash."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.core.contract import postman, zapier
from microapp_cli.core.contract.derived import Derived
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.smoke.collection import read_collection
from microapp_cli.core.errors import BadContract
from tests.core.contract.awkward import AWKWARD
from tests.yaml_text import parsed

ORDERS = parsed(Path(__file__).with_name("orders.yaml").read_text("utf-8"))
JUNK: list[Any] = [None, True, 0, 1.5, -1, "", "x", "{{token}}", "\ud800", "\n\0", "#/paths"]
JUNK += [[], {}, [None], [[]], [1], {"a": 1}, {"type": ["a", None]}, {"$ref": "#/paths"}]
DOCUMENTS = 250


def spoilt(document: Any, dice: random.Random) -> Any:
    """Give the document with something removed or replaced in a few places."""
    found = copy.deepcopy(document)
    for _ in range(dice.randint(1, 4)):
        holder, key = dice.choice(places(found))
        if dice.random() < 0.2:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(dice.choice(JUNK))
    return found


def places(value: Any) -> list[tuple[Any, Any]]:
    """Give every place in a value."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    inner = [part for part in map(value.__getitem__, keys) if isinstance(part, (dict, list))]
    return [(value, key) for key in keys] + [place for part in inner for place in places(part)]


@pytest.mark.parametrize("document", [AWKWARD, ORDERS])
@pytest.mark.parametrize("derive", [postman.derive, zapier.derive])
def test_a_spoilt_document_is_refused_or_derived(
    derive: Callable[[Contract, str], Derived], document: Any
) -> None:
    dice = random.Random(22)  # noqa: S311
    refused = 0

    for _ in range(DOCUMENTS):
        data = spoilt(document, dice)
        try:
            derived = derive(Contract.parse(data), "0" * 64)
        except BadContract:
            refused += 1
            continue
        assert json.dumps(derived.files)

    assert refused < DOCUMENTS / 2


@pytest.mark.parametrize("document", [AWKWARD, ORDERS])
def test_whatever_collection_is_derived_can_be_run(document: Any) -> None:
    dice = random.Random(23)  # noqa: S311

    for _ in range(DOCUMENTS):
        try:
            contract = Contract.parse(spoilt(document, dice))
        except BadContract:
            continue
        data = json.loads(json.dumps(postman.derive(contract, "0" * 64).files))
        if contract.operations:
            assert read_collection(data[postman.COLLECTION]).steps
