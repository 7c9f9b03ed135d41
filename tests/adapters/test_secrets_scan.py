"""Every secret is found where it is; what only looks like one is not; nothing takes long."""

from __future__ import annotations

import codecs
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microapp_cli.adapters.secrets_scan import Hit, scan, vendors
from tests.adapters.planted_keys import BELONGS_TO, BRANDS, Planted, planted

SEEDS = range(5)
PLANTED = [one for seed in SEEDS for one in planted(seed)]
QUIET = ["import os", "def f(a: int) -> str:", "# a comment", "x = {'y': [1, 2]}", "", "äöü = '→'"]


def named(one: Planted) -> str:
    return one.kind


def test_the_table_is_long_enough() -> None:
    kinds = {one.kind for one in planted(0)}

    assert len(planted(0)) >= 100
    assert len(kinds) >= 70


def test_60_keys_of_30_vendors_that_exist_are_found() -> None:
    found = [one for one in planted(0) if one.vendor and scan(one.line.encode())]

    assert len(found) >= 60
    assert len({one.vendor for one in found}) >= 30
    assert {one.vendor for one in planted(0)} == {"", *(BELONGS_TO.get(b, b) for b in BRANDS)}


@pytest.mark.parametrize("one", PLANTED, ids=named)
def test_a_planted_key_is_found_where_it_is(one: Planted) -> None:
    text = f"# one\nä = 'two'\n{one.line}\nlast = 4\n"

    hits = scan(text.encode())

    assert hits == [Hit(line=3, column=len(one.before) + 1, kind=one.kind)]


@pytest.mark.parametrize("seed", SEEDS)
def test_all_keys_in_one_file_are_found(seed: int) -> None:
    text, expected = "", []
    for number, one in enumerate(planted(seed)):
        if "\n" in one.key or "service_account" in one.before:
            continue
        expected.append((text.count("\n") + 1, len(one.before) + 1))
        text += f"{one.line}\nx_{number} = {number}\n\n"

    hits = [(hit.line, hit.column) for hit in scan(text.encode())]

    assert hits == expected


@settings(deadline=None, max_examples=300)
@given(
    one=st.sampled_from(PLANTED),
    before=st.lists(st.sampled_from(QUIET), max_size=9),
    after=st.lists(st.sampled_from(QUIET), max_size=9),
    end=st.sampled_from(["\n", "\r\n"]),
    indent=st.text(alphabet=" \t;ß→", max_size=9),
)
def test_a_key_is_found_at_any_place(
    one: Planted, before: list[str], after: list[str], end: str, indent: str
) -> None:
    text = end.join([*before, indent + one.line, *after])

    hits = scan(text.encode())

    assert hits == [Hit(len(before) + 1, len(indent + one.before) + 1, one.kind)]


@settings(deadline=None, max_examples=300)
@given(
    one=st.sampled_from([one for one in PLANTED if "\n" not in one.line and "Url" not in one.kind]),
    before=st.text(max_size=60).filter(lambda text: "-----" not in text),
    after=st.text(max_size=60),
)
def test_a_key_between_any_two_texts_is_found(one: Planted, before: str, after: str) -> None:
    content = f"{before}\n{one.line}\n{after}".encode("utf-8", "surrogatepass")

    hits = scan(content)

    line = len(re.split(r"\r\n|\r|\n", f"{before}\n"))
    assert Hit(line, len(one.before) + 1, one.kind) in hits


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("one", planted(7)[::9], ids=named)
def test_a_key_is_found_in_every_unicode_encoding(one: Planted, encoding: str) -> None:
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    content = mark + f'a = "x"\n{one.line}\n'.encode(encoding)

    assert scan(content) == [Hit(2, len(one.before) + 1, one.kind)]


@pytest.mark.parametrize("one", planted(3), ids=named)
def test_a_key_is_found_in_a_file_of_one_line(one: Planted) -> None:
    filler = "function f(a,b){return a+b};var q=[1,2,3];" * 300

    hits = scan(f"{filler} {one.line}\n;{filler}".encode())

    assert Hit(1, len(filler) + len(one.before) + 2, one.kind) in hits


@pytest.mark.parametrize("one", planted(4)[:70], ids=named)
def test_a_key_that_its_maker_marked_is_found_in_a_binary_file(one: Planted) -> None:
    content = b"\x7fELF\0\1\2\0" + bytes(range(200)) + b"\0" * 20 + one.key.encode() + b"\0\xff\0"

    assert [hit.kind for hit in scan(content)] == [one.kind]


def test_a_hit_does_not_hold_the_value() -> None:
    for one in planted(5):
        assert one.key[4:] not in repr(scan(one.line.encode()))


@pytest.mark.parametrize(
    "line",
    [
        'key = "sk-ant-api03-Qk7vLm2' + '1234567890abcdefTr9xWb4nZc8pRd3sYh6jGf5k"',
        "GITHUB=ghp_1234567890abcdef" + "Vx7qLm2Tr9Wb4nZc8pRd",
        "token: dapi9f3a61c07be24d58" + "1234567890abcdef",
        "AIzaSyB" + "ExampleVx7qLm2Tr9Wb4nZc8pRd3s5T2",
        "api_key = 'q7Vx1234567890abcdefLm2Tr9Wb4nZc8p'",
    ],
)
def test_a_key_that_only_holds_what_stands_in_for_one_is_found(line: str) -> None:
    assert len(scan(f"a\n{line}\nb\n".encode())) == 1


@pytest.mark.parametrize(
    "line",
    [
        'password = "changeme"',
        'key = "sk-1234567890abcdefghijklmnopqrstuvwxyz123456"',
        "GITHUB=ghp_1234567890abcdefghijklmnopqrstuvwxyz",
        "token: dapi1234567890abcdef1234567890abcdef",
        "AIzaSyD-EXAMPLE-KEY-1234567890abcdefghi",
        "AKIAI44QH8DHB" + "EXAMPLE",
        "aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvb" + "EXAMPLEKEY",
        'password = "<your password>"',
        "PASSWORD=${DB_PASSWORD}",
        "password: {{ vault_password }}",
        'password = os.environ["DB_PASSWORD"]',
        "api_key = settings.openai.api_key_v2_2024",
        'api_key = "your-api-key-here-0123456789"',
        'api_key: "xxxxxxxxxxxxxxxxxxxxxxxx"',
        "token = request.headers['X-Token-2']",
        'SECRET_KEY = "django-insecure-example-key-1234567890"',
        "aws_access_key_id = AKIA" + "IOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
        "secret_name: app/database/password-2",
        'client_secret = "%(client_secret)s"',
        "token_url: https://login.example.com/oauth2/v2.0/token",
        "postgresql://app:changeme@localhost/app",
        "postgresql://postgres:postgres@localhost:5432/app",
        "redis://:pw@cache/0",
        "https://user:${TOKEN}@git.acme.io/x",
        "https://user:p4ssXr99@git.example.com/x",
        "DATABASE_URL=postgresql://USER:PASSWORD@HOST/NAME",
        "-----BEGIN RSA PRIVATE " + "KEY-----\n...\n-----END RSA PRIVATE KEY-----",
        'if "-----BEGIN PRIVATE ' + 'KEY-----" in text:',
        "hash: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        'integrity="sha512-Xz9rV2mQ8k3Wf0aB7cD1eF5gH6iJ4kL2mN8oP0qR3sT9uV1wX5yZ7A=="',
        "commit 3d3c42e5aac5ba805825da76410c181273ba90b1",
        "id: 0190163d-8694-739b-aea5-966c26f8ad90",
        "page_token = eyJub3QiOiJhIHRva2VuIn0.b.c",
        "tokenizer: sentencepiece-unigram-32k-v2",
        "sk-learn-pipeline-with-a-very-long-name-indeed",
        'PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]',
        "last_password_change: '2022-12-25T00:00:00.000Z'",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "dbtype://username:apples%40oranges%2Fpears@hostspec/database",
        '"DSN=mydsn;PWD=pass%2Bword"',
        "mssql+pyodbc://scott:tiger^5HHH@mssql2022:1433/test",
        "api_key: peWcBiMOS9HrZG15peWcBiMOS9HrZG15",
        "sharedsecret: OIUHF_CHANGE_THIS_12h88",
    ],
)
def test_what_stands_for_a_secret_is_no_alarm(line: str) -> None:
    assert scan(f"a\n{line}\nb\n".encode()) == []


def test_a_password_that_is_written_with_escapes_is_found() -> None:
    content = b"postgresql://app:Vx7%40qLm2%2FTr@db.acme.io/app"

    assert [hit.kind for hit in scan(content)] == ["Password in a connection URL"]


def test_what_books_print_as_a_web_token_is_no_alarm() -> None:
    book = (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0"
    )

    assert scan(f"t = '{book}.Sfl{'KxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'}'".encode()) == []


HOSTILE = {
    "one letter": b"a" * 5_000_000,
    "one digit": b"7" * 5_000_000,
    "quotes": b"password = " + b"\"'" * 2_500_000,
    "nested quotes": b"password=\"'`\\" * 400_000,
    "names": b"token=" * 800_000,
    "names and spaces": b"secret    " * 500_000,
    "names and breaks": b"password\n" * 550_000,
    "starts of keys": b"sk-proj-" * 600_000,
    "starts of keys apart": b"sk-ant-api03- ghp_ AKIA xoxb-1 eyJ SG. " * 120_000,
    "keys too long": b"ghp_" + b"aB3" * 1_600_000,
    "web tokens": b"eyJ0.eyJ0." * 500_000,
    "schemes": b"://" * 1_600_000,
    "addresses": b"a://b:c" * 700_000,
    "armour": (b"-----BEGIN PRIVATE " + b"KEY-----") * 180_000,
    "armour and breaks": (b"-----BEGIN PRIVATE " + b"KEY-----" + b"\n" * 70) * 50_000,
    "dots": b"." * 5_000_000,
    "backslashes": b"\\" * 5_000_000,
    "line ends": b"\r" * 5_000_000,
    "marks": b"\xef\xbb\xbf" * 1_600_000,
    "zeros": b"\0" * 5_000_000,
    "half characters": b"\xff\xfe" + b"\xd8" * 4_999_999,
    "words": b"aB3dE6gH9jK2mN5pQ8sT " * 240_000,
    "bearers": b"bearer basic " * 380_000,
    "keys": b'api_key="aB3dE6gH9jK2mN5pQ8sT1v" ' * 150_000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_spiteful_file_takes_time_by_its_length_only(content: bytes) -> None:
    began = time.process_time()
    scan(content[: len(content) // 10])
    short = time.process_time() - began

    began = time.process_time()
    hits = scan(content)
    whole = time.process_time() - began

    assert len(hits) <= 800
    assert whole < max(20 * short, 1)
    assert whole < 12


def test_no_pattern_repeats_without_an_end() -> None:
    for key in vendors.KEYS:
        assert not re.search(r"[^\\][*+](?![^\[]*\])", key.shape), key


def test_installed_packages_give_no_alarm() -> None:
    site = Path(pytest.__file__).parents[1]
    packages = ("sqlalchemy", "alembic", "aiohttp", "pip", "rich", "pygments", "fastapi", "boto3")
    files = [
        path
        for package in packages
        for path in sorted((site / package).rglob("*"))
        if path.suffix in (".py", ".json", ".toml", ".txt", ".yaml", ".pyi")
    ]

    alarms = {
        str(path): hits
        for path in files
        if path.stat().st_size < 300_000 and (hits := scan(path.read_bytes()))
    }

    assert len(files) > 1000
    assert len(alarms) <= len(files) / 1000, alarms
