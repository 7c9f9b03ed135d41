"""The protections an assessment asks for, each with the answer or escalation that caused it."""

from collections.abc import Mapping
from dataclasses import dataclass

from microapp_cli.core import shape
from microapp_cli.core.definitions import (
    Definition,
    check_definition,
    parse_definition,
    single_steps,
    tiers_of_causes,
)
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.questionnaire import TIERS, Assessment, Questionnaire
from microapp_cli.core.shape import Value


@dataclass(frozen=True)
class Control:
    """A protection (or a grant of capacity) that one app has, and why."""

    group: str
    name: str
    title: str
    words: str
    """Title and value in plain words."""
    value: Value
    because: str
    is_grant: bool

    @property
    def id(self) -> str:
        """The control as policies and people name it."""
        return f"{self.group}.{self.name}"


@dataclass(frozen=True)
class RequiredControls:
    """Everything one app is asked to keep, and the policy layers that judge it."""

    items: tuple[Control, ...]
    layers: Control

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policy layers."""
        value = self.layers.value
        return tuple(str(layer) for layer in value) if isinstance(value, tuple) else ()

    def get(self, id: str) -> Control | None:
        """The control with this id, where the app has it."""
        return next((control for control in self.items if control.id == id), None)

    def as_manifest(self) -> dict[str, dict[str, dict[str, object]]]:
        """group → control → value and because, as the manifest states it."""
        groups: dict[str, dict[str, dict[str, object]]] = {}
        for control in self.items:
            value = list(control.value) if isinstance(control.value, tuple) else control.value
            entry: dict[str, object] = {"value": value, "because": control.because}
            groups.setdefault(control.group, {})[control.name] = entry
        return groups


@dataclass(frozen=True)
class Controls:
    """Every control there is, and the policy layers."""

    definitions: tuple[Definition, ...]
    layers: Definition
    headlines: tuple[str, ...]

    @classmethod
    def parse(cls, data: object, source: str = "controls.yaml") -> "Controls":
        """The controls in this data; BadPolicy where a higher tier would loosen one."""
        found = shape.fields(
            data, source, required=["kind", "version", "layers", "headlines", "controls"]
        )
        shape.one_of(found["kind"], ["Controls"], f"{source}: kind")
        layers = parse_definition("policies", "layers", found["layers"], f"{source}: layers")
        if layers.at_tier(TIERS[0]) is None:
            raise BadPolicy(f"{source}: layers names no policy for T0, so nothing would be judged.")
        definitions = _definitions(shape.mapping(found["controls"], source), source)
        ids = [definition.id for definition in definitions]
        headlines = shape.sequence(found["headlines"], f"{source}: headlines")
        return cls(
            definitions,
            layers,
            tuple(shape.one_of(headline, ids, f"{source}: headlines") for headline in headlines),
        )

    def get(self, id: str) -> Definition | None:
        """The definition with this id, if there is one."""
        return next((definition for definition in self.definitions if definition.id == id), None)

    def at_tier(self, tier: str) -> dict[str, dict[str, Value]]:
        """group → control → value, as far as the tier alone asks for it."""
        groups: dict[str, dict[str, Value]] = {}
        for definition in self.definitions:
            value = definition.at_tier(tier)
            if value is not None:
                groups.setdefault(definition.group, {})[definition.name] = value
        return groups


def required(controls: Controls, assessment: Assessment) -> RequiredControls:
    """The controls that this assessment asks for."""
    found = (_control(definition, assessment) for definition in controls.definitions)
    layers = _control(controls.layers, assessment)
    if layers is None:
        raise BadPolicy("controls.yaml: layers names no policy, so nothing would be judged.")
    return RequiredControls(tuple(control for control in found if control), layers)


def check_together(
    questionnaire: Questionnaire, controls: Controls, source: str = "controls.yaml"
) -> None:
    """BadPolicy when a control names an unknown cause, or a worse answer would loosen it."""
    causes, steps = tiers_of_causes(questionnaire), single_steps(questionnaire)
    for definition in (*controls.definitions, controls.layers):
        check_definition(definition, causes, steps, f"{source}: {definition.id}")


def _definitions(groups: Mapping[str, object], source: str) -> tuple[Definition, ...]:
    return tuple(
        parse_definition(group, name, entry, f"{source}: {group}.{name}")
        for group, names in groups.items()
        for name, entry in shape.mapping(names, f"{source}: {group}").items()
    )


def _control(definition: Definition, assessment: Assessment) -> Control | None:
    decided = definition.decide(assessment)
    if decided is None:
        return None
    return Control(
        group=definition.group,
        name=definition.name,
        title=definition.title,
        words=definition.in_words(decided[0]),
        value=decided[0],
        because=decided[1],
        is_grant=definition.strictness.is_grant,
    )
