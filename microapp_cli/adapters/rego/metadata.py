"""The METADATA of a rule: the YAML in the comments directly above its package."""

from __future__ import annotations

import re

from microapp_cli.adapters import strict_yaml
from microapp_cli.adapters.rego import plain_metadata
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.rulebook import Rule

MARK = "# METADATA"
PACKAGE = re.compile(r"package ([a-z0-9_.]+)\s*")


def rule(text: str, *, key: str, path: str, ours: bool) -> Rule:
    """The rule in this Rego; BadPolicy when its package or its METADATA is not as it must be."""
    comments, statement = _head(text)
    _check_package(statement, key, path)
    if MARK not in comments:
        raise BadPolicy(f"{path}: no METADATA above the package. Say title, why, fix and id there.")
    start = comments.index(MARK) + 1
    block = "\n".join(comment[1:].removeprefix(" ") for comment in comments[start:])
    try:
        found = plain_metadata.parse(block) or strict_yaml.parse(block)
    except ValueError as error:
        raise BadPolicy(f"{path}: METADATA (counted from below it): {error}") from None
    return Rule.parse(found, key=key, path=path, ours=ours)


def _head(text: str) -> tuple[list[str], str]:
    """The comments directly above the first statement, and that statement."""
    comments: list[str] = []
    for line in map(str.rstrip, text.split("\n")):
        if line.startswith("#"):
            comments.append(line)
        elif line:
            return comments, line
        else:
            comments = []
    return comments, ""


def _check_package(statement: str, key: str, path: str) -> None:
    due = f"microapp.rules.{key.replace('/', '.')}"
    found = PACKAGE.fullmatch(statement)
    if not found or found[1] != due:
        said = f"`{statement[:80]}`" if statement else "nothing"
        raise BadPolicy(f"{path}: its folder asks for `package {due}`, but it begins with {said}.")
