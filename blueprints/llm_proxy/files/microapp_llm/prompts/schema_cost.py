"""How many steps a JSON Schema can ask for, so that a small one cannot ask for endless work.

References keep a schema short that unfolds to one of any size: ten definitions that each name the
next one twice are a thousand steps. What is unfolded is counted, and never
built. `microapp check` has the same file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

MOST_STEPS = 20_000
"""Of a schema, unfolded."""
MOST_IN_ALL = 20_000_000
"""Of one judgement: about a second."""
REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
SAME_VALUE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")
SAME_VALUE_BY_NAME = ("dependentSchemas", "dependencies")
WITHIN = (
    *("items", "prefixItems", "additionalItems", "unevaluatedItems", "contains"),
    *("additionalProperties", "unevaluatedProperties", "propertyNames"),
)
WITHIN_BY_NAME = ("properties", "patternProperties")
REFERENCE = "$ref"
ANCHORS = ("$anchor", "$dynamicAnchor", "$id", "id")

Part = Mapping[str, Any]


ANY = "*"
"""Every part of a value, such as the items of a list."""
NOTHING: Mapping[str, int] = {}


class Cost(NamedTuple):
    """How many steps a schema asks for, and how often it comes back to a part that it is within.

    `here` counts that for the value that it judges, `below` for each part of the value by its name.
    """

    steps: int = 1
    here: int = 0
    below: Mapping[str, int] = NOTHING

    @property
    def growth(self) -> int:
        """How many times as often each next level of a value is judged."""
        named = (times for name, times in self.below.items() if name != ANY)
        return max(named, default=0) + self.below.get(ANY, 0)

    def is_bearable(self, value: Any) -> bool:
        """Whether a value can be judged in a bounded time."""
        parts, depth = _size(value)
        steps = self.steps * parts
        if self.growth > 1:
            steps *= self.growth ** min(depth, 64)
        return steps <= MOST_IN_ALL


class TooMuch(ValueError):
    """A schema that asks for too much, or for work without an end."""


def cost_of(schema: Part) -> Cost:
    """Count the steps of a schema; TooMuch where there are more than MOST_STEPS."""
    return _Counting(schema).of(schema, on_this_value=frozenset(), above=frozenset())


class _Counting:
    def __init__(self, root: Part) -> None:
        self._root = root
        self._known: dict[int, Cost] = {}
        self._anchors = {f"#{name.lstrip('#')}": part for part, name in _anchors(root)}

    def of(self, part: Any, *, on_this_value: frozenset[int], above: frozenset[int]) -> Cost:
        """Count a part that stands below others; some of them judge the same value."""
        if not isinstance(part, Mapping):
            return Cost()
        me = id(part)
        if me in on_this_value:
            raise TooMuch("a part of it leads back to itself without a step into the value")
        if me in above:
            return Cost(1, 1)
        if me not in self._known:
            self._known[me] = self._counted(part, on_this_value | {me}, above | {me})
        return self._known[me]

    def _counted(self, part: Part, on_this_value: frozenset[int], above: frozenset[int]) -> Cost:
        steps, here, below = 1, 0, Counter[str]()
        for child, name in _children(part):
            is_same = name in ("", REFERENCE)
            cost = self.of(
                self._referred(child) if name == REFERENCE else child,
                on_this_value=on_this_value if is_same else frozenset(),
                above=above,
            )
            steps += cost.steps
            if is_same:
                here += cost.here
                below.update(cost.below)
            elif times := cost.here + cost.growth:
                below[name] += times
            if steps > MOST_STEPS:
                raise TooMuch(f"unfolded it has more than {MOST_STEPS} steps")
        return Cost(steps, here, below)

    def _referred(self, reference: str) -> Any:
        """The part that a reference names: by its path (RFC 6901), or by an anchor."""
        if reference in self._anchors:
            return self._anchors[reference]
        found: Any = self._root
        for word in unquote(reference.lstrip("#")).split("/")[1:]:
            name = word.replace("~1", "/").replace("~0", "~")
            if isinstance(found, Mapping) and name in found:
                found = found[name]
            elif isinstance(found, list) and name.isdigit() and int(name) < len(found):
                found = found[int(name)]
            else:
                raise TooMuch(f"the reference {reference[:80]} leads nowhere")
        return found


def _children(part: Part) -> Iterator[tuple[Any, str]]:
    """The parts that are asked for, each with the name of what it judges; none for all of it."""
    for name in REFERENCES:
        if isinstance(part.get(name), str):
            yield part[name], REFERENCE
    for name in (*SAME_VALUE, *WITHIN):
        child = part.get(name)
        for one in child if isinstance(child, list) else (child,):
            if isinstance(one, Mapping):
                yield one, "" if name in SAME_VALUE else ANY
    for name in (*SAME_VALUE_BY_NAME, *WITHIN_BY_NAME):
        child = part.get(name)
        for key, one in child.items() if isinstance(child, Mapping) else ():
            if isinstance(one, Mapping):
                yield one, _judged(name, key)


def _judged(name: str, key: str) -> str:
    """What is judged by a part that stands under a key."""
    if name in SAME_VALUE_BY_NAME:
        return ""
    return f".{key}" if name == "properties" else ANY


def _anchors(root: Any) -> Iterator[tuple[Part, str]]:
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            for name in ANCHORS:
                if isinstance(part.get(name), str) and part[name].strip("#"):
                    yield part, part[name]
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _size(value: Any) -> tuple[int, int]:
    """How many parts a value has, and how deep they are."""
    parts, depth, level = 0, 0, [value]
    while level:
        parts, depth = parts + len(level), depth + 1
        level = [
            inner
            for one in level
            for inner in (
                one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
            )
        ]
    return parts, depth
