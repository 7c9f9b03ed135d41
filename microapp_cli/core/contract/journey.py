"""The order in which operations can be called, and what each hands to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from microapp_cli.core.contract.document import Contract, Operation
from microapp_cli.core.contract.schemas import flat, properties

Path = tuple[str | int, ...]
PARAMETER = re.compile(r"\{([^{}]*)\}")
READ, CHANGE = ("get", "head"), ("put", "patch")
BRINGS_BACK = re.compile(r"(restore|undelete|recover)", re.IGNORECASE)
FROM_A_HEADER = re.compile(r"\$response\.header\.([A-Za-z0-9!#$%&'*+.^_`|~-]+)")
CREATES, READS, LISTS, CHANGES, OTHER_READS, ACTIONS = range(6)
DELETES, RESTORES, CLEANS_UP, LAST = range(6, 10)


@dataclass(frozen=True)
class Stop:
    """One call of the journey."""

    operation: Operation
    variables: Mapping[str, str]
    """Each parameter of the path with the variable that holds its value."""
    etag: str
    """The variable with the state of the one thing that this is about, where a call asks for it."""
    keeps: Mapping[str, Path] = field(default_factory=dict)
    """Variables for later calls, each with its place in the answer."""
    keeps_headers: Mapping[str, str] = field(default_factory=dict)
    """Variables for later calls, each with the header of the answer that holds it."""
    finds: Mapping[str, Path] = field(default_factory=dict)
    """Variables that an earlier call kept, each with its place in this answer."""
    cleans_up: bool = False
    """Whether it deletes once more what was restored."""


def journey(contract: Contract) -> tuple[Stop, ...]:
    """Give every operation once, and those that delete what was restored a second time."""
    names = _Names()
    paths = _Paths(contract.operations)
    guarded = {paths.thing(op) for op in contract.operations if _asks_for_state(op)}
    by_id = {operation.id: operation for operation in contract.operations}
    kept: set[str] = set()
    stops = []
    for operation, cleans_up in sorted(_calls(contract.operations), key=paths.rank):
        variables = {part.name: names.of(part.prefix, part.name) for part in places(operation)}
        keeps = {} if cleans_up else _keeps(contract, operation, names, paths)
        keeps = {variable: place for variable, place in keeps.items() if variable not in kept}
        finds = _finds(contract, operation, variables, kept)
        headers = {} if cleans_up else dict(_linked(operation, by_id, names))
        headers = {name: header for name, header in headers.items() if name not in kept}
        kept |= keeps.keys() | headers.keys()
        thing = paths.thing(operation)
        etag = names.of(thing, "etag") if thing in guarded else ""
        stops.append(Stop(operation, variables, etag, keeps, headers, finds, cleans_up))
    return tuple(stops)


@dataclass(frozen=True)
class Place:
    """A parameter in a path, and the path up to and with it."""

    name: str
    prefix: str


TAKEN = ("baseUrl", "spec_sha256", "token", "username")
"""Variables of the collection itself: a secret never stands in for a part of a path."""


class _Names:
    """Names of variables: `notes_id` for `/v1/notes/{id}`; never one for two places."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, bool], str] = {}
        self._uses = dict.fromkeys(TAKEN, 1)

    def of(self, prefix: str, word: str) -> str:
        """Give the variable for a place in a path, or for the state of what is there."""
        key = (prefix, word == "etag")
        if key not in self._names:
            literals = re.findall(r"[A-Za-z0-9_]+", prefix.replace("{}", ""))
            name = "_".join([*literals[-1:], *re.findall(r"[A-Za-z0-9_]+", word)]) or "value"
            count = self._uses[name] = self._uses.get(name, 0) + 1
            self._names[key] = name if count == 1 else f"{name}.{count}"
        return self._names[key]


class _Paths:
    """All paths of a contract, and how they belong together."""

    def __init__(self, operations: tuple[Operation, ...]) -> None:
        self.parameters = {
            place.prefix: place.name for operation in operations for place in places(operation)
        }
        self._tags = _numbered(operation.tag for operation in operations)
        self._roots = _numbered(self._root(operation.path) for operation in operations)

    def has_items(self, path: str) -> bool:
        """Whether a parameter comes next in some path: this one holds many things."""
        return f"{template(path).rstrip('/')}/{{}}" in self.parameters

    def thing(self, operation: Operation) -> str:
        """What an ETag of this operation is the state of."""
        if operation.method == "post" and self.has_items(operation.path):
            return f"{template(operation.path).rstrip('/')}/{{}}"
        return _item(operation.path) or template(operation.path)

    def rank(self, call: tuple[Operation, bool]) -> tuple[int, int, int, int, str]:
        """Give the sort key: by tag, by root, by stage, and what takes away from the inside out."""
        operation, cleans_up = call
        stage = CLEANS_UP if cleans_up else self._stage(operation)
        depth = operation.path.count("/")
        inward = -depth if stage in (DELETES, CLEANS_UP) else depth
        root = self._roots[self._root(operation.path)]
        return self._tags[operation.tag], root, stage, inward, operation.path

    def _stage(self, operation: Operation) -> int:
        """Create, read, list, change, and only then what takes away."""
        is_list = self.has_items(operation.path)
        if operation.method in READ:
            is_item = operation.path.endswith("}")
            return READS if is_item else LISTS if is_list else OTHER_READS
        if operation.method in CHANGE:
            return CHANGES
        if operation.method == "delete":
            return DELETES
        if _restores(operation):
            return RESTORES
        if operation.method == "post" and is_list:
            return CREATES
        return ACTIONS if _item(operation.path) else LAST

    def _root(self, path: str) -> str:
        """The shortest part of a path that has items: what is below it belongs together."""
        parts = template(path).strip("/").split("/")
        prefixes = ["/" + "/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        return next((p for p in prefixes if self.has_items(p)), prefixes[-1])


def _numbered(words: Iterable[str]) -> dict[str, int]:
    return {word: position for position, word in enumerate(dict.fromkeys(words))}


def _asks_for_state(operation: Operation) -> bool:
    return any(part.name.lower() == "if-match" for part in operation.parameters_in("header"))


def template(path: str) -> str:
    """Give a path without the names of its parameters: `/v1/notes/{}`."""
    return PARAMETER.sub("{}", path)


def places(operation: Operation) -> Iterator[Place]:
    """Give the parameters of a path in their order."""
    for match in PARAMETER.finditer(operation.path):
        yield Place(match[1], template(operation.path[: match.end()]))


def _calls(operations: Iterable[Operation]) -> Iterator[tuple[Operation, bool]]:
    restored = {_item(op.path) for op in operations if _restores(op)}
    for operation in operations:
        yield operation, False
        if operation.method == "delete" and template(operation.path) in restored:
            yield operation, True


def _restores(operation: Operation) -> bool:
    last = operation.path.rpartition("/")[2]
    return operation.method == "post" and bool(BRINGS_BACK.fullmatch(last))


def _item(path: str) -> str:
    """The part of a path that names one thing: up to its last parameter; empty where none."""
    shape = template(path)
    return shape[: shape.rfind("{}") + 2] if "{}" in shape else ""


def _keeps(
    contract: Contract, operation: Operation, names: _Names, paths: _Paths
) -> dict[str, Path]:
    """The id that a create, or else a list, gives for the paths of its items."""
    if operation.method not in ("post", "get") or not paths.has_items(operation.path):
        return {}
    item = f"{template(operation.path).rstrip('/')}/{{}}"
    parameter = paths.parameters[item]
    path = place_of_id(contract, operation, parameter)
    return {names.of(item, parameter): path} if path else {}


def _linked(
    operation: Operation, by_id: Mapping[str, Operation], names: _Names
) -> Iterator[tuple[str, str]]:
    """Each variable that a header of the answer fills, as the contract's links say."""
    for link in operation.success.links if operation.success else ():
        header = FROM_A_HEADER.fullmatch(link.expression)
        target = by_id.get(link.operation_id)
        for place in places(target) if header and target else ():
            if header and place.name == link.parameter.removeprefix("path."):
                yield names.of(place.prefix, place.name), header[1]


def _finds(
    contract: Contract, operation: Operation, variables: Mapping[str, str], kept: set[str]
) -> dict[str, Path]:
    """The id in the answer about one thing, where an earlier call kept it."""
    if not variables or not (operation.path.endswith("}") or _restores(operation)):
        return {}
    parameter, variable = list(variables.items())[-1]
    path = place_of_id(contract, operation, parameter)
    return {variable: path} if len(path) == 1 and variable in kept else {}


def place_of_id(contract: Contract, operation: Operation, parameter: str) -> Path:
    """Where an answer holds the id: `("id",)`, `("items", 0, "id")`, or nowhere."""
    media = operation.success.json if operation.success else None
    if media is None:
        return ()
    top = flat(contract, media.schema)
    if top.get("type") == "array":
        return _with_id(contract, top.get("items"), parameter, (0,))
    if found := _with_id(contract, top, parameter, ()):
        return found
    for part in properties(contract, top):
        kind = part.schema.get("type")
        inner = part.schema.get("items") if kind == "array" else part.schema
        before: Path = (part.name, 0) if kind == "array" else (part.name,)
        found = _with_id(contract, inner, parameter, before) if kind in ("array", "object") else ()
        if found and operation.method == ("get" if kind == "array" else "post"):
            return found
    return ()


def _with_id(contract: Contract, schema: object, parameter: str, before: Path) -> Path:
    known = {
        part.name
        for part in properties(contract, schema)
        if part.schema.get("type") in ("string", "integer", None)
    }
    return next(((*before, name) for name in (parameter, "id") if name in known), ())
