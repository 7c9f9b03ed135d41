"""`catalog-info.yaml` as a fact: whether it is missing, or does not say what microapp.yaml says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microapp_cli.adapters.catalog import entity_text
from microapp_cli.adapters.catalog.yaml_entities import Document, documents
from microapp_cli.adapters.facts.tree import Tree
from microapp_cli.core.file_names import CATALOG_INFO

BACKSTAGE = "backstage.io/"


def facts(tree: Tree, told: Mapping[str, Any]) -> dict[str, Any]:
    """`stale`: the files that do not follow from the manifest; what has problems gives none."""
    if told["manifest"] is None or told["manifest_problems"]:
        return {"stale": []}
    due = entity_text.of_manifest(told["manifest"]).encode("utf-8", "replace")
    return {"stale": [] if tree.files.get(CATALOG_INFO) == due else [CATALOG_INFO]}


def without_entities(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files without catalog-info.yaml, where it holds entities of Backstage and no more.

    They look like objects of Kubernetes, and are none.
    """
    content = files.get(CATALOG_INFO)
    if content is None or not _holds_entities(content):
        return files
    return {path: content for path, content in files.items() if path != CATALOG_INFO}


def _holds_entities(content: bytes) -> bool:
    try:
        found = list(documents(content.decode("utf-8")))
    except UnicodeDecodeError:
        return False
    return bool(found) and all(map(_is_entity, found))


def _is_entity(document: Document) -> bool:
    data = document.data
    version = data.get("apiVersion") if isinstance(data, dict) and not document.problem else None
    return isinstance(version, str) and version.startswith(BACKSTAGE)
