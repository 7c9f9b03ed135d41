"""What a smoke run understands of a collection, what it refuses, and how it judges answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from microapp_cli.core.contract.smoke.answer import Answer, Failed
from microapp_cli.core.contract.smoke.collection import read_collection
from microapp_cli.core.contract.smoke.form import misfits
from microapp_cli.core.contract.smoke.run import Caller, Request, Unreachable, run
from microapp_cli.core.contract.smoke.script import read
from microapp_cli.core.contract.smoke.statements import (
    ContentType,
    HasForm,
    Header,
    IsThatOne,
    KeepHeader,
    KeepValue,
    Statement,
    Status,
    UnlessOff,
)
from microapp_cli.core.errors import BadCollection

FORM = {"type": "object", "required": ["id"], "properties": {"id": {"type": ["string", "null"]}}}
STATEMENTS: list[Statement] = [
    Status(()),
    Status((201,)),
    Status((200, 202)),
    Header('a"b\\'),
    ContentType(("text/csv", "application/jsonl")),
    HasForm(FORM),
    IsThatOne(("id",), "notes_id"),
    KeepValue("v", ("items", 0, "a-b \u2028")),
    KeepHeader("v", "ETag"),
    UnlessOff(Status((200,)), "SEARCH=on"),
    UnlessOff(KeepValue("v", ("id",)), 'a"b'),
]
NOTE = Answer(200, {"etag": '"1"', "content-type": "application/json; x=1"}, b'{"id": "7"}')


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_is_read_back_from_its_line(statement: Statement) -> None:
    assert read(statement.line) == statement


@pytest.mark.parametrize(
    "line",
    [
        "",
        "// a comment",
        "pm.test('Status is 201', () => pm.expect(pm.response.code).to.be.oneOf([201]));",
        Status((201,)).line.replace("Status is 201", "Status is fine"),
        Status((201,)).line.replace("[201]", "[201,202]"),
        Status((201,)).line + " ",
        Status((201,)).line + " pm.sendRequest('https://example.com');",
        KeepValue("v", ("id",)).line.replace("expect(pm.response.json().id)", "expect(1)"),
        HasForm({"type": "object", "pattern": "x"}).line,
        HasForm({"type": "file"}).line,
        UnlessOff(Status((200,)), "SEARCH=on").line.replace("404", "403"),
        UnlessOff(Status((200,)), "SEARCH=on").line.replace("pm.expect", "pm.sendRequest"),
        "console.log(pm.environment.get('token'));",
    ],
)
def test_any_other_line_is_refused_and_never_skipped(line: str) -> None:
    with pytest.raises(BadCollection, match="is not understood"):
        read(line)


@pytest.mark.parametrize(
    ("statement", "answer", "why"),
    [
        (Status((200,)), Answer(500, {}, b""), "the status is 500"),
        (Status(()), Answer(302, {}, b""), "the status is 302"),
        (Header("ETag"), Answer(200, {}, b""), "no ETag header"),
        (ContentType(("text/csv",)), NOTE, "the content is 'application/json'"),
        (HasForm(FORM), Answer(200, {}, b"[]"), "the body is array, not object"),
        (HasForm(FORM), Answer(200, {}, b"{}"), "the body has no id"),
        (HasForm(FORM), Answer(200, {}, b'{"id": 7}'), "the body.id is integer"),
        (HasForm(FORM), Answer(200, {}, b'{"id": NaN}'), "the body is no JSON"),
        (HasForm(FORM), Answer(200, {}, b"[" * 100_000), "the body is no JSON"),
        (IsThatOne(("id",), "v"), NOTE, ".id is another"),
        (KeepValue("v", ("items", 0)), NOTE, "the body has no .items[0]"),
        (KeepHeader("v", "Location"), NOTE, "no Location header"),
        (UnlessOff(Status((200,)), "SEARCH=on"), Answer(404, {}, b"none"), "the status is 404"),
        (UnlessOff(Status((200,)), "SEARCH=on"), Answer(403, {}, b"SEARCH=on"), "status is 403"),
    ],
)
def test_an_answer_that_does_not_fit_fails_with_the_reason(
    statement: Statement, answer: Answer, why: str
) -> None:
    with pytest.raises(Failed) as failed:
        statement.judge(answer, {"v": "8"})

    assert why in str(failed.value)


def test_what_is_off_need_not_fit_where_the_answer_names_the_setting() -> None:
    off = Answer(404, {}, b'{"message": "Turn it on with SEARCH=on."}')

    with pytest.raises(Failed):
        Header("ETag").judge(off, {})
    UnlessOff(Header("ETag"), "SEARCH=on").judge(off, {})


@pytest.mark.parametrize(
    ("form", "value", "fits"),
    [
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, True, False),
        ({"type": "number"}, False, False),
        ({"enum": [1]}, True, False),
        ({"enum": [[1, {"a": None}]]}, [1.0, {"a": None}], True),
        ({"minimum": 2}, 1, False),
        ({"maximum": 2}, "a long text", True),
        ({"minLength": 2}, "\U0001f600", False),
        ({"maxLength": 1}, "\U0001f600", True),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, 1, False),
        ({"allOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1}, False),
        ({"items": {"type": "string"}}, ["a", 1], False),
    ],
)
def test_a_form_is_judged_as_json_schema_judges_it(form: Any, value: Any, fits: bool) -> None:
    assert (misfits(form, value) == []) is fits


def collection(**changes: Any) -> dict[str, Any]:
    """A collection of one request, with changes to it."""
    request = {
        "method": "GET",
        "header": [{"key": "X-Id", "value": "{{kept}}"}],
        "url": {"host": ["{{baseUrl}}"], "path": ["v1", "{{kept}}"]},
    }
    script = {"exec": [Status((200,)).line]}
    item = {
        "name": "Read",
        "event": [{"listen": "test", "script": script}],
        "request": {**request, **changes.pop("request", {})},
        **changes,
    }
    bearer = [{"key": "token", "value": "{{token}}"}]
    return {"info": {"name": "N"}, "auth": {"type": "bearer", "bearer": bearer}, "item": [item]}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "Is this a Postman collection"),
        ({"info": {}, "item": []}, "nothing to run"),
        (collection(event=[]), "there is no test"),
        (collection(event=[{"listen": "prerequest"}]), "only test scripts"),
        (collection(request={"body": {"mode": "file"}}), "mode 'file'"),
        (collection(request={"auth": {"type": "awsv4"}}), "auth of type 'awsv4'"),
        (collection(request={"auth": {"type": "basic"}}), "auth of type 'basic'"),
        (collection(request={"url": "https://evil.example/"}), "must be an object"),
        (collection(request={"url": {"host": ["evil.example"]}}), "must begin with {{baseUrl}}"),
        ({**collection(), "event": [{"listen": "test"}]}, "scripts of a folder"),
    ],
)
def test_what_is_not_understood_is_refused(data: Any, why: str) -> None:
    with pytest.raises(BadCollection) as refused:
        read_collection(data)

    assert why in str(refused.value)


def outcomes(data: Any, send: Callable[[Request], Answer]) -> list[Any]:
    found = read_collection({**data, "variable": [{"key": "kept", "value": "a/b c\r\n"}]})
    return list(run(found, Caller("s3cret", "ann"), send, lambda: "fresh"))


def test_a_value_from_elsewhere_stays_inside_the_path() -> None:
    sent: list[Request] = []

    outcomes(collection(), lambda request: sent.append(request) or NOTE)  # type: ignore[func-returns-value]

    assert sent[0].target == "/v1/a/b%20c%0D%0A"
    assert sent[0].headers["Authorization"] == "Bearer s3cret"


def test_a_name_and_a_password_are_sent_as_basic_authentication_says() -> None:
    sent: list[Request] = []
    pairs = {"username": "{{username}}", "password": "{{token}}"}
    basic = [{"key": key, "value": value} for key, value in pairs.items()]
    data = {**collection(), "auth": {"type": "basic", "basic": basic}}

    outcomes(data, lambda request: sent.append(request) or NOTE)  # type: ignore[func-returns-value]

    assert read_collection(data).needs_username
    assert sent[0].headers["Authorization"] == "Basic YW5uOnMzY3JldA=="


@pytest.mark.parametrize("said", ["s3cret", "YW5uOnMzY3JldA=="])
def test_the_token_is_in_nothing_that_comes_out(said: str) -> None:
    echo = Answer(200, {"content-type": f"{said}/x"}, b"")
    script = {"exec": [ContentType(("text/csv",)).line]}
    request = {"url": {"host": ["{{baseUrl}}"], "path": ["{{token}}"]}}
    data = collection(event=[{"listen": "test", "script": script}], request=request)

    found = outcomes(data, lambda _: echo)

    assert "s3cret" not in repr(found)
    assert said not in repr(found)
    assert found[0].checks[0].problem


def test_no_answer_is_a_failure_with_its_reason() -> None:
    def nobody(_: Request) -> Answer:
        raise Unreachable("nothing listens there")

    (found,) = outcomes(collection(), nobody)

    assert (found.is_fine, found.checks[0].problem) == (False, "nothing listens there")


def test_a_variable_that_nothing_sets_is_a_failure() -> None:
    data = collection(request={"header": [{"key": "X", "value": "{{unknown}}"}]})

    (found,) = outcomes(data, lambda _: NOTE)

    assert found.checks[0].problem == "nothing gave unknown a value"
