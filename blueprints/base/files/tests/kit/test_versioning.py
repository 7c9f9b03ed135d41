"""Proof that a deprecated operation says so, in the words that clients understand."""

from __future__ import annotations

from datetime import date

import pytest

from microapp_kit.versioning import Deprecation


def test_a_deprecated_operation_says_since_when_until_when_and_what_next() -> None:
    deprecation = Deprecation(date(2026, 11, 23), date(2027, 5, 31), "/v2/notes")

    assert deprecation.headers() == {
        "Deprecation": "@1795392000",
        "Sunset": "Mon, 31 May 2027 00:00:00 GMT",
        "Link": '</v2/notes>; rel="successor-version"',
    }


def test_an_operation_cannot_end_before_it_is_deprecated() -> None:
    with pytest.raises(ValueError, match="before"):
        Deprecation(date(2026, 11, 23), date(2026, 11, 22), "/v2/notes")


@pytest.mark.parametrize("successor", ["v2", "http://x", "/v2>;\r\nSet-Cookie: a", '/v2"', "/v 2"])
def test_a_successor_is_a_path_or_an_https_address(successor: str) -> None:
    with pytest.raises(ValueError, match="successor"):
        Deprecation(date(2026, 11, 23), date(2027, 5, 31), successor)
