"""One version of a prompt, ready to render: its templates and schemas are compiled."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from microapp_kit.errors import Detail, Refusal
from microapp_llm.meant import did_you_mean
from microapp_llm.prompts.instructions import Instructions
from microapp_llm.prompts.keywords import schema_at
from microapp_llm.prompts.model import Example, Message, PromptFile, Rendered, Version
from microapp_llm.prompts.schema import Schema
from microapp_llm.prompts.schema_parts import Place
from microapp_llm.prompts.source import Fault, Source
from microapp_llm.prompts.template import (
    FAILURES,
    BadTemplate,
    Template,
    TooLong,
    too_long_a_list,
)
from microapp_llm.prompts.whole_numbers import WholeNumbers

log = logging.getLogger("microapp")
VARIABLE = re.compile(r"[a-zA-Z][a-zA-Z0-9_]{0,62}")
ANYTHING: Mapping[str, Any] = {"type": "object", "additionalProperties": False}


class Prompt:
    """What is sent to a model when this version of a prompt is run."""

    def __init__(self, source: Source, file: PromptFile, number: int) -> None:
        told = file.versions[number]
        place: Place = ("versions", number)
        self.id, self.title, self.version = file.id, file.title, told.version
        self.model, self.output, self.limits = told.model, told.output, told.limits
        self.tests: list[Example] = told.tests
        self.hash = _hash(file.id, told)
        self.variables = _closed(told.variables)
        self._schema = _schema(source, (*place, "variables"), self.variables)
        self._whole_numbers = WholeNumbers(self.variables)
        self._defaults = _defaults(source, (*place, "variables"), self.variables)
        messages = _messages(source, place, told)
        self._templates = [
            (message.role, _template(source, where, message.content)) for where, message in messages
        ]
        self.instructions = Instructions(
            text for role, one in self._templates if role == "system" for text in one.fixed
        )
        self._check_names(source, [where for where, _ in messages])
        self.output_schema = _output_schema(source, place, told)

    def render(self, variables: Mapping[str, Any]) -> Rendered:
        """Give the messages with the variables in them; 422 tells all that is wrong at once."""
        given = {**self._defaults, **variables}
        faults = self._schema.faults(given, "variables")
        if too_long_a_list(given):
            faults.append(Detail("variables", "A list is too long."))
        if faults:
            first = faults[0]
            raise _refused(f"The variables do not fit. {first.field}: {first.message}", faults)
        given = self._whole_numbers.of(given)
        try:
            messages = [
                {"role": role, "content": template.render(given)}
                for role, template in self._templates
            ]
        except TooLong:
            detail = Detail("variables", "The rendered prompt is too long.")
            raise _refused("The rendered prompt is too long.", [detail]) from None
        except FAILURES:
            raise self._unusable(given) from None
        return Rendered(
            messages, self.id, self.version, self.hash, self.model, self.output, self.limits
        )

    def _unusable(self, given: Mapping[str, Any]) -> Refusal:
        used = set().union(*(template.names for _, template in self._templates))
        missing = sorted(used - set(given))
        details = [Detail(f"variables.{name}", "The prompt needs this value.") for name in missing]
        if details:
            return _refused("The variables do not fit the prompt.", details)
        said = (
            f"The text of {self.id}, version {self.version}, cannot be filled in with these values."
        )
        log.warning("%s", said)
        what = "A part or a step of the text is not there for them. Tell the owner of the prompt."
        return _refused(said, [Detail("variables", what)])

    def _check_names(self, source: Source, places: list[Place]) -> None:
        known = set(self.variables.get("properties", {}))
        for place, (_, template) in zip(places, self._templates, strict=True):
            for name in sorted(template.names - known):
                what = (
                    f"The text uses {name!r}, which is not among the properties of variables: "
                    f"{', '.join(sorted(known)) or 'there are none'}. Correct it, or add it there."
                )
                raise source.fault(place, what + did_you_mean(name, known))
            try:
                template.check_parts(self.variables)
            except BadTemplate as error:
                raise _no_template(source, place, error) from None


def _messages(source: Source, place: Place, told: Version) -> list[tuple[Place, Message]]:
    if (told.text is None) == (told.messages is None):
        raise source.fault(place, "Write either text or messages.")
    if told.messages is None:
        return [((*place, "text"), Message("user", told.text or ""))]
    if not told.messages:
        raise source.fault((*place, "messages"), "There must be at least one message.")
    return [
        ((*place, "messages", number, "content"), message)
        for number, message in enumerate(told.messages)
    ]


def _template(source: Source, place: Place, text: str) -> Template:
    if not text.strip():
        raise source.fault(place, "The text is empty.")
    try:
        return Template(text)
    except BadTemplate as error:
        raise _no_template(source, place, error) from None


def _no_template(source: Source, place: Place, error: BadTemplate) -> Fault:
    return source.fault(place, f"{error} (line {error.line} of the text).")


def _closed(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Give the schema of the variables; one that is not declared is refused."""
    return {**ANYTHING, **variables}


def _schema(source: Source, place: Place, schema: Mapping[str, Any]) -> Schema:
    if schema.get("type") != "object":
        raise source.fault((*place, "type"), "The type of variables must be object.")
    properties = schema.get("properties", {})
    if not isinstance(properties, Mapping):
        raise source.fault((*place, "properties"), "properties must be a group of fields.")
    for name in properties:
        if not VARIABLE.fullmatch(name):
            what = f"{name!r} is no name for a variable. Use letters, digits and _."
            raise source.fault((*place, "properties", name), what)
    return schema_at(source, place, schema)


def _output_schema(source: Source, place: Place, told: Version) -> Schema | None:
    if told.output.type == "text":
        if told.output.schema is not None:
            raise source.fault((*place, "output"), "Only an output of type json has a schema.")
        return None
    if told.output.schema is None:
        raise source.fault((*place, "output"), "An output of type json needs a schema.")
    return schema_at(source, (*place, "output", "schema"), told.output.schema)


def _defaults(source: Source, place: Place, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Give the defaults; one that its own schema refuses would fail every run."""
    properties = variables.get("properties", {})
    found = {
        name: told["default"]
        for name, told in properties.items()
        if isinstance(told, Mapping) and "default" in told
    }
    for name in variables.get("required", ()):
        if name not in properties and variables["additionalProperties"] is False:
            what = f"{name!r} is required, so it must be among the properties."
            raise source.fault((*place, "required"), what)
    if found:
        for fault in Schema({**variables, "required": []}).faults(found, "the default")[:1]:
            name = fault.field.split(".")[1] if "." in fault.field else ""
            what = f"The default of {name!r} does not fit: {fault.message}"
            raise source.fault((*place, "properties", name, "default"), what)
    return found


def _hash(prompt_id: str, told: Version) -> str:
    """Give the hash of what decides an answer: tests of a prompt do not change it."""
    content = msgspec.structs.replace(told, tests=[])
    encoded = msgspec.json.encode([prompt_id, content], order="deterministic")
    return hashlib.sha256(encoded).hexdigest()


def _refused(message: str, details: list[Detail]) -> Refusal:
    return Refusal(422, "invalid_variables", message, details=details)
