"""Real OPA, as a program of its own: it hangs in a process that was forked.

`judge.py MODULES INPUTS ANSWERS` asks MODULES for {sources, data, query} and writes one JSON line
to ANSWERS for each line of INPUTS: what the query gives, or {"undefined": true}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from opa_bindings import OpaEngine, OpaUndefinedError  # type: ignore[import-not-found]


def main(modules: Path, inputs: Path, answers: Path) -> None:
    """Answer every line."""
    asked = json.loads(modules.read_text(encoding="utf-8"))
    engine = OpaEngine()
    for path, text in asked["sources"].items():
        engine.add_policy(path, text)
    engine.add_data(asked["data"])
    with inputs.open(encoding="utf-8") as lines, answers.open("w", encoding="utf-8") as out:
        for line in lines:
            try:
                answer = engine.eval_document(asked["query"], json.loads(line))
            except OpaUndefinedError:
                answer = {"undefined": True}
            out.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
