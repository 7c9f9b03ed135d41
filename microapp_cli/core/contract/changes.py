"""All differences between two contracts, and what each means to those who use them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from microapp_cli.core.contract.comparison.advice import advice_on
from microapp_cli.core.contract.comparison.endpoints import Endpoint, endpoints, paired
from microapp_cli.core.contract.comparison.moves import (
    Change,
    Direction,
    Effect,
    Level,
    Move,
    level_of,
)
from microapp_cli.core.contract.comparison.operation_rules import (
    TURNED_AROUND,
    Seen,
    Ways,
    changes_of_operation,
    reworded,
)
from microapp_cli.core.contract.comparison.places import Place, document_place
from microapp_cli.core.contract.comparison.schema_walk import MOST_STEPS, Pair, Walk
from microapp_cli.core.contract.comparison.security_rules import changes_of_security
from microapp_cli.core.contract.document import Contract

Found = tuple[str, Seen]
"""What was seen, with the operation it was seen in."""
ORDER = tuple(Level)


def diff(old: Contract, new: Contract) -> tuple[Change, ...]:
    """Every change from one contract to the next: the breaking ones first, then as they stand."""
    before, after = document_place(old.raw), document_place(new.raw)
    seen: list[Found] = list(_of_document(old, new, before, after))
    roots: list[tuple[str, Pair]] = []
    for where, found in _of_operations(before, after):
        if isinstance(found, Pair):
            roots.append((where, found))
        else:
            seen.append((where, found))
    changes = _merged([*seen, *_of_schemas(roots)])
    return tuple(sorted(changes, key=lambda change: ORDER.index(change.level)))


def is_breaking(changes: Iterable[Change]) -> bool:
    """Whether any of these breaks somebody."""
    return any(change.level is Level.BREAKING for change in changes)


def _of_document(old: Contract, new: Contract, before: Place, after: Place) -> Iterator[Found]:
    info = (before.at("info"), after.at("info"))
    for move in reworded(*info, ("title", "summary", "description", "version", "contact")):
        yield "", Seen(Direction.RESPONSE, move)
    for move in reworded(before, after, ("tags", "externalDocs")):
        yield "", Seen(Direction.RESPONSE, move)
    now = {urlsplit(url).path for url in new.servers} or {""}
    for url in old.servers:
        pointer, path = "/servers", urlsplit(url).path
        gone = f"server {url} is gone"
        if path not in now:
            move = Move(
                "base-path", Effect.REMOVED, pointer, True, f"{gone}, and its {path or '/'}"
            )
            yield "", Seen(Direction.REQUEST, move)
        elif url not in new.servers:
            yield "", Seen(Direction.REQUEST, Move("server", Effect.NOTED, pointer, True, gone))


def _of_operations(before: Place, after: Place) -> Iterator[tuple[str, Seen | Pair]]:
    for under, ways in (("paths", Ways()), ("webhooks", TURNED_AROUND)):
        pairs, gone, come = paired(list(endpoints(before, under)), list(endpoints(after, under)))
        for one in gone:
            yield one.name, Seen(ways.sent, _operation(Effect.REMOVED, one, "is gone"))
        for one in come:
            yield one.name, Seen(ways.sent, _operation(Effect.ADDED, one, "is new"))
        for old, new in pairs:
            for found in changes_of_operation(old, new, ways):
                yield new.name, found
            if under == "paths":
                for move in changes_of_security(old, new, before, after):
                    yield new.name, Seen(ways.sent, move)


def _operation(effect: Effect, endpoint: Endpoint, became: str) -> Move:
    what = f"{endpoint.name} {became}"
    return Move("operation", effect, endpoint.operation.pointer, effect is Effect.REMOVED, what)


def _of_schemas(roots: list[tuple[str, Pair]]) -> Iterator[Found]:
    """What changed in schemas, with each operation that uses them as far as the steps last."""
    walk = Walk()
    walk.visit(dict.fromkeys(pair for _, pair in roots))
    changed, steps = walk.changed(), 0
    told: set[Pair] = set()
    for where, root in roots:
        skip = told if steps > MOST_STEPS else frozenset[Pair]()
        for pair in walk.reached_from(root, changed - skip if skip else changed):
            told.add(pair)
            steps += 1
            for move in walk.moves[pair]:
                yield where, Seen(pair.direction, move)


def _merged(found: Iterable[Found]) -> Iterator[Change]:
    """One change for what several operations share."""
    together: dict[Seen, dict[str, None]] = {}
    for where, seen in found:
        together.setdefault(seen, {}).update({where: None} if where else {})
    for seen, operations in together.items():
        yield _change(seen, tuple(operations))


def _change(seen: Seen, operations: tuple[str, ...]) -> Change:
    move, level = seen.move, level_of(seen.direction, seen.move.effect)
    if (move.rule, move.effect) == ("further-properties", Effect.LOOSENED):
        level = Level.NON_BREAKING  # a caller must bear properties that it does not know
    breaks, avoid = advice_on(move, seen.direction) if level is Level.BREAKING else ("", "")
    return Change(
        rule=move.rule,
        effect=move.effect,
        level=level,
        direction=seen.direction,
        operations=operations,
        pointer=move.pointer,
        document="old" if move.in_old else "new",
        what=move.what,
        breaks=breaks,
        avoid=avoid,
    )
