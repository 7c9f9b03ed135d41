"""A JWKS with odd members in it: what is no key is passed over, and the good ones still count."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from microapp_kit.keys import keys_of

GOOD: dict[str, dict[str, Any]] = {
    "OKP": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
    "EC": {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    },
    "RSA": {"kty": "RSA", "e": "AQAB", "n": "u" * 342 + "w"},
}
FIRST = {**GOOD["OKP"], "kid": "first", "use": "sig"}
FIELDS = ("kty", "crv", "x", "y", "n", "e", "kid", "use", "alg", "key_ops")
ODD_TEXTS = st.sampled_from(["", "=", "P-256", "P-521", "Ed25519", "ES256", "none", "\ud800", "AA"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | ODD_TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
MUTILATED = st.builds(
    lambda kind, changes, without: {
        name: value for name, value in {**GOOD[kind], **changes}.items() if name not in without
    },
    st.sampled_from(list(GOOD)),
    st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3),
    st.sets(st.sampled_from(FIELDS), max_size=2),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(MUTILATED | JSON, max_size=4), st.lists(MUTILATED | JSON, max_size=4))
def test_whatever_stands_beside_a_good_key_it_is_trusted(
    before: list[Any], after: list[Any]
) -> None:
    found = keys_of({"keys": [*before, FIRST, *after]})

    assert "first" in [key.kid for key in found]


@pytest.mark.parametrize("odd", [7, None, "key", [FIRST], *({**FIRST, f: [1]} for f in FIELDS[:9])])
def test_what_is_no_key_is_passed_over_and_logged(odd: Any) -> None:
    with capture_logs() as logged:
        found = keys_of({"keys": [FIRST, odd]})

    assert [key.kid for key in found] == ["first"]
    assert [(line["event"], line["number"]) for line in logged] == [("oidc_key_passed_over", 1)]
