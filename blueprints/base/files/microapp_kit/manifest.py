"""The facts of this app, read once from `microapp.yaml` when the app starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import yaml

from microapp_kit.no_yaml import problem
from microapp_kit.secrets import CannotStart
from microapp_kit.unseen import unseen_sign

if TYPE_CHECKING:
    from yaml import SafeLoader as Loader
else:
    Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where there is one

TIERS = ("T0", "T1", "T2", "T3")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who answers for this app."""

    name: str
    email: str
    team: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `microapp.yaml` says: who owns the app, why it exists, and what its controls demand."""

    name: str
    title: str
    purpose: str
    owner: Person
    tier: str
    blueprint: str
    facts: Mapping[str, object]
    controls: Mapping[str, Mapping[str, object]]
    exceptions: tuple[Mapping[str, object], ...] = ()

    def control(self, group: str, name: str) -> object:
        """Give the value that a control demands, or refuse to start where it is missing."""
        try:
            return self.controls[group][name]
        except KeyError:
            raise CannotStart(
                f"microapp.yaml: controls.{group}.{name} is missing. "
                "Restore the line: the protection it sets cannot be guessed."
            ) from None

    def whole_number(self, group: str, name: str) -> int:
        """Give a control that must be a whole number above zero."""
        value = self.control(group, name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise CannotStart(
                f"microapp.yaml: controls.{group}.{name} is {value!r}. "
                "Write a whole number of 1 or more."
            )
        return value

    def per_cent(self, group: str, name: str, otherwise: float) -> float:
        """Give a control in per cent as a share of one; `otherwise` holds where none is set."""
        value = self.controls.get(group, {}).get(name, otherwise)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise CannotStart(
                f"microapp.yaml: controls.{group}.{name} is {value!r}. "
                "Write a number above 0, such as 99.5."
            )
        return min(value, 100) / 100


def read_manifest(path: Path) -> Manifest:
    """Read the manifest, or refuse to start with what is wrong in it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        what = f"{path.name} cannot be read ({error.strerror}). Restore it from git."
        raise CannotStart(what) from None
    data = _data(path.name, content)
    if not isinstance(data, dict):
        what = "is empty" if data is None else "holds no mapping"
        raise CannotStart(f"{path.name} {what}. Restore it from git.")
    return _manifest(data)


def _data(file: str, content: bytes) -> object:
    """Give what a YAML file says, or refuse to start with the line at which it cannot be read."""
    try:
        text = content.decode("utf-8")
        data: object = yaml.load(text, Loader=Loader)  # noqa: S506 (it is a safe one)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        line, what = problem(content, error)
        raise CannotStart(f"{file}, line {line}: {what}") from None
    if found := unseen_sign(text):
        raise CannotStart(f"{file}, line {found[0]}: {found[1]}")
    return data


def _manifest(data: Mapping[str, object]) -> Manifest:
    owner = _mapping(data, "owner")
    tier = _text(data, "tier")
    if tier not in TIERS:
        raise CannotStart(f"microapp.yaml: tier is {tier!r}. Write one of {', '.join(TIERS)}.")
    return Manifest(
        name=_text(data, "name"),
        title=_text(data, "title"),
        purpose=_text(data, "purpose"),
        owner=Person(*(_text(owner, key, "owner.") for key in ("name", "email", "team"))),
        tier=tier,
        blueprint=_text(data, "blueprint"),
        facts=_mapping(data, "facts"),
        controls=_controls(_mapping(data, "controls")),
        exceptions=_exceptions(data.get("exceptions")),
    )


def _exceptions(entries: object) -> tuple[Mapping[str, object], ...]:
    """Give the entries that can be read; one that cannot opens nothing."""
    return (
        tuple(one for one in entries if isinstance(one, dict)) if isinstance(entries, list) else ()
    )


def _controls(groups: Mapping[str, object]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for group in groups:
        controls = _mapping(groups, group, "controls.")
        found[group] = {}
        for name in controls:
            control = _mapping(controls, name, f"controls.{group}.")
            if "value" not in control:
                raise CannotStart(f"microapp.yaml: controls.{group}.{name} has no value.")
            found[group][name] = control["value"]
    return found


def _mapping(data: Mapping[str, object], key: str, where: str = "") -> Mapping[str, object]:
    value = data.get(key)
    if not isinstance(value, dict):
        raise CannotStart(f"microapp.yaml: {where}{key} is missing or not a mapping.")
    return cast(Mapping[str, object], value)


def _text(data: Mapping[str, object], key: str, where: str = "") -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CannotStart(f"microapp.yaml: {where}{key} is missing. Fill it in.")
    return value
