"""A custom app for Make from a contract: a connection, and a module for each operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from microapp_cli.core.contract import make_connection
from microapp_cli.core.contract.derived import Derived, Note
from microapp_cli.core.contract.document import Contract, Operation
from microapp_cli.core.contract.labels import Labels
from microapp_cli.core.contract.make_fields import Names, label_of, plain
from microapp_cli.core.contract.make_modules import Module, action, search, trigger
from microapp_cli.core.contract.make_requests import listing

FOLDER = "make"
CONNECTION = "api"
MOST_MODULES = 500
MOST_LABEL = 100
METHODS = ("get", "post", "put", "patch", "delete")
README = """\
# {title} for Make

Made from the contract with SHA-256 {stamp}.
Do not change it here: change the API, then make it again.

To use it, open this folder in Visual Studio Code with the extension Make Apps Editor, add your app
to `origins` in `makecomapp.json`, right-click that file, and choose Deploy to Make.
"""


def derive(contract: Contract, stamp: str) -> Derived:
    """The files of the app, below `make/`."""
    notes: list[Note] = []
    connection = make_connection.connection_of(contract)
    notes += connection.notes
    modules = list(_modules(contract, notes))
    for module in modules:
        notes += module.notes
    connection_files = {
        "communication": make_connection.communication(contract, connection),
        "params": [plain(param) for param in connection.params],
    }
    files: dict[str, object] = {
        "makecomapp.json": _manifest(contract, modules),
        "README.md": README.format(title=plain(_one_line(contract.title)), stamp=stamp),
        "general/base.iml.json": make_connection.base(connection),
        "general/groups.json": _groups(modules),
    }
    for kind, content in connection_files.items():
        files[_path("connections", CONNECTION, kind)] = content
    for module in modules:
        for kind, content in module.code.items():
            files[_path("modules", module.id, kind)] = content
    return Derived(
        {f"{FOLDER}/{path}": content for path, content in files.items()},
        tuple(dict.fromkeys(notes)),
    )


def _modules(contract: Contract, notes: list[Note]) -> Iterator[Module]:
    names, labels = Names(), Labels(MOST_LABEL)
    count = 0
    for number, operation in enumerate(contract.operations):
        if operation.method not in METHODS:
            notes.append(Note(operation.where, "Make cannot send this method."))
            continue
        if count >= MOST_MODULES:
            rest = len(contract.operations) - number
            what = f"An app holds {MOST_MODULES} modules; {rest} operations have none."
            notes.append(Note("operations", what))
            return
        for module in _of_operation(contract, operation, names):
            count += 1
            yield replace(module, label=labels.of(module.label))


def _of_operation(contract: Contract, operation: Operation, names: Names) -> Iterator[Module]:
    found = listing(contract, operation)
    name = names.of(_camel(operation.id))
    if found is None:
        yield action(contract, operation, name)
        return
    yield search(contract, operation, name, found)
    watching = trigger(contract, operation, found)
    if watching:
        yield watching.called(names.of(_camel(f"watch_{_thing(operation.id)}")))


def _manifest(contract: Contract, modules: list[Module]) -> dict[str, Any]:
    connection = {
        "label": str(plain(_one_line(contract.title)))[:50],
        "connectionType": "basic",
        "codeFiles": {
            kind: _path("connections", CONNECTION, kind) for kind in ("communication", "params")
        },
    }
    return {
        "fileVersion": 1,
        "generalCodeFiles": {
            "base": "general/base.iml.json",
            "common": None,
            "readme": "README.md",
            "groups": "general/groups.json",
        },
        "components": {
            "connection": {CONNECTION: connection},
            "webhook": {},
            "module": {module.id: _metadata(module) for module in modules},
            "rpc": {},
            "function": {},
        },
        "origins": [],
    }


def _metadata(module: Module) -> dict[str, Any]:
    files = {kind: _path("modules", module.id, kind) for kind in module.code}
    crud = {"actionCrud": module.crud} if module.crud else {}
    return {
        "label": plain(module.label),
        "description": plain(module.description),
        "moduleType": module.type,
        **crud,
        "connection": CONNECTION,
        "codeFiles": files,
    }


def _groups(modules: list[Module]) -> list[dict[str, Any]]:
    groups: dict[str, list[str]] = {}
    for module in modules:
        groups.setdefault(module.group, []).append(module.id)
    return [{"label": plain(label), "modules": ids} for label, ids in groups.items()]


def _path(kind: str, name: str, code: str) -> str:
    folder = re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()
    file = re.sub(r"([A-Z])", r"-\1", code).lower()
    return f"{kind}/{folder}/{folder}.{file}.iml.json"


def _camel(name: str) -> str:
    """`list_notes` as Make wants it: listNotes."""
    first, *others = re.findall(r"[A-Za-z0-9]+", name) or ["call"]
    joined = first[:1].lower() + first[1:] + "".join(word[:1].upper() + word[1:] for word in others)
    joined = joined if joined[0].isalpha() else f"call{joined}"
    return (joined + "Call" if len(joined) < 3 else joined)[:40]


def _thing(operation_id: str) -> str:
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", operation_id)
    return re.sub(r"^(list|get|find|search|read|fetch)_+", "", words, flags=re.IGNORECASE)


def _one_line(text: str) -> str:
    return label_of(text) if "\n" in text else text
