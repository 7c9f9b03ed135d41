"""`microapp.yaml`, the one place where the facts about a micro-app are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from microapp_cli.core.answers import Answers, Person
from microapp_cli.core.controls import RequiredControls
from microapp_cli.core.questionnaire import TIERS, Assessment, Questionnaire

API_VERSION = "microapp.dev/v1"
HEADER = (
    "# The facts about this micro-app: who answers for it, why it exists and what it may do.\n"
    "# yaml-language-server: $schema=.microapp/manifest.schema.json\n"
)
DEFAULT_LIFETIME_DAYS = 365
EXCEPTION_FIELDS = {
    "rule": "The rule that does not hold, such as MA012, or a combination of answers by its name.",
    "path": "The one file, or the folder with a / at its end, that the exception is for.",
    "reason": "Why the rule cannot hold.",
    "compensating_control": "What protects the app instead.",
    "requested_by": "The e-mail address of who asks.",
    "approved_by": "The e-mail address of who agreed: somebody else.",
    "expires": "The last day on which it holds, as 2027-01-31.",
}
ATTESTATION_FIELDS = {
    "control": "The control that holds, such as auth.mfa.",
    "says": "What was done or seen, in one sentence.",
    "by": "The e-mail address of who says so.",
    "on": "The day on which they said so, as 2027-01-31.",
}


def build(
    answers: Answers, assessment: Assessment, controls: RequiredControls, *, created: date
) -> dict[str, Any]:
    """The manifest as data, in the order in which a person reads it."""
    groups = controls.as_manifest()
    return {
        "apiVersion": API_VERSION,
        "name": answers.name,
        "title": answers.title,
        "purpose": answers.purpose,
        "owner": _person(answers.owner),
        "backup_owner": _person(answers.backup_owner) if answers.backup_owner else None,
        "blueprint": answers.blueprint,
        "runtime": answers.runtime,
        "ci": answers.ci,
        "answers": dict(answers.answers),
        "tier": assessment.tier,
        "facts": dict(assessment.facts),
        "policies": list(controls.policies),
        "controls": groups,
        "lifecycle": {
            "stage": "development",
            "created": created.isoformat(),
            "expires": _expires(groups, created).isoformat(),
        },
    }


def template_values(
    manifest: Mapping[str, Any],
    *,
    dependencies: Iterable[str],
    version: str,
    image: Iterable[str] = (),
) -> dict[str, Any]:
    """All that a template may print, by the names that it uses."""
    backup = manifest["backup_owner"] or manifest["owner"]
    plain = ("name", "title", "purpose", "blueprint", "runtime", "ci", "tier")
    return {
        **{key: manifest[key] for key in plain},
        **{f"owner_{key}": value for key, value in manifest["owner"].items()},
        "backup_owner_email": backup["email"],
        "created": manifest["lifecycle"]["created"],
        "microapp_version": version,
        "_dependencies": list(dependencies),
        "_image": list(image),
    }


def schema(questionnaire: Questionnaire) -> dict[str, Any]:
    """The JSON Schema of the manifest, with the questionnaire's own choices."""
    text = {"type": "string", "minLength": 1}
    day = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    person = _object({"name": text, "email": text, "team": text})
    control = _object({"value": True, "because": text})
    choices = {
        question.id: {"enum": [choice.id for choice in question.choices]}
        for question in questionnaire.questions
    }
    properties = {
        "apiVersion": {"const": API_VERSION},
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,38}[a-z0-9]$"},
        "title": text,
        "purpose": text,
        "owner": person,
        "backup_owner": {"anyOf": [person, {"type": "null"}]},
        "blueprint": text,
        "runtime": text,
        "ci": text,
        "answers": _object(choices),
        "tier": {"enum": list(TIERS)},
        "facts": {"type": "object", "additionalProperties": {"type": ["string", "boolean"]}},
        "policies": {"type": "array", "items": text, "minItems": 1, "uniqueItems": True},
        "controls": _map(_map(control)),
        "lifecycle": _object(
            {"stage": text, "created": day, "expires": day, "assessed": day}, optional=["assessed"]
        ),
        "exceptions": _entries(EXCEPTION_FIELDS),
        "attestations": _entries(ATTESTATION_FIELDS),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "microapp.yaml",
        **_object(properties, optional=["exceptions", "attestations"]),
    }


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "email": person.email, "team": person.team}


def _expires(groups: Mapping[str, Any], created: date) -> date:
    control = groups.get("lifecycle", {}).get("expires_days", {"value": DEFAULT_LIFETIME_DAYS})
    return created + timedelta(days=int(control["value"]))


def _object(properties: dict[str, Any], optional: Iterable[str] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in set(optional)],
        "additionalProperties": False,
    }


def _entries(fields: Mapping[str, str]) -> dict[str, Any]:
    """A list of texts by name; which of them a tier demands is a rule's to say (MA019)."""
    known = {name: {"type": "string", "description": words} for name, words in fields.items()}
    entry = {"type": "object", "properties": known, "additionalProperties": {"type": "string"}}
    return {"type": "array", "items": entry}


def _map(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "minProperties": 1, "additionalProperties": values}
