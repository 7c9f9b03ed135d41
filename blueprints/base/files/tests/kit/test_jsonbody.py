"""Proof that a body is read as strictly on the short way as on the long one."""

from __future__ import annotations

import json

import pytest

from microapp_kit.errors import Refusal
from microapp_kit.jsonbody import MAX_DEPTH, parse_json

NESTED = "[" * MAX_DEPTH + "]" * MAX_DEPTH
TWICE = (
    '{"a": 1, "a": 2}',
    '{"a" : 1, "a"\n:2, "b": ":"}',
    r'{"a": "\\", "a": ":"}',
    r'{"a\"": 1, "a\"": ":"}',
    '{"b": [{"c": {"a": 1, "a": 1}}], "d": "::"}',
    r'{"a": 1, "\u0061": 2}',
)
STRANGE = ('{"a": "\x01"}', '{"a": NaN}', '{"a": 1e999}', '{"a": "\\ud800"}', '{"a": 1} x')
FINE = (
    "{}",
    '{"a": ": \\" :", "b" : {"a": [{"a": -0, "c": 1.5}, null, true]}}',
    r'{"path": "c:\\", "b": "\\\":", "n": "\n"}',
    '{"ü": "ö:", "e": 1.5, "k": "\\u00e9"}',
    f'{{"a": {NESTED[1:-1]}}}',
)


@pytest.mark.parametrize("text", TWICE)
def test_a_name_given_twice_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(Refusal, match="twice"):
        parse_json(text.encode())


@pytest.mark.parametrize("text", [*STRANGE, f'{{"a": {NESTED}}}'])
def test_what_is_no_strict_json_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse_json(text.encode())


@pytest.mark.parametrize("text", FINE)
def test_strict_json_is_read_as_it_stands(text: str) -> None:
    assert parse_json(text.encode()) == json.loads(text)


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809"])
def test_a_number_of_more_than_64_bits_is_refused(number: str) -> None:
    with pytest.raises(Refusal, match="64 bits"):
        parse_json(f'{{"a": {number}}}'.encode())


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"n": %d}', "n"),
        ('{"m": 1, "a": [{"b": 1}, {"b": [2, %d]}]}', "a.1.b.1"),
        (f'{{"{"n" * 200}": %d}}', "n" * 100),
    ],
)
def test_a_number_of_more_than_64_bits_is_told_with_its_field(text: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_json((text % 2**64).encode())

    (detail,) = refused.value.details
    assert detail.field == field
    assert refused.value.message.startswith(f"{field}: ")
