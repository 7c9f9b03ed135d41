"""Documents with junk anywhere in them: compared, and made a Make app, without a crash."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from microapp_cli.core.contract import make
from microapp_cli.core.contract.changes import diff
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.errors import BadContract
from tests.core.contract.awkward import AWKWARD
from tests.core.contract.edits import found
from tests.core.contract.make_app import unresolved
from tests.core.contract.test_any_document import ORDERS, spoilt

DOCUMENTS = 150


def contracts(document: Any, seed: int) -> Iterator[Contract]:
    """Contracts that are read in spite of the junk in them."""
    dice = random.Random(seed)  # noqa: S311
    for _ in range(DOCUMENTS):
        try:
            yield Contract.parse(spoilt(document, dice))
        except BadContract:
            continue


@pytest.mark.parametrize("document", [AWKWARD, ORDERS], ids=["awkward", "orders"])
def test_a_spoilt_document_is_the_same_as_itself(document: Any) -> None:
    for contract in contracts(document, 31):
        assert diff(contract, contract) == ()


@pytest.mark.parametrize("document", [AWKWARD, ORDERS], ids=["awkward", "orders"])
def test_each_pointer_of_a_comparison_with_junk_leads_to_something(document: Any) -> None:
    before = Contract.parse(document)

    for contract in contracts(document, 32):
        for old, new in ((before, contract), (contract, before)):
            for change in diff(old, new):
                found((old if change.document == "old" else new).raw, change.pointer)


@pytest.mark.parametrize("document", [AWKWARD, ORDERS], ids=["awkward", "orders"])
def test_the_make_app_of_a_spoilt_document_refers_to_nothing_unknown(document: Any) -> None:
    for contract in contracts(document, 33):
        files = json.loads(json.dumps(make.derive(contract, "0" * 64).files))
        assert unresolved({path.removeprefix("make/"): one for path, one in files.items()}) == []
