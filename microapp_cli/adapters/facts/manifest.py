"""`microapp.yaml` as facts: what it says and where, what is wrong in it, what it weakens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from microapp_cli.adapters import strict_yaml
from microapp_cli.adapters.facts.tree import Tree
from microapp_cli.adapters.yaml_lines import all_lines
from microapp_cli.core import manifest
from microapp_cli.core.controls import RequiredControls, required
from microapp_cli.core.definitions import Definition
from microapp_cli.core.errors import BadPolicy, WrongAnswers
from microapp_cli.core.file_names import MANIFEST
from microapp_cli.core.plain_data import plain, pointer
from microapp_cli.core.policies import Policies
from microapp_cli.core.questionnaire import Assessment, assess
from microapp_cli.core.schema_words import in_words
from microapp_cli.core.unseen import unseen_sign

LARGEST = 256 * 1024
MOST_PROBLEMS = 100
MOST_LINES = 20_000
LINE = re.compile(r"line (\d+): ")

Problem = dict[str, Any]


def facts(tree: Tree, policies: Policies) -> dict[str, Any]:
    """All that the manifest says, beside what the policies in force ask for."""
    data, lines, problems = read(tree)
    told = data if isinstance(data, dict) else {}
    if not problems or told:
        problems += list(_against_schema(data, policies))
    asked, denied = _demanded(told, policies, problems)
    return {
        "layers": _layers(told, asked),
        "manifest": told or None,
        "lines": lines,
        "manifest_problems": [
            {"pointer": where, "line": nearest(lines, where), "message": message}
            for where, message in problems[:MOST_PROBLEMS]
        ],
        "demanded": denied,
        "weakened": list(_weakened(told, asked, policies, lines)) if asked else [],
        "exceptions": _entries(told, "exceptions", manifest.EXCEPTION_FIELDS, lines),
        "attestations": _entries(told, "attestations", manifest.ATTESTATION_FIELDS, lines),
    }


def read(tree: Tree) -> tuple[object, dict[str, int], list[tuple[str, str]]]:
    """The manifest as data with its lines, and what keeps it from being read."""
    content = tree.files.get(MANIFEST)
    if content is None:
        return None, {}, [("", "cannot be read. Restore it from git.")]
    return parse(content)


def parse(content: bytes) -> tuple[object, dict[str, int], list[tuple[str, str]]]:
    """As `read`, of a manifest's bytes."""
    if len(content) > LARGEST:
        return None, {}, [("", f"over {LARGEST // 1024} kB. Is it the file? Restore it from git.")]
    try:
        text = content.decode("utf-8-sig")
        raw, node = strict_yaml.parse_with_node(text)
    except UnicodeDecodeError:
        return None, {}, [("", "not UTF-8 text. Save it as UTF-8.")]
    except ValueError as error:
        line = LINE.match(str(error))
        return None, {"": int(line[1])} if line else {}, [("", str(error))]
    if unseen := unseen_sign(text):
        return None, {"": unseen[0]}, [("", unseen[1])]
    data, problems = plain(raw)
    if not isinstance(data, dict):
        what = "is empty" if data is None else "holds no mapping"
        problems = [("", f"{what}. Restore it from git.")]
    return data, all_lines(node, at_most=MOST_LINES), problems


def nearest(lines: Mapping[str, int], where: str) -> int:
    """The line of a pointer, or of what is around it."""
    while where and where not in lines:
        where = where.rpartition("/")[0]
    return lines.get(where, 1)


def _against_schema(data: object, policies: Policies) -> Iterator[tuple[str, str]]:
    for error in _validator(policies).iter_errors(data):
        where = ""
        for key in error.instance_path:
            where = pointer(where, key)
        kind = error.kind
        said = in_words(kind.name, kind.value, error.instance, error.message)
        is_unknown = kind.name == "additionalProperties" and isinstance(kind.value, list)
        places = [pointer(where, key) for key in kind.value] if is_unknown else [where]
        yield from ((place, said) for place in places)


def _validator(policies: Policies) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        manifest.schema(policies.questionnaire), validate_formats=True, offline=True
    )


def _demanded(
    told: Mapping[str, Any], policies: Policies, problems: list[tuple[str, str]]
) -> tuple[RequiredControls | None, dict[str, Any] | None]:
    """What the answers come to; where they come to nothing, a problem says why."""
    answers, blueprint = told.get("answers"), told.get("blueprint")
    if not isinstance(answers, dict) or not isinstance(blueprint, str):
        problems += [] if problems else [("", "answers and blueprint are missing.")]
        return None, None
    try:
        assessment = assess(
            policies.questionnaire, {key: str(value) for key, value in answers.items()}, blueprint
        )
        asked = required(policies.controls, assessment)
    except WrongAnswers as error:
        wrong = dict(_wrong(error))
        problems[:] = [*(one for one in problems if one[0] not in wrong), *wrong.items()]
        return None, None
    except BadPolicy as error:
        problems.append(("/blueprint", str(error).replace("\n", " ")))
        return None, None
    return asked, _as_data(assessment, asked)


def _wrong(error: WrongAnswers) -> Iterator[tuple[str, str]]:
    """Each answer that is wrong at its own place, in better words than a schema has."""
    for problem in error.problems:
        named, _, what = problem.removeprefix("answers.").partition(": ")
        yield (pointer("/answers", named), what) if what else ("/answers", problem)


def _as_data(assessment: Assessment, asked: RequiredControls) -> dict[str, Any]:
    groups = asked.as_manifest()
    return {
        "tier": assessment.tier,
        "facts": dict(assessment.facts),
        "policies": sorted(asked.policies),
        "controls": {
            group: {name: control["value"] for name, control in names.items()}
            for group, names in groups.items()
        },
        "denied": sorted(denial.exception for denial in assessment.denied),
    }


def _layers(told: Mapping[str, Any], asked: RequiredControls | None) -> list[str]:
    """What the manifest names and what its answers demand; nothing is dropped by leaving it out."""
    named = told.get("policies")
    stated = {name for name in named if isinstance(name, str)} if isinstance(named, list) else set()
    return sorted({"base", *stated, *(asked.policies if asked else ())})


def _weakened(
    told: Mapping[str, Any], asked: RequiredControls, policies: Policies, lines: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    demanded = {control.id: control.value for control in asked.items}
    for definition in policies.controls.definitions:
        where = f"/controls/{definition.group}/{definition.name}"
        stated = _stated(told, definition)
        wanted = demanded.get(definition.id)
        if wanted is None and (stated is None or not definition.strictness.is_grant):
            continue
        if wanted is None or not _keeps(definition, wanted, stated):
            yield {
                "control": definition.id,
                "value": stated,
                "demanded": list(wanted) if isinstance(wanted, tuple) else wanted,
                "line": nearest(lines, f"{where}/value"),
            }


def _stated(told: Mapping[str, Any], definition: Definition) -> Any:
    """What the manifest says of a control, or None."""
    found: Any = told
    for key in ("controls", definition.group, definition.name, "value"):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _keeps(definition: Definition, wanted: Any, stated: Any) -> bool:
    try:
        value = definition.strictness.parse_value(stated, definition.id)
    except BadPolicy:
        return False
    return definition.strictness.keeps(wanted, value)


def _entries(
    told: Mapping[str, Any], name: str, fields: Iterable[str], lines: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The entries of a list as they stand, each with every field (null where it is missing)."""
    entries = told.get(name)
    return [
        {
            **dict.fromkeys(fields),
            **(entry if isinstance(entry, dict) else {}),
            "index": index,
            "line": nearest(lines, f"/{name}/{index}"),
            "problems": [] if isinstance(entry, dict) else ["must be a mapping."],
        }
        for index, entry in enumerate(entries if isinstance(entries, list) else [])
    ]
