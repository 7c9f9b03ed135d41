"""The JSON Schema of what `microapp check --json` writes; keys are added, never renamed."""

from __future__ import annotations

from typing import Any

from microapp_cli.core.findings import SEVERITIES

TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": ["string", "null"]}
NUMBER = {"type": "integer", "minimum": 0}
PLACE = {"type": ["integer", "null"], "minimum": 1}
TEXTS = {"type": "array", "items": TEXT}


def schema() -> dict[str, Any]:
    """The schema of the whole document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "microapp check --json",
        **_object(
            {
                "format": ({"const": 1}, "Another number means another document."),
                "microapp": (TEXT, "The version of microapp."),
                "exit_code": ({"enum": [0, 1, 2]}, "0 fine, 1 findings, 2 not judged."),
                "fail_on": ({"enum": list(SEVERITIES)}, "What counts as a failure."),
                "base": (TEXT_OR_NULL, "The git ref of --base."),
                "reports": (_list(_report()), "One per repository that was judged."),
                "not_judged": (
                    _list(
                        _object(
                            {
                                "folder": (TEXT, "As it was named."),
                                "problem": (TEXT, "Why it could not be judged, and what to do."),
                            }
                        )
                    ),
                    "One per repository that could not be judged.",
                ),
            }
        ),
    }


def _report() -> dict[str, Any]:
    return _object(
        {
            "folder": (TEXT, "Seen from where check was called."),
            "name": (TEXT, "The name in its manifest."),
            "tier": (TEXT_OR_NULL, "T0 to T3."),
            "passes": ({"type": "boolean"}, "Nothing open is as severe as fail_on."),
            "counts": (
                _object(
                    {
                        "errors": (NUMBER, "Open errors."),
                        "warnings": (NUMBER, "Open warnings."),
                        "waived": (NUMBER, "Findings that an exception covers."),
                        "known": (NUMBER, "Findings that the base had already."),
                    }
                ),
                "How many findings of each kind.",
            ),
            "findings": (_list(_finding()), "What matters most comes first."),
            "evidence": (_list(_evidence()), "One per control that the manifest requires."),
            "exceptions": (_list({"type": "object"}), "The manifest's exceptions, as resolved."),
            "judged": (_judged(), "By what, and when."),
        }
    )


def _finding() -> dict[str, Any]:
    return _object(
        {
            "id": (TEXT, "Of the rule: MA012. Never reused."),
            "severity": ({"enum": list(SEVERITIES)}, "How bad it is."),
            "path": (TEXT, "Inside the repository; empty where it is the whole of it."),
            "line": (PLACE, "Counted from 1."),
            "column": (PLACE, "Counted from 1, in characters."),
            "message": (TEXT, "What is wrong here."),
            "title": (TEXT, "What holds when the rule is green."),
            "why": (TEXT, "What goes wrong otherwise."),
            "fix": (TEXT, "What to do next."),
            "controls": (TEXTS, "The controls that the rule judges."),
            "state": ({"enum": ["open", "waived", "known"]}, "Only open ones count."),
            "waived": (TEXT_OR_NULL, "The exception that covers it."),
            "fingerprint": (TEXT, "The same after lines above it came or went."),
        }
    )


def _evidence() -> dict[str, Any]:
    return _object(
        {
            "control": (TEXT, "Such as identity.owner."),
            "title": (TEXT, "What it protects."),
            "value": (True, "What the manifest demands of it."),
            "state": ({"enum": ["held", "not_held", "waived"]}, "Whether it holds."),
            "proof": (TEXTS, "The rules, files, tests or attestations that say so."),
            "because": (TEXT, "Why, where it is not simply held."),
        }
    )


def _judged() -> dict[str, Any]:
    return _object(
        {
            "today": (TEXT, "The day of the check."),
            "engine": (TEXT, "What evaluated the rules."),
            "layers": (TEXTS, "The layers of rules that applied."),
            "rules": (NUMBER, "How many rules they hold."),
            "policies_sha256": (TEXT, "Of all rules and their data."),
            "facts_sha256": (TEXT, "Of what was judged."),
            "cached": ({"type": "boolean"}, "Whether the verdict was kept from an earlier check."),
        }
    )


def _object(keys: dict[str, tuple[Any, str]]) -> dict[str, Any]:
    properties = {
        key: {**({} if shape is True else shape), "description": text}
        for key, (shape, text) in keys.items()
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}
