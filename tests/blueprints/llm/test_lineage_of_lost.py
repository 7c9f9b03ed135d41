"""What lineage tells of a call whose process ended before it could."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from microapp_llm.lineage.of_call import row_of_lost
from microapp_llm.money.need import Hold

AT = datetime(2026, 11, 26, tzinfo=UTC)
HOLD = Hold("r1", "acme", "shop", "ann", "small", 100, 10, 0, "chat", "2026-11-26")


@pytest.mark.parametrize(
    "odd", ["", "{", "[1]", "null", '{"kind": 3}', '{"redactions": {"a": "b"}}']
)
def test_what_cannot_be_read_leaves_what_the_hold_itself_tells(odd: str) -> None:
    row = row_of_lost(HOLD._replace(about=odd), 7, AT)

    told = (row.kind, row.outcome, row.model_asked, row.cost_nano, row.prompt_id)
    assert told == ("chat", "interrupted", "small", 7, "")


def test_fields_of_a_later_version_are_passed_over() -> None:
    about = '{"kind": "prompt", "prompt_id": "tell", "prompt_version": 3, "a_later_one": [1]}'

    row = row_of_lost(HOLD._replace(about=about), 7, AT)

    assert (row.kind, row.prompt_id, row.prompt_version) == ("prompt", "tell", 3)
