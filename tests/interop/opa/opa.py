"""The part of the program `opa` that microapp calls, over the real OPA of the bindings.

`opa eval --format json … --bundle DIR QUERY < input.json`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from opa_bindings import OpaEngine, OpaError, OpaUndefinedError  # type: ignore[import-not-found]


def main(words: list[str]) -> int:
    """Evaluate the query and answer as opa does."""
    folder, query = Path(words[words.index("--bundle") + 1]), words[-1]
    engine = OpaEngine()
    try:
        for file in sorted(folder.rglob("*.rego")):
            engine.add_policy(file.relative_to(folder).as_posix(), file.read_text("utf-8"))
        engine.add_data(json.loads((folder / "data.json").read_text("utf-8")))
        value = engine.eval_document(query.removeprefix("data."), json.load(sys.stdin))
    except OpaUndefinedError:
        print("{}")
        return 0
    except OpaError as error:
        print(json.dumps({"errors": [{"message": str(error)}]}))
        return 2
    print(json.dumps({"result": [{"expressions": [{"value": value, "text": query}]}]}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
