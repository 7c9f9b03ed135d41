"""Rewrites the JSON Schemas of prompts, evals, models.yaml and apps.yaml of the LLM proxy.

Run it as `.venv/bin/python -m tests.reschema_llm` after what these files may say has changed.
"""

from __future__ import annotations

import sys
from pathlib import Path

BLUEPRINTS = Path(__file__).resolve().parents[1] / "blueprints"


def main() -> None:
    """Write one file for each kind."""
    sys.path += [str(BLUEPRINTS / name / "files") for name in ("base", "llm_proxy")]
    from tests.owner_files.schemas import FILE_SCHEMAS, TARGET, text_of

    TARGET.mkdir(exist_ok=True)
    for name, schema in FILE_SCHEMAS.items():
        (TARGET / f"{name}.schema.json").write_text(text_of(schema), encoding="utf-8")


if __name__ == "__main__":
    main()
