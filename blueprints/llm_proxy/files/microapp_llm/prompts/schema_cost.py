"""How many steps a JSON Schema asks for, so that a small one cannot ask for endless work.

References keep a schema short that unfolds to one of any size: ten definitions that each name the
next one twice are a thousand steps. What is unfolded is counted, and never built. `microapp check`
has the same file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

MOST_STEPS = 20_000
"""Of a schema, unfolded; beyond it the steps are counted for each value."""
MOST_IN_ALL = 10_000_000
"""Of one judgement: about a tenth of a second."""
MOST_TOLD = 200_000
"""Of one that tells all that is wrong, each way through the schema with words of its own."""
MOST_PAIRS = 100_000
"""Of parts of a schema and parts of a value that are looked at to count these."""
REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
SAME_VALUE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")
SAME_VALUE_BY_NAME = ("dependentSchemas", "dependencies")
UNEVALUATED = ("unevaluatedItems", "unevaluatedProperties")
WITHIN = (
    *("items", "prefixItems", "additionalItems", "contains"),
    *("additionalProperties", "propertyNames", *UNEVALUATED),
)
WITHIN_BY_NAME = ("properties", "patternProperties")
ANCHORS = ("$anchor", "$dynamicAnchor")

Part = Mapping[str, Any]
Pair = tuple[Part, Any]


class TooMuch(ValueError):
    """A schema whose work cannot be bounded, and why."""


class Cost:
    """What a schema can ask for."""

    def __init__(self, root: Part) -> None:
        """Look through a schema; TooMuch where no value could be judged in a bounded time."""
        self._root = root
        self._anchors = _anchors(root)
        found = _Counting(self).of(root, frozenset())
        self.steps = None if found.goes_round or found.steps > MOST_STEPS else found.steps
        if self.steps is None and found.is_unevaluated:
            raise TooMuch("with unevaluatedItems or unevaluatedProperties it is too large")
        if not self.is_bearable(None):
            raise TooMuch("its references unfold to too many steps; refer to each part fewer times")

    def is_bearable(self, value: Any, most: int = MOST_IN_ALL) -> bool:
        """Whether a value can be judged in so many steps."""
        if self.steps is not None and self.steps * _size(value) <= most:
            return True
        return self._steps_for(value) <= most

    def _steps_for(self, value: Any) -> int:
        """How many steps this value takes at the most: each pair of parts is counted once."""
        known: dict[tuple[int, int], int] = {}
        below: dict[tuple[int, int], list[Pair]] = {}
        waiting: list[Pair] = [(self._root, value)]
        while waiting:
            part, inner = waiting[-1]
            me = id(part), id(inner)
            if me not in below:
                if len(below) >= MOST_PAIRS:
                    return MOST_IN_ALL + 1
                below[me] = list(self._asked(part, inner))
                waiting += (one for one in below[me] if (id(one[0]), id(one[1])) not in below)
                continue
            waiting.pop()
            if me not in known:
                known[me] = 1 + sum(known.get((id(one), id(of)), 1) for one, of in below[me])
        return known[id(self._root), id(value)]

    def _asked(self, part: Part, value: Any) -> Iterator[Pair]:
        """The parts of a schema that are asked, each with the part of a value that it judges."""
        for child, name in children(part):
            if name in REFERENCES:
                child = self.referred(child)
            if not isinstance(child, Mapping):
                continue
            if name in REFERENCES or name in SAME_VALUE or name in SAME_VALUE_BY_NAME:
                yield child, value
            elif name.startswith("."):
                if isinstance(value, dict) and name[1:] in value:
                    yield child, value[name[1:]]
            else:
                yield from ((child, inner) for inner in _parts_of(value))

    def referred(self, reference: str) -> Any:
        """The part that a reference names: by its path (RFC 6901), or by an anchor."""
        path = unquote(reference.removeprefix("#"))
        if path and not path.startswith("/"):
            if path not in self._anchors:
                raise TooMuch(f"the reference {reference[:80]} leads nowhere")
            return self._anchors[path]
        found: Any = self._root
        for word in path.split("/")[1:]:
            name = word.replace("~1", "/").replace("~0", "~")
            if isinstance(found, Mapping) and name in found:
                found = found[name]
            elif isinstance(found, list) and name.isdigit() and int(name) < len(found):
                found = found[int(name)]
            else:
                raise TooMuch(f"the reference {reference[:80]} leads nowhere")
        return found


class _Found(NamedTuple):
    """What was counted of a part: its steps, unfolded, and what keeps them from being all."""

    steps: int = 1
    goes_round: bool = False
    is_unevaluated: bool = False


class _Counting:
    def __init__(self, cost: Cost) -> None:
        self._cost = cost
        self._known: dict[int, _Found] = {}

    def of(self, part: Any, above: frozenset[int]) -> _Found:
        """Count a part that stands below others."""
        if not isinstance(part, Mapping):
            return _Found()
        me = id(part)
        if me in above:
            return _Found(1, goes_round=True)
        if me not in self._known:
            self._known[me] = self._counted(part, above | {me})
        return self._known[me]

    def _counted(self, part: Part, above: frozenset[int]) -> _Found:
        if len(above) > 1 and any(isinstance(part.get(name), str) for name in ("$id", "id")):
            raise TooMuch("only the whole schema may have an id")
        is_unevaluated = any(name in part for name in UNEVALUATED)
        steps, goes_round, has_some = 1, False, is_unevaluated
        for child, name in children(part):
            found = self.of(self._cost.referred(child) if name in REFERENCES else child, above)
            times = 2 if is_unevaluated else 1  # the same value is looked at again for these
            steps = min(steps + times * found.steps, MOST_IN_ALL)
            goes_round = goes_round or found.goes_round
            has_some = has_some or found.is_unevaluated
        return _Found(steps, goes_round, has_some)


def children(part: Part) -> Iterator[tuple[Any, str]]:
    """The parts that are asked for, each with its word; with a dot before the name of a field."""
    for name in REFERENCES:
        if isinstance(part.get(name), str):
            yield part[name], name
    for name in (*SAME_VALUE, *WITHIN):
        child = part.get(name)
        for one in child if isinstance(child, list) else (child,):
            if isinstance(one, Mapping):
                yield one, name
    for name in (*SAME_VALUE_BY_NAME, *WITHIN_BY_NAME):
        child = part.get(name)
        for key, one in child.items() if isinstance(child, Mapping) else ():
            if isinstance(one, Mapping):
                yield one, f".{key}" if name == "properties" else name


def _anchors(root: Any) -> dict[str, Part]:
    found: dict[str, Part] = {}
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            for name in {str(part[word]) for word in ANCHORS if isinstance(part.get(word), str)}:
                if name in found:
                    raise TooMuch(f"the anchor {name[:80]} is there twice")
                found[name] = part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return found


def _parts_of(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _size(value: Any) -> int:
    """How many parts a value has."""
    parts, level = 0, [value]
    while level:
        parts += len(level)
        level = [inner for one in level for inner in _parts_of(one)]
    return parts
