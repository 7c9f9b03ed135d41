"""Entities as the text of a `catalog-info.yaml`: built as data and dumped, never templated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from microapp_cli.adapters.catalog.yaml_entities import BARE
from microapp_cli.core.catalog import backstage

HEADER = "# What a Backstage catalog shows of this app. Made from microapp.yaml by: microapp fix\n"
LONGEST_LINE = 1000
Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def of_manifest(manifest: Mapping[str, Any]) -> str:
    """The text of the `catalog-info.yaml` that lies beside this microapp.yaml."""
    return HEADER + as_yaml(backstage.entity(backstage.of_manifest(manifest)))


def as_yaml(entity: Mapping[str, Any]) -> str:
    """One entity as a document of its own."""
    text: str = yaml.dump(
        entity, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LONGEST_LINE
    )
    return text


class _Dumper(Dumper):  # type: ignore[misc]
    """Quotes whatever YAML 1.1 or 1.2 takes for a number, a day, or true."""

    def ignore_aliases(self, _: object) -> bool:
        return True


def _text(dumper: Any, text: str) -> yaml.ScalarNode:
    style = "'" if BARE.fullmatch(text) else None
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)
    return node


_Dumper.add_representer(str, _text)
