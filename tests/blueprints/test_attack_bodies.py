"""Bodies are bounded and strict: what is not a small, plain JSON object is refused, never a 500."""

import json
from typing import Any

import pytest

from tests.servers.promises import assert_refused
from tests.servers.service import NOTES, Caller, Service
from tests.servers.wire import Connection, chunked, exchange, request

MEGABYTE = 1024 * 1024


MALFORMED = {
    "empty": b"",
    "spaces": b"   ",
    "half": b'{"title":',
    "two values": b'{"title":"x"}{"title":"y"}',
    "trailing comma": b'{"title":"x",}',
    "comment": b'{"title":"x" /* hi */}',
    "single quotes": b"{'title':'x'}",
    "bare word": b"title",
    "nan": b'{"title":NaN}',
    "nan beside": b'{"title":"x","body":NaN}',
    "infinity": b'{"title":Infinity}',
    "minus infinity": b'{"title":-Infinity}',
    "lone surrogate": b'{"title":"\\ud800"}',
    "lone low surrogate": b'{"title":"\\udc00"}',
    "surrogates in the wrong order": b'{"title":"\\udc00\\ud800"}',
    "lone surrogate in a name": b'{"title":"x","\\ud800":1}',
    "bad utf-8": b'{"title":"\xff\xfe"}',
    "utf-8 of a surrogate": b'{"title":"\xed\xa0\x80"}',
    "overlong utf-8": b'{"title":"\xc0\xaf"}',
    "cut utf-8": b'{"title":"\xe2\x82"}',
    "utf-16": '{"title":"x"}'.encode("utf-16"),
    "utf-32": '{"title":"x"}'.encode("utf-32"),
    "byte order mark": b'\xef\xbb\xbf{"title":"x"}',
    "raw control character": b'{"title":"a\x01b"}',
    "raw newline": b'{"title":"a\nb"}',
    "raw nul": b'{"title":"a\x00b"}',
    "nul after": b'{"title":"x"}\x00',
    "bad escape": b'{"title":"\\x41"}',
    "short escape": b'{"title":"\\u12"}',
    "leading zero": b'{"title":"x","n":01}',
    "plus": b'{"title":"x","n":+1}',
    "hex": b'{"title":"x","n":0x1}',
    "duplicate names": b'{"title":"x","title":"y"}',
    "duplicate names, escaped": b'{"title":"x","\\u0074itle":"y"}',
    "duplicate names, deep": b'{"title":"x","body":{"a":1,"a":2}}',
    "deep lists": b"[" * 50_000 + b"]" * 50_000,
    "deep lists, open": b"[" * 50_000,
    "deep objects": b'{"title":' * 50_000 + b"1" + b"}" * 50_000,
    "deep inside": b'{"title":"x","body":' + b"[" * 33 + b"]" * 33 + b"}",
    "yaml": b"title: x",
    "form": b"title=x",
    "xml": b"<note><title>x</title></note>",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_body_that_is_not_strict_json_is_refused(ann: Caller, body: bytes) -> None:
    assert_refused(ann.ask("POST", NOTES, body=body), 400, 422)
    assert ann.titles() == []


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_change_that_is_not_strict_json_is_refused(ann: Caller, body: bytes) -> None:
    note = ann.create("one")

    answer = ann.ask("PATCH", note.path, body=body, headers={"If-Match": note.etag})

    assert_refused(answer, 400, 422)
    assert ann.get(note.path).json() == note.fields


WRONG: dict[str, Any] = {
    "a list": [],
    "a list of notes": [{"title": "x"}],
    "text": "title",
    "a number": 7,
    "true": True,
    "an empty object": {},
    "title is null": {"title": None},
    "title is a number": {"title": 7},
    "title is true": {"title": True},
    "title is a list": {"title": ["x"]},
    "title is an object": {"title": {"$ne": None}},
    "title is empty": {"title": ""},
    "title is too long": {"title": "x" * 201},
    "body is too long": {"title": "x", "body": "x" * 4001},
    "body is a number": {"title": "x", "body": 7},
    "nul in the title": {"title": "a\x00b"},
    "nul in the body": {"title": "x", "body": "\x00"},
    "unknown field": {"title": "x", "colour": "red"},
    "title in capitals": {"Title": "x"},
    "a huge number": {"title": "x", "n": 10**400},
    "prototype": {"title": "x", "__proto__": {"admin": True}},
}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_a_value_that_is_not_a_note_is_refused(ann: Caller, value: Any) -> None:
    assert_refused(ann.post(NOTES, value), 422, 400)

    assert ann.titles() == []


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1" + "0" * 5000, "0." + "0" * 5000 + "1"])
def test_a_number_beyond_all_bounds_is_refused(ann: Caller, text: str) -> None:
    body = f'{{"title":"x","n":{text}}}'.encode()

    assert_refused(ann.ask("POST", NOTES, body=body), 400, 422)


def test_null_is_a_body_of_no_note(ann: Caller) -> None:
    assert_refused(ann.ask("POST", NOTES, body=b"null"), 400, 422)


@pytest.mark.parametrize(
    "text",
    ["\U0001f36a" * 50, "e\u0301", "\u202eabc", "a\\b", '"', "\t", "<script>", "\x7f", "x" * 200],
)
def test_any_text_comes_back_as_it_was_sent(ann: Caller, text: str) -> None:
    note = ann.create(text)

    assert ann.get(note.path).json()["title"] == text


def test_a_refusal_names_every_wrong_field(ann: Caller) -> None:
    body = assert_refused(ann.post(NOTES, {"title": "", "body": 7}), 422)

    details = body["details"]
    assert isinstance(details, list)
    assert {detail["field"] for detail in details} == {"title", "body"}


WRONG_TYPES = [
    "",
    "text/plain",
    "text/json",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "application/json, text/plain",
    "application",
    "/",
    ";",
    "application/json; charset=latin-1",
    "application/json; charset=utf-16",
    "application/octet-stream",
]


@pytest.mark.parametrize("media_type", WRONG_TYPES)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_body_of_another_media_type_is_refused(ann: Caller, method: str, media_type: str) -> None:
    note = ann.create("one")
    path = NOTES if method == "POST" else note.path
    headers = [("Content-Type", media_type), ("If-Match", note.etag)]

    answer = ann.ask(method, path, headers=headers, body=b'{"title":"x"}')

    assert_refused(answer, 415)


def test_a_body_without_a_media_type_is_refused(service: Service, ann: Caller) -> None:
    headers = [("Authorization", f"Bearer {ann.token!s}")]

    answer = exchange(service.port, request("POST", NOTES, headers, b'{"title":"x"}'), "POST")

    assert_refused(answer, 415)


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json;charset=utf-8",
        'application/json; charset="UTF-8"',
        "application/json ; charset=Utf-8",
    ],
)
def test_json_in_utf_8_is_taken_however_it_is_spelled(ann: Caller, media_type: str) -> None:
    answer = ann.ask("POST", NOTES, headers=[("Content-Type", media_type)], body=b'{"title":"x"}')

    assert answer.status == 201


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip", "zstd"])
def test_a_compressed_body_is_refused(ann: Caller, encoding: str) -> None:
    headers = [("Content-Encoding", encoding)]

    answer = ann.ask("POST", NOTES, headers=headers, body=b'{"title":"x"}')

    assert_refused(answer, 400, 415)


def big(megabytes: int = 3) -> bytes:
    return b'{"title":"' + b"x" * (megabytes * MEGABYTE) + b'"}'


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_body_of_three_megabytes_is_refused(ann: Caller, method: str) -> None:
    note = ann.create("one")
    path = NOTES if method == "POST" else note.path

    answer = ann.ask(method, path, body=big(), headers={"If-Match": note.etag})

    assert_refused(answer, 413)


def test_a_chunked_body_of_three_megabytes_is_refused(ann: Caller) -> None:
    parts = chunked([big()[start : start + 65536] for start in range(0, 3 * MEGABYTE, 65536)])

    answer = ann.ask("POST", NOTES, headers=[("Transfer-Encoding", "chunked")], body=parts)

    assert_refused(answer, 413)


def test_a_chunked_body_without_end_is_refused_early(service: Service, ann: Caller) -> None:
    head = ann.spell("POST", NOTES, headers=[("Transfer-Encoding", "chunked")], body=b"")
    part = b"%x\r\n%s\r\n" % (65536, b"x" * 65536)

    with Connection(service.port, patience_s=2) as connection:
        connection.send(head)
        for _ in range(40):
            connection.send(part)
        answer = connection.receive("POST")

    assert_refused(answer, 413)


def test_a_body_that_only_claims_to_be_big_is_refused_at_once(
    service: Service, ann: Caller
) -> None:
    raw = ann.spell("POST", NOTES, headers=[("Content-Length", str(10**12))], body=b"{")

    with Connection(service.port, patience_s=2) as connection:
        connection.send(raw)
        answer = connection.receive("POST")

    assert_refused(answer, 413)


def test_a_chunked_note_is_taken(ann: Caller) -> None:
    body = chunked([b'{"tit', b'le":', b'"in parts"}'])

    answer = ann.ask("POST", NOTES, headers=[("Transfer-Encoding", "chunked")], body=body)

    assert (answer.status, answer.json()["title"]) == (201, "in parts")


def test_after_a_body_too_big_the_connection_carries_no_second_request(
    service: Service, ann: Caller
) -> None:
    smuggled = ann.spell("POST", NOTES, json={"title": "smuggled"})
    raw = ann.spell("POST", NOTES, body=b'{"title":"' + smuggled + b"x" * (3 * MEGABYTE))

    with Connection(service.port, patience_s=5) as connection:
        connection.send(raw)
        first = connection.receive("POST")

    assert_refused(first, 413)
    assert ann.titles() == []


def test_after_a_refusal_the_service_still_answers_on_the_same_connection_or_hangs_up(
    service: Service, ann: Caller
) -> None:
    with Connection(service.port, patience_s=5) as connection:
        connection.send(ann.spell("POST", NOTES, body=b'{"title":NaN}'))
        assert_refused(connection.receive("POST"), 400)
        connection.send(ann.spell("GET", NOTES))
        assert connection.receive().status == 200


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "+5", "0x10", "5, 5", "99999999999999999999"])
def test_a_content_length_that_is_no_length_is_refused(
    service: Service, ann: Caller, length: str
) -> None:
    raw = ann.spell("POST", NOTES, headers=[("Content-Length", length)], body=b'{"title":"x"}')

    with Connection(service.port, patience_s=5) as connection:
        connection.send(raw)
        answer = connection.receive("POST")

    assert_refused(answer, 400, 413)


def test_a_length_and_chunks_at_once_are_refused(service: Service, ann: Caller) -> None:
    headers = [("Content-Length", "5"), ("Transfer-Encoding", "chunked")]
    raw = ann.spell("POST", NOTES, headers=headers, body=chunked([b'{"title":"x"}']))

    assert_refused(exchange(service.port, raw, "POST"), 400)


def test_a_body_shorter_than_it_claims_creates_nothing(service: Service, ann: Caller) -> None:
    raw = ann.spell("POST", NOTES, headers=[("Content-Length", "100")], body=b'{"title":"x"}')

    with Connection(service.port) as connection:
        connection.send(raw)
        connection.finish_sending()

    assert ann.titles() == []


def test_many_small_names_do_not_hurt(ann: Caller) -> None:
    body = json.dumps({"title": "x", **{f"field{n}": n for n in range(5000)}}).encode()

    assert_refused(ann.ask("POST", NOTES, body=body), 400, 413, 422)
