"""Request bodies, read within bounds and parsed strictly (RFC 8259, and I-JSON: RFC 7493)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from microapp_kit.errors import Detail, Refusal

MAX_BYTES = 1024 * 1024
DRAINED_BYTES = 16 * 1024 * 1024
DRAIN_SECONDS = 5.0
READ_SECONDS = 30.0  # for a request to come as a whole, from its first byte
LONGEST_FIELD = 100  # letters of the name of a field that is told
MAX_DEPTH = 32
JSON_TYPES = ("application/json", "application/merge-patch+json")

Receive = Callable[[], Awaitable[Mapping[str, object]]]


async def read_body(receive: Receive, content_length: str | None) -> bytes:
    """Read a whole request body, counted on the stream, or refuse it: 413 or 400.

    The server refuses with 408 what does not come in time.
    """
    check_declared(content_length)
    first, more = await _chunk(receive)
    return await _rest(receive, first) if more else first


async def _rest(receive: Receive, first: bytes) -> bytes:
    chunks, size, more = [first], len(first), True
    while more:
        chunk, more = await _chunk(receive)
        size += len(chunk)
        if size > MAX_BYTES:
            raise _too_large()
        chunks.append(chunk)
    return b"".join(chunks)


async def _chunk(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Refusal(400, "incomplete_body", "The request ended before its body did.")
    chunk = message.get("body", b"")
    if not isinstance(chunk, bytes) or len(chunk) > MAX_BYTES:
        raise _too_large()
    return chunk, bool(message.get("more_body", False))


async def drain(receive: Receive) -> None:
    """Throw away what is left of a refused body, so that its sender reads the answer."""
    left = DRAINED_BYTES
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                chunk = message.get("body", b"")
                left -= len(chunk) if isinstance(chunk, bytes) else 0
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return


def check_media_type(content_type: str | None) -> None:
    """Refuse with 415 a body that does not say that it is UTF-8 JSON."""
    media_type, _, parameters = (content_type or "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if media_type.strip().lower() not in JSON_TYPES or charset not in ("", "utf-8"):
        raise Refusal(
            415,
            "unsupported_media_type",
            "Send the body as application/json in UTF-8.",
            headers={"Accept-Patch": JSON_TYPES[1], "Accept-Post": JSON_TYPES[0]},
        )


def check_encoding(content_encoding: str | None) -> None:
    """Refuse with 415 a compressed body: nothing here would unpack it."""
    if (content_encoding or "identity").strip().lower() != "identity":
        raise Refusal(
            415,
            "unsupported_encoding",
            "Send the body as it is, not compressed.",
            headers={"Accept-Encoding": "identity"},
        )


def parse_json(raw: bytes) -> dict[str, object]:
    """Give the JSON object in `raw`: malformed is refused with 400, a NUL or non-object with 422.

    Refused: invalid UTF-8, a byte order mark, NaN and infinities, lone surrogates, duplicate
    names, nesting over 32, numbers that no double or 64-bit integer can hold.
    """
    plain = _plain(raw)
    if plain is not None:
        return plain
    try:
        value = _decode(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise malformed("The body is not UTF-8.") from None
    except RecursionError:
        raise malformed(f"The body is nested deeper than {MAX_DEPTH} levels.") from None
    except ValueError as error:
        raise malformed(f"The body is not JSON: {_short(error)}.") from None
    _check_values(value)
    _check_whole_numbers(value)
    if not isinstance(value, dict):
        raise Refusal(422, "invalid", "The body must be a JSON object.")
    return value


def _plain(raw: bytes) -> dict[str, object] | None:
    """Give an object that surely holds nothing to refuse; none where a closer look is due.

    Half of a surrogate pair and NUL can only be escaped; too large a number is long, or has an
    exponent; and without a name given twice there are as many names as colons outside of strings.
    """
    if b"\\u" in raw:
        return None
    unescaped = raw.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in raw else raw
    around = b"".join(unescaped.split(b'"')[::2])  # what stands outside of strings
    if _LARGE_NUMBER.search(around):
        return None
    try:
        raw.decode("utf-8")
        value = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        return None
    is_plain = isinstance(value, dict) and _names_in(value) == around.count(b":")
    return value if is_plain else None


def _names_in(value: Any, levels: int = MAX_DEPTH) -> int:
    """Count the names in all objects; more than there can be where it is nested too deeply."""
    if not levels:
        return MAX_BYTES
    is_object = isinstance(value, dict)
    found = len(value) if is_object else 0
    for item in value.values() if is_object else value:
        if type(item) in _NESTED:
            found += _names_in(item, levels - 1)
    return found


def malformed(message: str) -> Refusal:
    """Give the refusal of a body that is not acceptable JSON."""
    return Refusal(400, "malformed_json", message)


def check_declared(content_length: str | None) -> None:
    """Refuse a body by the size that its sender declares, before any of it is read."""
    if content_length is None:
        return
    if not (content_length.isascii() and content_length.isdigit()):
        raise Refusal(400, "bad_content_length", "Content-Length must be a whole number.")
    if len(content_length) > 15 or int(content_length) > MAX_BYTES:
        raise _too_large()


def _too_large() -> Refusal:
    return Refusal(
        413,
        "too_large",
        f"The body is larger than {MAX_BYTES} bytes.",
        headers={"Connection": "close"},
    )


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise malformed("The body has the same name twice in one object.")
    return found


def _no_constant(name: str) -> object:
    raise malformed(f"The body holds {name}, which is not JSON.")


def _short(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    return "a number has too many digits"


_decode = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant).decode
_LARGE_NUMBER = re.compile(rb"[0-9]{18}|[0-9.][eE]")
_NESTED = frozenset({dict, list})


def _check_values(value: object) -> None:
    """Walk the value without recursion, so that depth cannot exhaust the stack."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        following: list[object] = []
        for item in level:
            if isinstance(item, dict):
                following.extend(item)
                following.extend(item.values())
            elif isinstance(item, list):
                following.extend(item)
            else:
                _check_scalar(item)
        if not following:
            return
        level = following
    if any(isinstance(item, dict | list) for item in level):
        raise malformed(f"The body is nested deeper than {MAX_DEPTH} levels.")
    for item in level:
        _check_scalar(item)


def _check_scalar(item: object) -> None:
    if isinstance(item, str):
        check_text(item)
    elif isinstance(item, float) and not math.isfinite(item):
        raise malformed("The body holds a number that is too large.")


def _check_whole_numbers(value: object) -> None:
    """Refuse a whole number that is too long, with the field that it stands in."""
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        place, item = waiting.pop()
        if isinstance(item, dict):
            within = place[:LONGEST_FIELD]  # a name may be as long as the body
            waiting += [(f"{within}.{name[:LONGEST_FIELD]}", one) for name, one in item.items()]
        elif isinstance(item, list):
            within = place[:LONGEST_FIELD]
            waiting += [(f"{within}.{number}", one) for number, one in enumerate(item)]
        elif isinstance(item, int) and not -(2**63) <= item < 2**63:
            field = place[1 : LONGEST_FIELD + 1] or "body"
            what = "A whole number of more than 64 bits is not taken."
            raise Refusal(422, "invalid", f"{field}: {what}", details=[Detail(field, what)])


def check_text(text: str) -> None:
    """Refuse text that no database column or UTF-8 answer can hold."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise malformed("The body holds half of a surrogate pair.")
    if "\0" in text:
        message = "Text may not hold the character NUL."
        raise Refusal(422, "invalid", message, details=[Detail("body", message)])
