"""An app as a Backstage entity: one Component of a `catalog-info.yaml`."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.backstage_besides import besides, with_besides

API_VERSION = "backstage.io/v1alpha1"
KIND = "Component"
TYPE = "service"
OURS = "microapp.dev/"
TIER, STAGE = f"{OURS}tier", f"{OURS}stage"
CLAIMED = f"{OURS}stage-claimed"
SOURCE = "backstage.io/source-location"
ANNOTATIONS = {
    "owner": f"{OURS}owner",
    "owner_name": f"{OURS}owner-name",
    "team": f"{OURS}team",
    "backup": f"{OURS}backup-owner",
    "backup_name": f"{OURS}backup-owner-name",
    "sensitivity": f"{OURS}sensitivity",
    "blueprint": f"{OURS}blueprint",
    "created": f"{OURS}created",
    "expires": f"{OURS}expires",
}
"""Free text and what is no word of Backstage's: what we call it, and its annotation."""
LIFECYCLES = {
    **dict.fromkeys(("draft", "development", "staging", "review"), "experimental"),
    "production": "production",
    **dict.fromkeys(("deprecated", "sunset", "retired", "quarantined"), "deprecated"),
}
"""The word that everybody's Backstage knows for each stage; the stage itself is a label."""

TAG = re.compile(r"[a-z0-9+#]+(-[a-z0-9+#]+)*")
USER = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?")
LONGEST = 63
"""Of a name, a tag and the value of a label."""


class Component(NamedTuple):
    """What an entity says about an app; "" means nothing."""

    name: str
    title: str
    purpose: str
    stage: str
    tier: str
    owner: str
    owner_name: str
    team: str
    backup: str
    backup_name: str
    sensitivity: str
    blueprint: str
    created: str
    expires: str
    repository: str
    elsewhere: str = ""
    claimed: str = ""


def of_app(app: App) -> Component:
    """What the catalog knows of an app, as far as an entity says it."""
    return Component(*(getattr(app, field) for field in Component._fields))


def of_manifest(manifest: Mapping[str, Any]) -> Component:
    """What a complete microapp.yaml says of its app."""
    owner, backup = manifest["owner"], manifest.get("backup_owner") or {}
    lifecycle = manifest["lifecycle"]
    return Component(
        name=manifest["name"],
        title=manifest["title"],
        purpose=manifest["purpose"].strip(),
        stage=lifecycle["stage"],
        tier=manifest["tier"],
        owner=owner["email"],
        owner_name=owner["name"],
        team=owner["team"],
        backup=backup.get("email", ""),
        backup_name=backup.get("name", ""),
        sensitivity=str(manifest["facts"].get("sensitivity") or ""),
        blueprint=manifest["blueprint"],
        created=lifecycle["created"],
        expires=lifecycle["expires"],
        repository="",
    )


def entity(told: Component) -> dict[str, Any]:
    """The entity as data: what we say of the app, and what else another catalog said."""
    return with_besides(_own(told), told.elsewhere)


def said_besides(document: Mapping[str, Any], told: Component) -> str:
    """What an entity says beyond what we would say of the same app."""
    return besides(document, _own(told), without=(*ANNOTATIONS.values(), TIER, STAGE, CLAIMED))


def _own(told: Component) -> dict[str, Any]:
    """Our part of it, in the order in which Backstage's own documentation writes it."""
    values = told._asdict()
    noted = {key: values[field] for field, key in ANNOTATIONS.items() if values[field]}
    metadata: dict[str, Any] = {
        "name": told.name,
        "title": told.title or told.name,
        "description": told.purpose,
        "labels": {TIER: told.tier, **({STAGE: told.stage} if told.stage in LIFECYCLES else {})},
        "annotations": noted,
        "tags": [tag for tag in ("microapp", told.tier.lower(), told.blueprint) if _is_tag(tag)],
    }
    if told.claimed and told.claimed != told.stage:
        metadata["annotations"][CLAIMED] = told.claimed
    if told.repository:
        metadata["annotations"][SOURCE] = f"url:{told.repository}/"
        metadata["links"] = [{"url": told.repository, "title": "Repository"}]
    spec = {
        "type": TYPE,
        "lifecycle": LIFECYCLES.get(told.stage, "experimental"),
        "owner": owner_reference(told.team, told.owner),
    }
    return {"apiVersion": API_VERSION, "kind": KIND, "metadata": metadata, "spec": spec}


def owner_reference(team: str, email: str) -> str:
    """The team as a group; the person as a user where the team has no plain name.

    A team whose letters only look like those of another one gets no group: it would be theirs.
    """
    group = _plain_words(team)
    return f"group:default/{group}" if group else f"user:default/{_user(email)}"


def _plain_words(text: str) -> str:
    letters = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    if not letters.isascii():
        return ""
    words = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
    return words if len(words) <= LONGEST else ""


def _user(email: str) -> str:
    """As Backstage itself names the users of a directory: ann_acme.example.

    An address that does not fit keeps apart from all others by a piece of its hash.
    """
    plain = email.lower()
    name = plain.replace("@", "_")
    if len(name) <= LONGEST and USER.fullmatch(name):
        return name
    short = re.sub(r"[^a-z0-9]+", "-", name)[:40].strip("-")
    return f"{short or 'user'}-{hashlib.sha256(plain.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _is_tag(text: str) -> bool:
    return len(text) <= LONGEST and TAG.fullmatch(text) is not None
