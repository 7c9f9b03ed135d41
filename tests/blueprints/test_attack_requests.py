"""Odd paths, methods and headers get a plain refusal in the one envelope."""

import pytest

from tests.servers.promises import assert_envelope, assert_refused
from tests.servers.service import NOTES, Caller, Service
from tests.servers.wire import Connection, exchange, request

SOMEONE = "01890a5d-ac96-774b-bcce-b302099a8057"
NOTE = f"{NOTES}/{SOMEONE}"
ALLOWED = {
    NOTES: {"GET", "HEAD", "POST"},
    NOTE: {"GET", "HEAD", "PATCH", "DELETE"},
    f"{NOTE}/restore": {"POST"},
    f"{NOTES}/export": {"GET", "HEAD"},
    f"{NOTES}/purge": {"POST"},
    "/healthz": {"GET", "HEAD"},
    "/readyz": {"GET", "HEAD"},
    "/metrics": {"GET", "HEAD"},
    "/openapi.json": {"GET", "HEAD"},
    "/docs": {"GET", "HEAD"},
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "QUERY")
WRONG_METHODS = [
    (path, method)
    for path, allowed in ALLOWED.items()
    for method in METHODS
    if method not in allowed
]


def as_set(header: str | None) -> set[str]:
    return {word.strip() for word in (header or "").split(",")}


@pytest.mark.parametrize(("path", "method"), WRONG_METHODS)
def test_a_method_that_a_path_does_not_know_is_refused_with_all_it_knows(
    ada: Caller, path: str, method: str
) -> None:
    answer = ada.ask(method, path)

    assert_refused(answer, 405)
    assert as_set(answer.header("Allow")) - {"OPTIONS", "HEAD"} == ALLOWED[path] - {"HEAD"}


@pytest.mark.parametrize("method", ["get", "Get", "GETT", "G", "X" * 60])
def test_an_unknown_method_is_refused(service: Service, ada: Caller, method: str) -> None:
    answer = exchange(service.port, ada.spell(method, NOTES), "GET")

    assert_refused(answer, 400, 405, 501)


@pytest.mark.parametrize(
    "path", [path for path, allowed in ALLOWED.items() if "HEAD" in allowed and path != NOTE]
)
def test_head_says_what_get_would_without_a_body(ada: Caller, path: str) -> None:
    got, head = ada.get(path), ada.ask("HEAD", path)

    if head.status == 405:
        assert "HEAD" not in as_set(head.header("Allow"))
        return
    assert (head.status, head.body) == (got.status, b"")
    assert head.header("Content-Type") == got.header("Content-Type")


ODD_PATHS: dict[str, str | bytes] = {
    "root": "/",
    "unknown": "/v1/unknown",
    "another version": "/v2/notes",
    "a slash at the end": f"{NOTES}/",
    "two slashes": "//v1/notes",
    "two slashes inside": "/v1//notes",
    "slash at the end of a note": f"{NOTE}/",
    "upper case": "/V1/NOTES",
    "dots": "/v1/../v1/notes",
    "dots to a file": "/v1/notes/../../../../etc/passwd",
    "encoded dots": "/v1/notes/%2e%2e/%2e%2e/etc/passwd",
    "encoded slash": "/v1%2fnotes",
    "encoded slash in an id": f"{NOTES}/%2e%2e%2f{SOMEONE}",
    "twice encoded": "/v1/%252e%252e/notes",
    "backslash": "/v1\\notes",
    "encoded backslash": "/v1/notes%5c..",
    "nul": "/v1/notes%00",
    "nul in an id": f"{NOTES}/{SOMEONE[:-1]}%00",
    "newline": "/v1/notes%0d%0aX-Evil:%201",
    "semicolon": "/v1/notes;x=1",
    "bad utf-8": "/v1/notes/%ff%fe",
    "bad escape": "/v1/notes/%zz",
    "half escape": "/v1/notes/%",
    "unicode": "/v1/notes/%F0%9F%8D%AA",
    "raw bytes": b"/v1/notes/\xff\xfe",
    "raw unicode": "/v1/nötes".encode(),
    "no uuid": f"{NOTES}/1",
    "a negative id": f"{NOTES}/-1",
    "an id in capitals with braces": f"{NOTES}/%7B{SOMEONE.upper()}%7D",
    "an id without dashes": f"{NOTES}/{SOMEONE.replace('-', '')}",
    "an urn": f"{NOTES}/urn:uuid:{SOMEONE}",
    "an id with sql": f"{NOTES}/{SOMEONE}'%20OR%20'1'='1",
    "a long id": f"{NOTES}/{'a' * 3000}",
    "a long path": f"/{'a' * 6000}",
    "many slashes": "/" * 3000,
    "dot file": "/.env",
    "git": "/.git/config",
    "source": "/app/main.py",
    "manifest": "/microapp.yaml",
    "database": "/.local/app.db",
    "admin": "/admin",
    "redoc": "/redoc",
    "oauth redirect of the docs": "/docs/oauth2-redirect",
    "restore of no id": f"{NOTES}//restore",
    "export of a note": f"{NOTE}/export",
}


@pytest.mark.parametrize("path", ODD_PATHS.values(), ids=ODD_PATHS)
def test_an_odd_path_leads_nowhere(ada: Caller, path: str | bytes) -> None:
    assert_refused(ada.get(path), 400, 404, 414)


@pytest.mark.parametrize("path", ["/", "/v1/unknown", "/.env", f"{NOTES}/"])
def test_a_stranger_gets_no_more_than_that(service: Service, path: str) -> None:
    assert_refused(service.stranger().get(path), 401, 404)


@pytest.mark.parametrize("target", ["http://example.com/v1/notes", "*", "v1/notes", "?x", "#x"])
def test_a_target_that_is_no_path_is_refused_or_read_as_its_path(
    service: Service, ada: Caller, target: str
) -> None:
    answer = exchange(service.port, ada.spell("GET", target))

    if answer.status != 200:
        assert_refused(answer, 400, 404)


BROKEN = {
    "a future version": b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
    "a bare newline in a header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\nb: c\x00\r\n\r\n",
    "a nul in a header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
    "a header without a name": b"GET /healthz HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
    "a space before the colon": b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n",
    "noise": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "two lengths": (
        b"POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"
    ),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_what_is_not_http_is_refused(service: Service, raw: bytes) -> None:
    answer = exchange(service.port, raw)

    assert_refused(answer, 400)


def test_an_endless_header_is_refused(ada: Caller) -> None:
    answer = ada.ask("GET", NOTES, headers=[("X-Long", "a" * 200_000)])

    assert_refused(answer, 400, 431)


def test_a_flood_of_headers_is_refused_or_answered(ada: Caller) -> None:
    answer = ada.ask("GET", NOTES, headers=[(f"X-{n}", "a" * 20) for n in range(5000)])

    if answer.status != 200:
        assert_refused(answer, 400, 431)
    assert ada.get(NOTES).status == 200


def test_a_long_address_is_refused(ada: Caller) -> None:
    assert_refused(ada.get(f"{NOTES}?cursor={'a' * 100_000}"), 400, 414, 431)


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"]
)
def test_a_method_in_a_header_is_not_looked_at(ann: Caller, header: str) -> None:
    note = ann.create("one")

    answer = ann.ask("GET", note.path, headers=[(header, "DELETE"), ("If-Match", note.etag)])

    assert answer.status == 200
    assert ann.get(note.path).status == 200


@pytest.mark.parametrize(
    "header", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Host"]
)
def test_a_path_in_a_header_is_not_looked_at(service: Service, header: str) -> None:
    answer = service.stranger().ask("GET", NOTES, headers=[(header, "/healthz")])

    assert_refused(answer, 401)


def test_a_foreign_host_header_does_not_appear_in_an_answer(ann: Caller) -> None:
    answer = ann.ask("POST", NOTES, headers=[("Host", "evil.example")], json={"title": "x"})

    everything = answer.body + repr(answer.headers).encode()
    assert b"evil.example" not in everything


@pytest.mark.parametrize("given", ["x\r\ny", "a" * 5000, "<script>", b"\xff\xfe", "ünïcode"])
def test_a_request_id_that_is_no_id_is_replaced(service: Service, given: str | bytes) -> None:
    plain = given if isinstance(given, bytes) else given.encode().replace(b"\r\n", b" ")

    answer = exchange(service.port, request("GET", "/healthz", [("X-Request-ID", plain)]))

    assert answer.status == 200
    assert 8 <= len(answer.header("X-Request-ID") or "") <= 128
    assert (answer.header("X-Request-ID") or "").isascii()
    assert answer.header("X-Request-ID") != given


PROBLEMS = [
    ("GET", "/v1/unknown", 404),
    ("PUT", NOTES, 405),
    ("GET", f"{NOTES}?limit=0", 422),
    ("GET", NOTE, 404),
]


@pytest.mark.parametrize(("method", "path", "status"), PROBLEMS)
def test_problem_details_are_given_on_request(
    ada: Caller, method: str, path: str, status: int
) -> None:
    answer = ada.ask(method, path, headers={"Accept": "application/problem+json"})

    body = answer.json()
    assert (answer.status, answer.header("Content-Type")) == (status, "application/problem+json")
    assert body["status"] == status
    assert {"type", "title"} <= set(body)
    assert_envelope({name: body[name] for name in ("code", "message", "details")})


def test_problem_details_are_given_to_a_stranger_too(service: Service) -> None:
    answer = service.stranger().get(NOTES, Accept="application/problem+json")

    assert answer.status == 401
    assert answer.header("Content-Type") == "application/problem+json"


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "text/html", "", "x", ";;;,,", "a" * 5000]
)
def test_whatever_else_is_accepted_gets_the_envelope(ada: Caller, accept: str) -> None:
    assert_refused(ada.get(NOTE, Accept=accept), 404)


def test_requests_sent_all_at_once_are_answered_in_turn(service: Service, ann: Caller) -> None:
    ann.create("one")

    with Connection(service.port) as connection:
        connection.send(ann.spell("GET", NOTES) + ann.spell("GET", "/v1/unknown"))
        first = connection.receive()

    assert first.status == 200
    assert first.json()["items"][0]["title"] == "one"
