"""What one prompt file says of each of its versions, and what keeps the proxy from using it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from microapp_cli.adapters.facts import prompt_versions
from microapp_cli.adapters.facts.loose_data import fields, items, number, text
from microapp_cli.adapters.facts.owner_files import OwnerFile
from microapp_cli.core.meant import near

Entry = dict[str, Any]
FIELDS = ("version", "variables", "limits", "model")


@dataclass(frozen=True)
class Trouble:
    """Something for which the proxy would not start."""

    line: int
    about: str
    message: str


@dataclass(frozen=True)
class PromptFacts:
    """The versions of one prompt, and all that is wrong with them."""

    versions: list[Entry]
    troubles: list[Trouble]


def read(path: str, file: OwnerFile) -> PromptFacts:
    """The facts of one prompt file; texts and schemas are looked at where its form is right."""
    told = [fields(given) for given in items(file.data.get("versions"))]
    latest = max((number(one.get("version")) for one in told), default=0)
    versions: list[Entry] = []
    troubles: list[Trouble] = []
    for position, one in enumerate(told):
        at = f"/versions/{position}"
        entry = _version(path, file, one, at)
        entry["is_latest"] = entry["version"] == latest
        if file.is_whole:
            entry["uses"] = [
                {**used, "meant": _meant(used["name"], entry["variables"])}
                for used in _uses(file, one, at, troubles)
            ]
            troubles += _schemas(file, one, at)
        versions.append(entry)
    return PromptFacts(versions, troubles)


def _version(path: str, file: OwnerFile, told: Entry, at: str) -> Entry:
    limits = fields(told.get("limits"))
    variables = fields(told.get("variables"))
    return {
        "path": path,
        "id": text(file.data.get("id")),
        "version": number(told.get("version")),
        "model": text(told.get("model")),
        "is_latest": False,
        "has_tests": bool(items(told.get("tests"))),
        "has_schema": bool(fields(told.get("output")).get("schema") is not None),
        "max_output_tokens": most if type(most := limits.get("max_output_tokens")) is int else 0,
        "uses": [],
        "variables": sorted(fields(variables.get("properties"))),
        "takes_more": variables.get("additionalProperties", False) is not False,
        "frozen": prompt_versions.frozen(told),
        "line": file.line(f"{at}/model", at),
        "lines": {
            "id": file.line("/id"),
            **{name: file.line(f"{at}/{name}", at) for name in FIELDS},
            "max_output_tokens": file.line(f"{at}/limits/max_output_tokens", at),
        },
    }


def _uses(file: OwnerFile, told: Entry, at: str, troubles: list[Trouble]) -> Iterator[Entry]:
    """Each variable that the texts of a version use, with the line of the text."""
    from microapp_cli.adapters.facts import prompt_texts

    variables = fields(told.get("variables"))
    for place, words in _texts(told, at):
        line = file.line(place, at)
        try:
            for name in sorted(prompt_texts.names(words, variables)):
                yield {"name": name, "line": line}
        except prompt_texts.BadText as error:
            troubles.append(Trouble(line, "text", str(error)))


def _meant(name: str, known: list[str]) -> str:
    return "" if name in known else near(name, known)


def _texts(told: Mapping[str, Any], at: str) -> Iterator[tuple[str, str]]:
    if told.get("text") is not None:
        yield f"{at}/text", text(told["text"])
    for position, message in enumerate(map(fields, items(told.get("messages")))):
        yield f"{at}/messages/{position}/content", text(message.get("content"))


def _schemas(file: OwnerFile, told: Entry, at: str) -> Iterator[Trouble]:
    """What is wrong with the JSON Schemas of the variables and of the answer."""
    from microapp_cli.adapters.facts import written_schemas

    place = f"{at}/variables"
    for where, message in written_schemas.problems_of_variables(fields(told.get("variables"))):
        yield Trouble(file.line(f"{place}{where}", place, at), "schema", message)
    schema = fields(told.get("output")).get("schema")
    if schema is not None and (found := written_schemas.problem_of(fields(schema), "schema")):
        place = f"{at}/output/schema"
        line = file.line(f"{place}{found[0]}", place, f"{at}/output", at)
        yield Trouble(line, "schema", found[1])
