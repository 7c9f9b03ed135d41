"""A manifest brought up to what its own answers demand: it is only ever tightened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from microapp_cli.adapters import yaml_edits
from microapp_cli.adapters.facts import manifest
from microapp_cli.adapters.facts.tree import Tree
from microapp_cli.core.controls import RequiredControls, required
from microapp_cli.core.definitions import Definition
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.file_names import MANIFEST
from microapp_cli.core.policies import Policies
from microapp_cli.core.questionnaire import TIERS, assess
from microapp_cli.core.repairs import Repair
from microapp_cli.core.shape import shown

Edit = tuple[list[str], Any, str]
"""Keys, the value to put there, and what a person reads."""


def repair(tree: Tree, policies: Policies) -> tuple[Repair | None, list[str]]:
    """The manifest as it must be, where that is another one; and what a person must decide."""
    told = manifest.facts(tree, policies)
    stated, demanded = told["manifest"], told["demanded"]
    if stated is None or demanded is None:
        return None, []  # check says why
    answers = {key: str(value) for key, value in stated["answers"].items()}
    assessment = assess(policies.questionnaire, answers, stated["blueprint"])
    asked = required(policies.controls, assessment)
    text, details, left = tree.files[MANIFEST].decode("utf-8-sig"), [], []
    for keys, value, detail in _edits(told, stated, demanded, asked, policies):
        try:
            text = yaml_edits.put(text, keys, value)
            details.append(detail)
        except ValueError as error:
            left.append(f"{MANIFEST}: {error} Write it by hand: {detail}.")
    if not details:
        return None, left
    why = "as strict as its answers demand"
    return Repair(MANIFEST, text.encode(), why, tuple(details)), left


def _edits(
    told: Mapping[str, Any],
    stated: Mapping[str, Any],
    demanded: Mapping[str, Any],
    asked: RequiredControls,
    policies: Policies,
) -> Iterator[Edit]:
    tier = stated.get("tier")
    if tier not in TIERS or TIERS.index(tier) < TIERS.index(demanded["tier"]):
        yield ["tier"], demanded["tier"], _said("tier", tier, demanded["tier"])
    for name, fact in demanded["facts"].items():
        was = _inside(stated, "facts", name)
        if was != fact or type(was) is not type(fact):
            yield ["facts", name], fact, _said(f"facts.{name}", was, fact)
    named = stated.get("policies")
    layers = [layer for layer in named if isinstance(layer, str)] if isinstance(named, list) else []
    if set(demanded["policies"]) - set(layers):
        everything = list(dict.fromkeys([*layers, *demanded["policies"]]))
        yield ["policies"], everything, _said("policies", layers, everything)
    for weak in told["weakened"]:
        yield from _tightened(weak, stated, asked, policies)


def _tightened(
    weak: Mapping[str, Any], stated: Mapping[str, Any], asked: RequiredControls, policies: Policies
) -> Iterator[Edit]:
    id = weak["control"]
    group, name = id.split(".")
    definition, control = policies.controls.get(id), asked.get(id)
    if definition is None or control is None:
        return  # a capacity that nothing grants: a person takes it out, or answers anew
    value = _joined(definition, weak["value"], control.value)
    entry: dict[str, Any] = {"value": value, "because": control.because}
    was = _inside(stated, "controls", group, name)
    detail = _said(id, weak["value"], value)
    if isinstance(was, dict) and "because" in was:
        yield ["controls", group, name, "value"], value, detail
    else:
        yield ["controls", group, name], entry, detail


def _joined(definition: Definition, stated: Any, wanted: Any) -> Any:
    """What is demanded, with what was stricter than that; never a capacity beyond it."""
    value = wanted
    if isinstance(wanted, tuple):
        try:
            known = definition.strictness.parse_value(stated, definition.id)
            value = definition.strictness.join(wanted, known)
        except BadPolicy:
            value = wanted
    return list(value) if isinstance(value, tuple) else value


def _inside(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _said(name: str, was: Any, now: Any) -> str:
    before = "nothing" if was is None else shown(_as_tuple(was))
    return f"{name}: {before[:80]} → {shown(_as_tuple(now))}"


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
