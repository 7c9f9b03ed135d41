"""`python -m microapp_kit.contract_file`: writes openapi.yaml from what `app/` declares."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from microapp_kit.contract import contract
from microapp_kit.custom import api_of
from microapp_kit.declared import declared_brought, declared_resources, declared_routers
from microapp_kit.manifest import read_manifest
from microapp_kit.secrets import CannotStart

CONTRACT = "openapi.yaml"
LONGEST_LINE = 1000

Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def main(arguments: Sequence[str], folder: Path) -> int:
    """Write the contract of the app in `folder`, or only compare; give the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m microapp_kit.contract_file",
        description="Write openapi.yaml from what app/ declares.",
    )
    parser.add_argument("--check", action="store_true", help="only compare: 1 when it is stale")
    wish = parser.parse_args(arguments)
    try:
        text = as_yaml(document_of_app(folder))
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 2
    path = folder / CONTRACT
    if wish.check:
        return int(not path.is_file() or path.read_text(encoding="utf-8") != text)
    path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def document_of_app(folder: Path) -> Mapping[str, Any]:
    """Give the contract of the app in `folder`, which is also what it serves."""
    own = api_of(declared_routers()).openapi()
    found = contract(read_manifest(folder / "microapp.yaml"), declared_resources(), own)
    brought = declared_brought()
    return brought.contract(found) if brought else found


def as_yaml(document: Mapping[str, Any]) -> str:
    """The contract as YAML that a person can read and git can compare."""
    text: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LONGEST_LINE
    )
    return text


class _Dumper(Dumper):  # type: ignore[misc]
    """Writes every value where it stands, never an anchor."""

    def ignore_aliases(self, _: object) -> bool:
        return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
