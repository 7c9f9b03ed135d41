"""A walk over pairs of old and new schemas: each is compared once, and no loop is endless."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from microapp_cli.core.contract.comparison.alternatives import Node
from microapp_cli.core.contract.comparison.moves import Direction, Effect, Move
from microapp_cli.core.contract.comparison.schema_rules import (
    changes_of_properties,
    changes_of_schema,
    visible,
)
from microapp_cli.core.contract.comparison.shapes import Shape, Shapes
from microapp_cli.core.errors import BadContract

MOST_PAIRS = 300_000
MOST_STEPS = 2_000_000


@dataclass(frozen=True)
class Pair:
    """A schema as it was and as it is."""

    direction: Direction
    old: Node
    new: Node

    def __hash__(self) -> int:
        return hash((self.old, self.new))


@dataclass(frozen=True)
class Walk:
    """What was found in each pair, and which pairs lie inside it."""

    old: Shapes = field(default_factory=Shapes)
    new: Shapes = field(default_factory=Shapes)
    moves: dict[Pair, tuple[Move, ...]] = field(default_factory=dict)
    inside: dict[Pair, tuple[Pair, ...]] = field(default_factory=dict)

    def visit(self, roots: Iterable[Pair]) -> None:
        """Compare these pairs and all that is inside them."""
        waiting = list(roots)
        while waiting:
            pair = waiting.pop()
            if pair in self.moves:
                continue
            if len(self.moves) >= MOST_PAIRS:
                raise BadContract(f"There are more than {MOST_PAIRS:,} schemas to compare.")
            matches, moves = self._matched(pair)
            self.moves[pair] = (*moves, *self._moves(matches, pair.direction))
            self.inside[pair] = tuple(self._inner(matches, pair.direction))
            waiting += self.inside[pair]

    def changed(self) -> frozenset[Pair]:
        """The pairs with a change in them or inside them, however deep."""
        around: dict[Pair, list[Pair]] = {}
        for pair, inner in self.inside.items():
            for one in inner:
                around.setdefault(one, []).append(pair)
        found = {pair for pair, moves in self.moves.items() if moves}
        waiting = list(found)
        while waiting:
            new = [pair for pair in around.get(waiting.pop(), ()) if pair not in found]
            found.update(new)
            waiting += new
        return frozenset(found)

    def reached_from(self, root: Pair, within: Collection[Pair]) -> Iterator[Pair]:
        """The pairs inside a pair, itself first, as far as they are among these."""
        seen = {root}
        waiting = [root] if root in within else []
        while waiting:
            pair = waiting.pop()
            yield pair
            new = [one for one in self.inside[pair] if one in within and one not in seen]
            seen.update(new)
            waiting += new

    def _matched(self, pair: Pair) -> tuple[list[tuple[Shape, Shape]], list[Move]]:
        olds, news = self.old.choices(pair.old), self.new.choices(pair.new)
        if olds is None or news is None:
            return [], list(self._unread(pair))
        matches, gone, come = self._by_likeness(list(olds), list(news))
        moves = [
            *(_alternative(Effect.TIGHTENED, one, pair.old, "no longer") for one in gone),
            *(_alternative(Effect.LOOSENED, one, pair.new, "now") for one in come),
        ]
        return [(self.old.of(old), self.new.of(new)) for old, new in matches], moves

    def _by_likeness(
        self, olds: list[Node], news: list[Node]
    ) -> tuple[list[tuple[Node, Node]], list[Node], list[Node]]:
        """Alternatives that say the same, or are called the same, or are all that is left."""
        if len(olds) == len(news) == 1:
            return [(olds[0], news[0])], [], []
        matches = []
        for old_key, new_key in (
            (self.old.content, self.new.content),
            (_label, _label),
            (self.old.kind, self.new.kind),
        ):
            waiting: dict[object, list[Node]] = {}
            for one in news:
                waiting.setdefault(new_key(one), []).append(one)
            for one in list(olds):
                alike = waiting.get(old_key(one))
                if alike and old_key(one):
                    matches.append((one, alike.pop(0)))
                    olds.remove(one)
                    news.remove(matches[-1][1])
        return matches, olds, news

    def _unread(self, pair: Pair) -> Iterator[Move]:
        """Too many alternatives to take apart: any difference counts."""
        if self.old.content(pair.old) != self.new.content(pair.new):
            what = "has too many alternatives to compare, and is not the same"
            yield Move("schema", Effect.CHANGED, pair.new.pointer, False, what)

    def _moves(self, matches: list[tuple[Shape, Shape]], way: Direction) -> Iterator[Move]:
        for old, new in matches:
            yield from changes_of_schema(old, new)
            yield from changes_of_properties(old, new, (self.old, self.new), way)
            yield from _changes_of_inner(old, new)

    def _inner(self, matches: list[tuple[Shape, Shape]], way: Direction) -> Iterator[Pair]:
        for old, new in matches:
            after = visible(new, self.new, way)
            for name in visible(old, self.old, way):
                if name in after:
                    yield Pair(way, old.properties[name], new.properties[name])
            for name in old.inner.keys() & new.inner.keys():
                yield Pair(way, old.inner[name], new.inner[name])


def _changes_of_inner(old: Shape, new: Shape) -> Iterator[Move]:
    for name in sorted(old.inner.keys() ^ new.inner.keys()):
        further = name == "additionalProperties" or name.startswith("patternProperties")
        if further and (old.get("closed") or new.get("closed")):
            continue
        in_old = name in old.inner
        node = old.inner[name] if in_old else new.inner[name]
        effect = Effect.LOOSENED if in_old else Effect.TIGHTENED
        what = f"`{name}` may now be anything" if in_old else f"`{name}` is restricted now"
        yield Move("items", effect, node.pointer, in_old, what)


def _alternative(effect: Effect, node: Node, around: Node, when: str) -> Move:
    pointer = node.parts[-1].pointer if node.parts else around.pointer
    name = f" `{node.label}`" if node.label else ""
    in_old = effect is Effect.TIGHTENED
    return Move("alternative", effect, pointer, in_old, f"the alternative{name} is {when} allowed")


def _label(node: Node) -> str:
    return node.label
