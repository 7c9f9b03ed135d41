"""The rules for operations: parameters, bodies, answers, headers and media types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from microapp_cli.core.contract.comparison.alternatives import Node
from microapp_cli.core.contract.comparison.endpoints import Endpoint
from microapp_cli.core.contract.comparison.fingerprints import canonical
from microapp_cli.core.contract.comparison.moves import Direction, Effect, Move
from microapp_cli.core.contract.comparison.places import Place
from microapp_cli.core.contract.comparison.schema_walk import Pair
from microapp_cli.core.contract.comparison.statuses import covering, is_success

TEXTS = ("summary", "description", "externalDocs", "example", "examples", "tags")


@dataclass(frozen=True)
class Seen:
    """A move and the way its data travels."""

    direction: Direction
    move: Move


@dataclass(frozen=True)
class Ways:
    """How requests and answers travel, seen from the caller; a webhook turns them around."""

    sent: Direction = Direction.REQUEST
    answered: Direction = Direction.RESPONSE


TURNED_AROUND = Ways(Direction.RESPONSE, Direction.REQUEST)
Rule = Callable[[Endpoint, Endpoint, Ways], Iterator[Seen | Pair]]


def changes_of_operation(old: Endpoint, new: Endpoint, ways: Ways) -> Iterator[Seen | Pair]:
    """Everything that differs between two states of an operation, and the schemas to compare."""
    for rule in OPERATION_RULES:
        yield from rule(old, new, ways)


def reworded(old: Place, new: Place, keys: tuple[str, ...] = TEXTS) -> Iterator[Move]:
    """Texts for people that changed."""
    for key in keys:
        before, after = old.fields.get(key), new.fields.get(key)
        if before is not after and canonical(before) != canonical(after):
            here = old.at(key) if after is None else new.at(key)
            what = f"{key} is worded differently"
            yield Move("text", Effect.REWORDED, here.pointer, after is None, what)


def _texts(old: Endpoint, new: Endpoint, ways: Ways) -> Iterator[Seen]:
    for move in reworded(old.operation, new.operation):
        yield Seen(ways.sent, move)


def _operation_id(old: Endpoint, new: Endpoint, ways: Ways) -> Iterator[Seen]:
    before, after = (one.operation.fields.get("operationId") for one in (old, new))
    if before == after:
        return
    effect = Effect.ADDED if before is None else Effect.CHANGED
    effect = Effect.REMOVED if after is None else effect
    what = f"operationId {before or 'none'} became {after or 'none'}"
    yield Seen(
        ways.sent, _at("operation-id", effect, old.operation, new.operation, "operationId", what)
    )


def _deprecated(old: Endpoint, new: Endpoint, ways: Ways) -> Iterator[Seen]:
    yield from _deprecation(old.operation, new.operation, ways.sent)


def _deprecation(old: Place, new: Place, way: Direction) -> Iterator[Seen]:
    before, after = (one.fields.get("deprecated") is True for one in (old, new))
    if before != after:
        what = "is deprecated now" if after else "is no longer deprecated"
        yield Seen(way, _at("deprecated", Effect.NOTED, old, new, "deprecated", what))


def _parameters(old: Endpoint, new: Endpoint, ways: Ways) -> Iterator[Seen | Pair]:
    before, after = old.parameters(), new.parameters()
    for key, place in before.items():
        if key in after:
            yield from _parameter(place, after[key], ways.sent)
        else:
            what = f"{_named(place)} is gone"
            yield Seen(ways.sent, Move("parameter", Effect.REMOVED, place.pointer, True, what))
    for key, place in after.items():
        if key not in before:
            must = _is_required(place)
            effect = Effect.TIGHTENED if must else Effect.ADDED
            what = f"{_named(place)} is new" + (" and required" if must else "")
            yield Seen(ways.sent, Move("parameter", effect, place.pointer, False, what))


def _parameter(old: Place, new: Place, way: Direction) -> Iterator[Seen | Pair]:
    yield from _requirement("parameter-required", _named(new), old, new, way)
    yield from _deprecation(old, new, way)
    for move in reworded(old, new):
        yield Seen(way, move)
    before, after = _style(old), _style(new)
    if before != after:
        what = f"{_named(new)} is written as {_words(after)}, no longer as {_words(before)}"
        yield Seen(way, Move("parameter-style", Effect.CHANGED, new.pointer, False, what))
    renamed = old.fields.get("name") != new.fields.get("name")
    if renamed and old.fields.get("in") == "path":
        what = f"path parameter `{old.fields.get('name')}` is called `{new.fields.get('name')}` now"
        yield Seen(way, Move("path-parameter", Effect.NOTED, new.at("name").pointer, False, what))
    yield Pair(way, Node((old.at("schema"),)), Node((new.at("schema"),)))
    yield from _content(old, new, way)


def _requirement(rule: str, name: str, old: Place, new: Place, way: Direction) -> Iterator[Seen]:
    before, after = _is_required(old), _is_required(new)
    if before != after:
        effect = Effect.TIGHTENED if after else Effect.LOOSENED
        what = f"{name} is now {'required' if after else 'optional'}"
        yield Seen(way, _at(rule, effect, old, new, "required", what))


def _body(old: Endpoint, new: Endpoint, ways: Ways) -> Iterator[Seen | Pair]:
    before = old.operation.at("requestBody").followed()
    after = new.operation.at("requestBody").followed()
    if before.fields and not after.fields:
        yield Seen(
            ways.sent, Move("body", Effect.REMOVED, before.pointer, True, "the body is gone")
        )
    elif after.fields and not before.fields:
        must = _is_required(after)
        effect = Effect.TIGHTENED if must else Effect.ADDED
        what = "a body is needed now" if must else "a body may be sent now"
        yield Seen(ways.sent, Move("body", effect, after.pointer, False, what))
    else:
        yield from _requirement("body-required", "the body", before, after, ways.sent)
        yield from _content(before, after, ways.sent)
        for move in reworded(before, after, ("description",)):
            yield Seen(ways.sent, move)


def _content(old: Place, new: Place, way: Direction) -> Iterator[Seen | Pair]:
    before, after = _media(old), _media(new)
    for name, place in before.items():
        found = covering(name, after)
        if found is None:
            what = f"media type {name} is gone"
            yield Seen(way, Move("media-type", Effect.REMOVED, place.pointer, True, what))
        else:
            yield Pair(way, Node((place.at("schema"),)), Node((found.at("schema"),)))
            for move in reworded(place, found, ("example", "examples")):
                yield Seen(way, move)
    for name, place in after.items():
        if covering(name, before) is None:
            what = f"media type {name} is new"
            yield Seen(way, Move("media-type", Effect.ADDED, place.pointer, False, what))


def _responses(old: Endpoint, new: Endpoint, ways: Ways) -> Iterator[Seen | Pair]:
    before, after = _by_status(old), _by_status(new)
    come = [status for status in after if covering(status, before) is None]
    fresh = [status for status in come if is_success(status)]
    for status, place in before.items():
        found = covering(status, after)
        if found is not None:
            yield from _response(place, found, ways.answered)
        elif is_success(status) and fresh:
            other = fresh.pop(0)
            come.remove(other)
            what = f"a call that went well is answered with {other}, no longer with {status}"
            pointer = after[other].pointer
            yield Seen(ways.answered, Move("success-status", Effect.CHANGED, pointer, False, what))
        else:
            what = f"answer {status} is gone"
            move = Move("response", Effect.REMOVED, place.pointer, True, what)
            yield Seen(ways.answered, move)
    for status in come:
        place, what = after[status], f"answer {status} is new"
        yield Seen(ways.answered, Move("response", Effect.ADDED, place.pointer, False, what))


def _response(old: Place, new: Place, way: Direction) -> Iterator[Seen | Pair]:
    yield from _content(old.followed(), new.followed(), way)
    for move in reworded(old.followed(), new.followed(), ("description",)):
        yield Seen(way, move)
    before, after = _headers(old), _headers(new)
    for name, place in before.items():
        if name in after:
            yield from _header(name, place, after[name], way)
        else:
            what = f"header {name} is gone"
            yield Seen(way, Move("header", Effect.REMOVED, place.pointer, True, what))
    for name, place in after.items():
        if name not in before:
            what = f"header {name} is new"
            yield Seen(way, Move("header", Effect.ADDED, place.pointer, False, what))


def _header(name: str, old: Place, new: Place, way: Direction) -> Iterator[Seen | Pair]:
    yield from _requirement("header-required", f"header {name}", old, new, way)
    yield from _deprecation(old, new, way)
    for move in reworded(old, new, ("description", "example", "examples")):
        yield Seen(way, move)
    yield Pair(way, Node((old.at("schema"),)), Node((new.at("schema"),)))


OPERATION_RULES: tuple[Rule, ...] = (
    _operation_id,
    _deprecated,
    _parameters,
    _body,
    _responses,
    _texts,
)


def _at(rule: str, effect: Effect, old: Place, new: Place, key: str, what: str) -> Move:
    """A move at a keyword: where it stands in the new document, or stood in the old one."""
    in_old = key in old.fields and key not in new.fields
    return Move(rule, effect, (old if in_old else new).at(key).pointer, in_old, what)


def _by_status(endpoint: Endpoint) -> dict[str, Place]:
    found = endpoint.operation.at("responses").each()
    return {status.upper(): place for status, place in found if not status.startswith("x-")}


def _media(holder: Place) -> dict[str, Place]:
    found = holder.at("content").each()
    return {name.partition(";")[0].strip().lower(): place for name, place in found}


def _headers(response: Place) -> dict[str, Place]:
    found = response.at("headers").each()
    headers = {name.lower(): place.followed() for name, place in found}
    return {name: place for name, place in headers.items() if name != "content-type"}


def _is_required(place: Place) -> bool:
    return place.fields.get("required") is True or place.fields.get("in") == "path"


def _named(parameter: Place) -> str:
    return f"{parameter.fields.get('in')} parameter `{parameter.fields.get('name')}`"


def _style(parameter: Place) -> Mapping[str, Any]:
    said = parameter.fields
    usual = "form" if said.get("in") in ("query", "cookie") else "simple"
    style = said.get("style", usual)
    explode = said.get("explode", style == "form")
    return {"style": style, "explode": explode, "reserved": said.get("allowReserved", False)}


def _words(style: Mapping[str, Any]) -> str:
    return f"{style['style']}{' (exploded)' if style['explode'] else ''}"
