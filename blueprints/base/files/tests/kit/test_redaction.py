"""Proof that logs hold no secrets and no personal data, whatever somebody sends."""

from __future__ import annotations

import json
import time

import pytest

from microapp_kit.redaction import REDACTED, Known, RedactingProcessor, redact

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"
MEGABYTE = 1_000_000

HIDDEN = {
    "a bearer token": ("sent Bearer abcdef123456.x-y_z to us", "abcdef"),
    "a bearer token in another case": ("BEARER  abcdef123456", "abcdef"),
    "a JWT": (f"token was {JWT}.", "eyJ"),
    "a JWT in an address": (f"GET /x?t={JWT}&y=1", "eyJ"),
    "a JWT without signature": ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "eyJ"),
    "an authorization header": ("authorization: Basic YW5uOmh1bnRlcjI=", "YW5u"),
    "a cookie header": ("Cookie: sid=abc123; other=def456", "abc123"),
    "headers as a dict": ("{'authorization': 'Token abc123', 'host': 'x'}", "abc123"),
    "an e-mail address": ("from ann.smith+x@mail.acme.example, again", "ann"),
    "an e-mail address with other letters": ("from jürgen@bücher.example", "jürgen"),
    "a long e-mail address": ("a" * 200 + "@acme.example", "aaa"),
    "a card number": ("paid with 4111111111111111.", "4111"),
    "a card number in groups": ("paid with 4111 1111 1111 1111 today", "1111"),
    "a card number with dashes": ("5555-5555-5555-4444", "5555"),
    "a card number of 15 digits": ("378282246310005", "3782"),
    "a card number after a number": ("order 12 4111 1111 1111 1111", "1111"),
    "an IBAN": ("to DE89370400440532013000 please", "3704"),
    "an IBAN in groups": ("to DE89 3704 0044 0532 0130 00 please", "0532"),
    "an IBAN in small letters": ("gb82west12345698765432", "west"),
    "a phone number": ("call +49 171 2345678", "2345678"),
    "a phone number with brackets": ("call +1 (415) 555-2671", "2671"),
    "a phone number with 00": ("call 0049-171-2345678", "2345678"),
    "a phone number in the US": ("call (415) 555-2671", "2671"),
    "an AWS key": ("AKIAIOSFODNN7EXAMPLE", "IOSFO"),
    "a GitHub token": ("ghp_" + "a1" * 18, "a1a1"),
    "a GitLab token": ("glpat-abcdefghij1234567890", "abcdef"),
    "an OpenAI key": ("sk-proj-abcdefghij1234567890", "abcdef"),
    "an Anthropic key": ("sk-ant-api03-abcdefghij1234567890", "abcdef"),
    "a Stripe key": ("sk_live_" + "4eC39HqLyjWDarjt", "4eC39"),
    "a Slack token": ("xoxb-123456789012-abcdef", "abcdef"),
    "a Google key": ("AIza" + "b" * 35, "bbbb"),
    "a Vault token": ("hvs.CAESIabcdefghijklmnop", "CAESI"),
    "a private key": ("-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----", "MHcC"),
    "half of a private key": ("x -----BEGIN PRIVATE KEY-----\nMHcCAQEE", "MHcC"),
    "a password": ("password=hunter2", "hunter2"),
    "a password in JSON": ('{"db_password": "hun, ter2", "a": 1}', "ter2"),
    "a password in YAML": ("passwort: hunter2", "hunter2"),
    "a password in an address": ("postgresql://app:hunter2@db/x", "hunter2"),
    "a token in an address": ("GET /x?access_token=abc123&y=2", "abc123"),
    "a client secret": ("client_secret='s3 cret'", "s3"),
    "an API key": ("X-Api-Key: abc123", "abc123"),
}

KEPT = [
    "Started in 12 ms on 127.0.0.1:8000.",
    "2026-11-23T10:11:12.123456Z",
    "0192a1b2-1234-7123-8123-123456789012",
    "order 1234567890123456",
    "the token expired, and the password is wrong",
    "ratio 1.2345678901234567",
    "GET /v1/notes?limit=20",
    "a @ b, not an address",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "DE89 is not an account",
    "",
    "ünïcödé 🎉",
]

HOSTILE = {
    "one letter": "a",
    "digits": "1",
    "digits with dashes": "1-",
    "digits with spaces": "4 ",
    "token beginnings": "-eyJ",
    "half tokens": "eyJaaaaa.",
    "at signs": "a@",
    "dots": "a.",
    "half addresses": "a@b.",
    "password words": "password",
    "open quotes": 'password="',
    "mixed quotes": "token='x token=\"y ",
    "bearers": "bearer ",
    "vendor prefixes": "sk-",
    "schemes": "://a:",
    "plus signs": "+1",
    "account beginnings": "DE89 ",
    "account groups": "AB12",
    "headers": "authorization:",
    "spaces after a word": "secret        ",
    "brackets": "(123) ",
    "long words": "token" + "a" * 33,
    "other letters": "é",
    "key beginnings": "-----BEGIN A-----",
    "dashes": "-----BEGIN ",
}


@pytest.mark.parametrize(("text", "secret"), HIDDEN.values(), ids=HIDDEN.keys())
def test_a_secret_does_not_get_through(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in redact(text)


@pytest.mark.parametrize("text", KEPT)
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert redact(text) == text


def test_what_surrounds_a_secret_stays() -> None:
    text = f"ann@acme.example paid DE89 3704 0044 0532 0130 00 today, {JWT}, password=x&y=1"

    assert redact(text) == f"[email] paid [iban] today, [jwt], password={REDACTED}&y=1"


def seconds(text: str) -> float:
    """Give how long it takes to redact a text, on the processor's clock."""
    began = time.process_time()
    redact(text)
    return time.process_time() - began


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_ten_times_the_text_takes_about_ten_times_as_long(piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (20_000, 200_000))

    assert seconds(long) < 30 * max(seconds(short), 0.005)


def test_a_megabyte_of_hostile_text_takes_seconds_at_most() -> None:
    text = "".join(piece * (MEGABYTE // len(HOSTILE) // len(piece)) for piece in HOSTILE.values())

    assert seconds(text) < 5


def test_an_event_is_redacted_to_its_depth() -> None:
    event = {
        "event": "from ann@acme.example",
        "status": 200,
        "ok": True,
        "none": None,
        "tokens": 12,
        "number": 4111111111111111,
        "inner": {"password": ["a", "b"], "list": ["x", "bob@acme.example"], "sub": {"a": 1.5}},
        "error": ValueError("card 4111111111111111"),
        "bytes": b"Bearer abcdefghijkl",
    }

    redacted = RedactingProcessor()(None, "info", event)

    assert redacted == {
        "event": "from [email]",
        "status": 200,
        "ok": True,
        "none": None,
        "tokens": 12,
        "number": "[card]",
        "inner": {"password": REDACTED, "list": ["x", "[email]"], "sub": {"a": 1.5}},
        "error": "card [card]",
        "bytes": f"b'Bearer {REDACTED}'",
    }


def test_an_endless_event_ends() -> None:
    event: dict[str, object] = {}
    event["self"] = event

    assert len(json.dumps(RedactingProcessor()(None, "info", event))) < 1000


def test_only_what_the_program_made_itself_is_not_looked_at() -> None:
    number = "4111111111111111"
    event = {"made": Known(number), "given": number, "inner": [Known(number), number]}

    redacted = RedactingProcessor()(None, "info", {**event, "password": Known("x1")})

    inner = [number, "[card]"]
    assert redacted == {"made": number, "given": "[card]", "inner": inner, "password": REDACTED}


def test_a_huge_value_is_cut() -> None:
    redacted = RedactingProcessor()(None, "info", {"event": "x" * MEGABYTE})

    assert len(redacted["event"]) < 20_000
