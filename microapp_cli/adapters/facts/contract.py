"""The contract as facts: is it valid, what does each operation promise, is all derived from it.

document     openapi.yaml as data, or null
lines        JSON pointer in openapi.yaml → line; the first 50,000 values
problems     [{pointer, line, message}]; never empty when the file is there and `document` is null
operations   see operations.py
stale        paths of derived files that are missing or differ
breaking     [{pointer, line, message, fix}] against the base, where one is given, whatever
             info.version says: callers call a path, so a new version is a path beside the old one
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from microapp_cli.adapters import contract_files, openapi_text
from microapp_cli.adapters.contract_files import CONNECTORS, CONTRACT
from microapp_cli.adapters.facts import openapi_schema, operations
from microapp_cli.adapters.facts.remembered import recalling
from microapp_cli.adapters.facts.tree import Tree
from microapp_cli.adapters.yaml_lines import all_lines, line_of
from microapp_cli.core.contract import changes, validity
from microapp_cli.core.contract.comparison.moves import Change, Level
from microapp_cli.core.contract.connectors import derive_all
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.errors import BadContract, MicroappError
from microapp_cli.core.plain_data import plain

if TYPE_CHECKING:
    from yaml import Node

EMPTY: dict[str, Any] = {
    "document": None,
    "lines": {},
    "problems": [],
    "operations": [],
    "stale": [],
    "breaking": [],
}
MOST_PROBLEMS = 100
MOST_LINES = 50_000


def facts(tree: Tree, before: bytes | None = None) -> dict[str, Any]:
    """All that rules ask of the contract; `before` is the same file at the base."""
    content = tree.files.get(CONTRACT)
    if content is None:
        return dict(EMPTY)
    told, due = _read(content, before)
    stale = [path for path, text in due.items() if tree.files.get(path) != text]
    return {**told, "stale": stale}


@recalling(most=2, largest=2**18)
def _read(content: bytes, before: bytes | None) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What a contract says, and the files that follow from it; of one that cannot be read, none.

    The last ones are kept: with --base, an app is judged twice, and most often by one contract.
    """
    try:
        raw, node = openapi_text.parse_with_node(content, CONTRACT)
    except BadContract as error:
        return {**EMPTY, "problems": [_problem(None, "", str(error))]}, {}
    document, odd = plain(raw)
    problems = [_problem(node, where, message) for where, message in odd]
    problems += [_problem(node, *found) for found in openapi_schema.problems(document)]
    lines = all_lines(node, at_most=MOST_LINES)
    told = {**EMPTY, "document": document if isinstance(document, dict) else None, "lines": lines}
    try:
        contract = Contract.parse(document)
    except BadContract as error:
        problems.append(_problem(node, "", str(error)))
        return {**told, "problems": problems[:MOST_PROBLEMS]}, {}
    problems += [_problem(node, *found) for found in validity.problems(contract)]
    told |= {
        "problems": problems[:MOST_PROBLEMS],
        "operations": operations.facts(contract, lines),
        "breaking": list(_breaking(contract, before, node)),
    }
    return told, _derived(contract, content)


def _problem(node: Node | None, where: str, message: str) -> dict[str, Any]:
    return {"pointer": where, "line": line_of(node, where) or 1, "message": message}


def _derived(contract: Contract, content: bytes) -> dict[str, bytes]:
    """Every file that follows, with its content; where that cannot be told, their folder."""
    try:
        derived = derive_all(contract, contract_files.stamp_of(content))
        made = contract_files.contents(derived)
    except MicroappError:
        return {CONNECTORS: b""}
    return {f"{CONNECTORS}/{path}": text for path, text in made.items()}


def _breaking(
    contract: Contract, before: bytes | None, node: Node | None
) -> Iterator[dict[str, Any]]:
    if before is None:
        return
    try:
        old = Contract.parse(openapi_text.parse(before, "the base's openapi.yaml"))
    except BadContract:
        return  # nobody could have relied on what was no contract
    for change in changes.diff(old, contract):
        if change.level is Level.BREAKING:
            yield {
                "pointer": change.pointer,
                "line": line_of(node, change.pointer) or 1,
                "message": _said(change),
                "fix": change.avoid,
            }


def _said(change: Change) -> str:
    where = ", ".join(change.operations[:3])
    return f"{where}: {change.what}." if where else f"{change.what}."
