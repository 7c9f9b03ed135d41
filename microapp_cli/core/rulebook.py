"""The rules that judge a micro-app, with what their METADATA says, as values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from microapp_cli.core import shape
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.findings import SEVERITIES, Finding, Severity

OURS = re.compile(r"MA\d{3}")
THEIRS = re.compile(r"[A-Z][A-Z_-]*\d{1,5}")
CONTROL = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
TOP = ("title", "description", "custom")
CUSTOM = ("id", "severity", "why", "fix", "controls", "waivable")


@dataclass(frozen=True)
class Rule:
    """One rule: what holds when it is green, why that matters, and what to do when it does not."""

    id: str
    layer: str
    name: str
    severity: Severity
    title: str
    description: str
    why: str
    fix: str
    controls: tuple[str, ...]
    waivable: bool
    path: str

    @property
    def key(self) -> str:
        """Where it stands in the tree of rules: layer/name."""
        return f"{self.layer}/{self.name}"

    @classmethod
    def parse(cls, metadata: object, *, key: str, path: str, ours: bool = True) -> Rule:
        """The rule of this METADATA; BadPolicy, naming the file, when it is not whole."""
        top = shape.fields(metadata, path, required=TOP)
        custom = shape.fields(top["custom"], f"{path}: custom", required=CUSTOM)
        layer, name = key.split("/")
        texts = {
            word: shape.text(top[word], f"{path}: {word}") for word in ("title", "description")
        }
        texts |= {word: shape.text(custom[word], f"{path}: {word}") for word in ("why", "fix")}
        return cls(
            id=_id(custom["id"], path, ours=ours),
            layer=layer,
            name=name,
            severity=_severity(custom["severity"], path),
            controls=_controls(custom["controls"], path),
            waivable=_yes_or_no(custom["waivable"], path),
            path=path,
            **texts,
        )


@dataclass(frozen=True)
class RuleBook:
    """All that judges: the rules, their Rego, the data they read, and a hash over all of it."""

    rules: tuple[Rule, ...]
    sources: Mapping[str, str] = field(repr=False)
    """Path → Rego, of every file that judges: main, lib and rules."""
    data: Mapping[str, Any] = field(repr=False)
    sha256: str

    @property
    def document(self) -> dict[str, Any]:
        """What the rules read as `data`, and the hash by which a verdict says who judged."""
        return {"microapp": {"data": self.data, "book": {"sha256": self.sha256}}}

    @cached_property
    def by_key(self) -> dict[str, Rule]:
        """The rules by layer/name."""
        return {rule.key: rule for rule in self.rules}

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    @property
    def added(self) -> tuple[Rule, ...]:
        """The rules that an organisation added to ours."""
        return tuple(rule for rule in self.rules if not OURS.fullmatch(rule.id))

    @cached_property
    def layers(self) -> tuple[str, ...]:
        """Every layer that has a rule."""
        return tuple(sorted({rule.layer for rule in self.rules}))

    def of_layers(self, layers: Iterable[str]) -> tuple[Rule, ...]:
        """The rules that judge when these layers apply."""
        wanted = set(layers)
        return tuple(rule for rule in self.rules if rule.layer in wanted)

    def finding(self, raw: Mapping[str, Any]) -> Finding:
        """What a person reads of one finding of the engine: its place and the words of its rule."""
        rule = self.by_id[raw["id"]]
        return Finding(
            id=rule.id,
            severity=rule.severity,
            path=raw["path"],
            line=raw["line"],
            column=raw.get("column", 0),
            message=raw["message"],
            title=rule.title,
            why=rule.why,
            fix=raw.get("fix") or rule.fix,
            controls=(raw["control"],) if raw.get("control") else rule.controls,
            layer=rule.layer,
        )


def check_unique(rules: Iterable[Rule]) -> None:
    """BadPolicy, naming both files, when two rules share an id."""
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in seen:
            raise BadPolicy(
                f"{rule.path}: the id {rule.id} is that of {seen[rule.id].path} already. "
                "Give this rule an id of its own."
            )
        seen[rule.id] = rule


def _id(value: object, path: str, *, ours: bool) -> str:
    id = shape.text(value, f"{path}: id")
    if ours and not OURS.fullmatch(id):
        raise BadPolicy(f"{path}: id {id} must be MA and three digits, such as MA012.")
    if not ours and (id.startswith("MA") and id[2:].isdigit()):
        raise BadPolicy(
            f"{path}: ids such as {id} are ours. Use your own letters, such as ACME001."
        )
    if not ours and not THEIRS.fullmatch(id):
        raise BadPolicy(f"{path}: id {id} must be capital letters and a number, such as ACME001.")
    return id


def _severity(value: object, path: str) -> Severity:
    word = shape.one_of(value, SEVERITIES, f"{path}: severity")
    return "error" if word == "error" else "warning"


def _controls(value: object, path: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadPolicy(f"{path}: controls must be a list, such as [identity.owner] or [].")
    for control in value:
        if not isinstance(control, str) or not CONTROL.fullmatch(control):
            raise BadPolicy(f"{path}: controls: {control!r} must be group.name: identity.owner.")
    return tuple(value)


def _yes_or_no(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise BadPolicy(f"{path}: waivable must be true or false, not {value!r}.")
    return value
