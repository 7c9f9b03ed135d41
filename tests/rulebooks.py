"""A folder of policies with few rules, so that a test of the engine takes milliseconds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

POLICIES = Path(__file__).resolve().parents[1] / "policies"

METADATA = """\
# METADATA
# title: A person answers for this app
# description: The manifest names an owner with an e-mail address.
# custom:
#   id: {id}
#   severity: error
#   why: Nobody else hears of an incident.
#   fix: Add owner.email to microapp.yaml.
#   controls: [identity.owner]
#   waivable: true
"""
BODY = """\

import rego.v1

deny contains finding if {{
	not input.manifest.owner.email
	finding := {{"id": "{id}", "path": "microapp.yaml", "line": 7, "message": "No owner."}}
}}
"""
TEST = """\
package microapp.rules.{package}_test

import rego.v1

test_an_owner_is_demanded if {{
	count(data.microapp.rules.{package}.deny) == 1 with input as {{"manifest": {{}}}}
}}
"""


def tiny_policies(folder: Path) -> Path:
    """Our main.rego, samples and ids, with one rule."""
    folder.mkdir(parents=True)
    for name in ("controls.yaml", "questionnaire.yaml", "ids.yaml", "main.rego"):
        shutil.copy(POLICIES / name, folder / name)
    shutil.copytree(POLICIES / "samples", folder / "samples")
    write_rule(folder, "base/owner", "MA001")
    return folder


def write_rule(folder: Path, key: str, id: str, **changes: str) -> Path:
    """A whole rule in a folder of policies; `metadata`, `package`, `body` and `test` may differ."""
    layer, name = key.split("/")
    place = folder / "rules" / layer / name
    place.mkdir(parents=True, exist_ok=True)
    package = changes.get("package", f"package microapp.rules.{layer}.{name}\n")
    text = changes.get("metadata", METADATA).format(id=id) + package
    (place / f"{name}.rego").write_text(text + changes.get("body", BODY).format(id=id))
    test = changes.get("test", TEST).format(package=f"{layer}.{name}")
    (place / f"{name}_test.rego").write_text(test)
    (place / "accepted.json").write_text('{"manifest": {"owner": {"email": "zoe@acme.example"}}}')
    (place / "refused.json").write_text('{"manifest": {"owner": {"email": null}}}')
    return place / f"{name}.rego"


def green_facts(**changes: Any) -> dict[str, Any]:
    """The facts of a green repository, judged by the base layer alone."""
    facts: dict[str, Any] = json.loads((POLICIES / "samples/green.json").read_text())
    return {**facts, "layers": ["base"], **changes}


def without_owner() -> dict[str, Any]:
    """Facts in which the one rule of the tiny policies finds something."""
    return green_facts(manifest={"owner": {}})
