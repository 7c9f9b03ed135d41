"""What an entity says that is not ours to say: kept with the app, and given back on export.

Relations are in its spec (`dependsOn`, `system`). What a Backstage server derives from them, such
as `relations` and `status`, it refuses in a file and makes anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from microapp_cli.core.catalog.chain import canonical

Json = dict[str, Any]
SERVERS = ("uid", "etag", "generation", "namespace")
"""What a Backstage server writes into an entity, or what has one value only."""
MAPPINGS = ("labels", "annotations")
LISTS = ("tags", "links")
OWN_METADATA = ("name", "title", "description", *MAPPINGS, *LISTS, *SERVERS)
OWN_SPEC = ("lifecycle",)
FACTS = ("owner", "source")
"""What we derive from facts of ours; another spelling of it counts while the facts are the same."""
SOURCE = "backstage.io/source-location"


def besides(document: Mapping[str, Any], own: Json, *, without: Collection[str]) -> str:
    """What an entity says beyond our part of it, as canonical JSON; "" for nothing."""
    metadata, spec = document["metadata"], document["spec"]
    ours = own["metadata"]
    found: Json = {
        "metadata": {key: value for key, value in metadata.items() if key not in OWN_METADATA},
        "spec": {
            key: value
            for key, value in spec.items()
            if key not in OWN_SPEC and value != own["spec"].get(key) and key != "owner"
        },
        "labels": _others(metadata, "labels", without),
        "annotations": _others(metadata, "annotations", (*without, SOURCE)),
        "tags": [tag for tag in metadata.get("tags", ()) if tag not in ours["tags"]],
        "links": [link for link in metadata.get("links", ()) if link not in ours.get("links", ())],
        "spelt": {
            fact: [said, _derived(own, fact)]
            for fact, said in _facts(document).items()
            if said and said != _derived(own, fact)
        },
    }
    said = {part: value for part, value in found.items() if value}
    return canonical(said) if said else ""


def with_besides(own: Json, elsewhere: str) -> Json:
    """Our entity with what another catalog said besides; where both speak, we do."""
    if not elsewhere:
        return own
    said: Json = json.loads(elsewhere)
    metadata = {**own["metadata"]}
    for part in MAPPINGS:
        metadata[part] = {**metadata[part], **_new(said.get(part, {}), metadata[part])}
    for part in LISTS:
        kept = metadata.get(part, [])
        more = [one for one in said.get(part, ()) if one not in kept]
        if kept or more:
            metadata[part] = [*kept, *more]
    metadata |= _new(said.get("metadata", {}), metadata)
    spec = {**own["spec"], **said.get("spec", {})}
    made = {**own, "metadata": metadata, "spec": spec}
    for fact, (spelling, derived) in said.get("spelt", {}).items():
        if _derived(own, fact) == derived:
            _spell(made, fact, spelling)
    return made


def _others(metadata: Mapping[str, Any], part: str, without: Collection[str]) -> Json:
    return {key: value for key, value in metadata.get(part, {}).items() if key not in without}


def _new(said: Json, known: Collection[str]) -> Json:
    return {key: value for key, value in said.items() if key not in known}


def _facts(document: Mapping[str, Any]) -> dict[str, str]:
    notes = document["metadata"].get("annotations", {})
    return {"owner": document["spec"].get("owner", ""), "source": notes.get(SOURCE, "")}


def _derived(own: Json, fact: str) -> str:
    return _facts(own)[fact]


def _spell(entity: Json, fact: str, spelling: str) -> None:
    if fact == "owner":
        entity["spec"]["owner"] = spelling
    else:
        entity["metadata"]["annotations"][SOURCE] = spelling
