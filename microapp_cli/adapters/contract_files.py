"""The contract and its connectors on disk: read, filled in, written, compared."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from microapp_cli.adapters import openapi_text
from microapp_cli.core.contract.connectors import derive_all
from microapp_cli.core.contract.derived import Derived
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.head import HEAD, head_of
from microapp_cli.core.errors import BadContract

CONTRACT = "openapi.yaml"
CONNECTORS = "connectors"
PLAIN_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_.][A-Za-z0-9._-]*)*")
LONGEST_LINE = 1000

Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def derive_from(path: Path) -> Derived:
    """Give everything that follows from an OpenAPI file, stamped with its SHA-256."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadContract(f"{path}: {error.strerror}. Name an OpenAPI file.") from None
    contract = Contract.parse(openapi_text.parse(content, str(path)))
    return derive_all(contract, stamp_of(content))


def stamp_of(content: bytes) -> str:
    """The SHA-256 of a contract, the same whether lines end as on Unix or as on Windows."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def fill_in(repository: Path, manifest: Mapping[str, Any]) -> None:
    """Write what the manifest says into a blueprint's contract, then all that follows from it."""
    path = repository / CONTRACT
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8")
    rest = re.search(rf"^(?!{'|'.join(HEAD)})\w", text, re.MULTILINE)
    if rest is None:
        raise BadContract(f"{CONTRACT}: nothing follows {', '.join(HEAD)}.")
    filled = as_yaml(head_of(manifest)) + text[rest.start() :]
    path.write_text(filled, encoding="utf-8", newline="\n")
    write(repository / CONNECTORS, derive_from(path))


def write(folder: Path, derived: Derived) -> None:
    """Write derived files below a folder."""
    for path, content in contents(derived).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def stale(folder: Path, derived: Derived) -> list[str]:
    """Give the path of every derived file that is missing or differs."""
    return [
        path
        for path, content in contents(derived).items()
        if not (folder / path).is_file() or (folder / path).read_bytes() != content
    ]


def as_yaml(data: Mapping[str, Any]) -> str:
    """The data as YAML, exactly as the kit writes openapi.yaml."""
    text: str = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LONGEST_LINE
    )
    return text


class _Dumper(Dumper):  # type: ignore[misc]
    """Writes every value where it stands, never an anchor."""

    def ignore_aliases(self, _: object) -> bool:
        return True


def contents(derived: Derived) -> dict[str, bytes]:
    """Give the bytes of every derived file by its path."""
    made: dict[str, bytes] = {}
    for path, data in sorted(derived.files.items()):
        if not PLAIN_PATH.fullmatch(path):
            raise BadContract(f"{path!r} is no name for a file. Rename what it comes from.")
        text = data if isinstance(data, str) else json.dumps(data, indent=2, ensure_ascii=False)
        made[path] = (text.rstrip("\n") + "\n").encode("utf-8", "replace")
    return made
