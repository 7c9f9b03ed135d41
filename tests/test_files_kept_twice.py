"""The kit and the command may not import each other: what both need stands in both, the same."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KIT, PROXY = (ROOT / "blueprints" / name / "files" for name in ("base", "llm_proxy"))
PAIRS = {
    "signs that nobody sees": (
        ROOT / "microapp_cli/core/unseen.py",
        KIT / "microapp_kit/unseen.py",
    ),
    "what a schema costs": (
        ROOT / "microapp_cli/adapters/facts/schema_cost.py",
        PROXY / "microapp_llm/prompts/schema_cost.py",
    ),
    "the schemas within a schema": (
        ROOT / "microapp_cli/adapters/facts/schema_parts.py",
        PROXY / "microapp_llm/prompts/schema_parts.py",
    ),
}


@pytest.mark.parametrize(("ours", "theirs"), PAIRS.values(), ids=PAIRS)
def test_what_the_command_and_a_service_need_is_the_same_in_both(ours: Path, theirs: Path) -> None:
    assert ours.read_text("utf-8") == theirs.read_text("utf-8")
