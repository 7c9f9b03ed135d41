"""Conditional requests: strong ETags, If-Match on change, If-None-Match on read (RFC 9110, 13)."""

from __future__ import annotations

import re

from microapp_kit.errors import Refusal

ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
MAX_TAGS = 1000
READABLE = re.compile(rf"[ -~]{{0,{MAX_TAGS}}}")


def require_match(if_match: str | None, current: str) -> None:
    """Let a change through only when its sender has seen the current state: 428, 412 or nothing."""
    if if_match is None:
        raise Refusal(
            428,
            "precondition_required",
            "Send If-Match with the ETag of the record you have read.",
        )
    tags = _tags(if_match)
    if tags is None:
        raise Refusal(400, "bad_etag", 'Write an ETag in double quotes, as in "1-a1b2c3d4".')
    if tags != "*" and current not in tags:
        raise Refusal(
            412,
            "precondition_failed",
            "The record has changed since you read it. Read it again and repeat your change.",
        )


def unchanged(if_none_match: str | None, current: str) -> bool:
    """Say whether the reader already has the current state, by weak comparison.

    What is no ETag matches nothing, so the reader gets the state: nobody loses anything by it.
    """
    if if_none_match is None:
        return False
    if not READABLE.fullmatch(if_none_match):
        raise Refusal(400, "bad_etag", f"If-None-Match is at most {MAX_TAGS} characters of ASCII.")
    tags = _tags(if_none_match, weak=True)
    return tags == "*" or current in (tags or ())


def _tags(header: str, *, weak: bool = False) -> str | frozenset[str] | None:
    """Give the tags of a list, None for what is no list of them; weak ones only where asked."""
    text = header.strip()
    if text == "*":
        return text
    matches = [ENTITY_TAG.fullmatch(part.strip()) for part in text.split(",")]
    if not all(matches):
        return None
    # A weak tag never matches strongly (RFC 9110, 8.8.3.2).
    return frozenset(f'"{m[2]}"' for m in matches if m and (weak or not m[1]))
