"""Four files of a proxy's owner, as its start and as check see them; no server, no other rules."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from microapp_cli.adapters.facts import llm
from microapp_cli.adapters.facts.contract import EMPTY
from microapp_cli.adapters.rego import Engine
from microapp_kit.manifest import Manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.apps import read_apps
from microapp_llm.evals.files import read_evals
from microapp_llm.models_file import read_models
from microapp_llm.money.limits import budget_limits
from microapp_llm.money.prices import FROZEN
from microapp_llm.prompts.store import PromptStore
from tests.owner_files.whole import MODEL, WHOLE, Plain
from tests.rulebooks import green_facts

PATHS = {
    "models": "models.yaml",
    "apps": "apps.yaml",
    "prompt": "prompts/file.yaml",
    "eval": "evals/file.yaml",
}
NAMED = re.compile(r"(models\.yaml|apps\.yaml|(?:prompts|evals)/\w+\.yaml)")
APART = frozenset(("MA115", "MA116", "MA135", "MA138", "MA139"))
"""Rules on what no start looks at, such as tests and recordings: they are left out."""
MORE = frozenset(("MA112", "MA113", "MA117"))
"""Rules that ask for more than a start does, such as a key and a price for each token."""
UNREAD, TOLD = "MA014", {"form": "MA119", "text": "MA130", "schema": "MA131"}
"""The rules that give each such fact as a finding; their own tests prove that they do."""
SMALL = {"alias": "small", **MODEL}
MODELS = {"models": [*WHOLE["models"]["models"], SMALL]}
ASKED = ("today", "format", "manifest", "demanded", "unreadable", "python", "lines")
INSIDE = frozenset({"models.acme.example"})
"""The hosts that the platform names as its own."""


@dataclass(frozen=True)
class Found:
    """A finding of check."""

    rule: str
    path: str
    line: int
    message: str


def whole() -> dict[str, bytes]:
    """The four files as they are when nothing is wrong with them."""
    files = {PATHS[kind]: written(value) for kind, value in WHOLE.items()}
    return {**files, PATHS["models"]: written(MODELS)}


def written(value: Any) -> bytes:
    """A value as YAML."""
    return yaml.dump(copy.deepcopy(value), Dumper=Plain, allow_unicode=True).encode()


def start(folder: Path, files: Mapping[str, bytes], manifest: Manifest) -> str:
    """What a start says of these files; nothing where it has no complaint."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    try:
        models = read_models(folder / "models.yaml", manifest, INSIDE)
        budget_limits(manifest, {}, read_apps(folder / "apps.yaml", "own").caps)
        names = {"auto", *(model.alias for model in models if model.kind == "chat")}
        read_evals(folder / "evals", PromptStore.read(folder / "prompts", names), names)
    except CannotStart as error:
        return str(error)
    return ""


def check(files: Mapping[str, bytes], engine: Engine) -> list[Found]:
    """What check finds in these files; rules are asked where the files alone say nothing."""
    told = llm.facts({**files, "microapp_llm/prices.json": FROZEN.read_bytes()})
    found = [Found(UNREAD, o["path"], o["line"], o["message"]) for o in told["unreadable"]]
    found += (
        Found(TOLD[one["about"]], one["path"], one["line"], one["message"])
        for one in told["llm"]["problems"]
    )
    if found:
        return found
    facts = {**_green(), "llm": told["llm"], "files": [{"path": path} for path in files]}
    return [
        Found(one["id"], one["path"], one["line"], one["message"])
        for one in engine.judge(facts)
        if one["id"] not in APART
    ]


@cache
def _green() -> dict[str, Any]:
    """Facts of a green repository, with those alone that the rules on models ask for."""
    green = green_facts()
    few = {name: green[name] if name in ASKED else [] for name in green}
    return {**few, "layers": ["llm"], "contract": EMPTY}
