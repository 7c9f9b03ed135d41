"""Proof that a log line tells what happened, cannot be forged, and tells no secret."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from microapp_kit.manifest import Manifest
from microapp_kit.settings import Settings
from microapp_kit.telemetry import Telemetry, configure_logging


class Logs:
    """Standard output, as an operator's collector reads it."""

    def __init__(self, captured: pytest.CaptureFixture[bytes]) -> None:
        self._captured = captured

    def lines(self) -> list[dict[str, Any]]:
        """Give the lines written since the last look."""
        return [json.loads(line) for line in self._captured.readouterr().out.splitlines()]


@pytest.fixture
def logs(capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Logs]:
    """Read what is logged, and undo how logging was configured."""
    root, handlers, level = logging.getLogger(), logging.root.handlers[:], logging.root.level
    yield Logs(capfdbinary)
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def telemetry(manifest: Manifest, settings: Callable[..., Settings]) -> Telemetry:
    """The telemetry of an app."""
    return Telemetry(manifest, settings())


def begin(telemetry: Telemetry, *headers: tuple[bytes, bytes]) -> str:
    """Begin a request with these headers."""
    return telemetry.begin({"headers": list(headers)})


def serve(telemetry: Telemetry, **changes: Any) -> None:
    """Serve one request."""
    usual = {"method": "GET", "route": "/v1/notes", "status": 200, "seconds": 0.03}
    usual |= {"org": "acme", "request_id": begin(telemetry), "sub": "ann"}
    telemetry.observe(**(usual | changes))


def test_a_request_writes_one_line(telemetry: Telemetry, logs: Logs) -> None:
    serve(telemetry, request_id="abcdefgh")

    (line,) = logs.lines()

    assert line.pop("timestamp").endswith("Z")
    assert len(line.pop("caller")) == 16
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": "abcdefgh",
        "method": "GET",
        "route": "/v1/notes",
        "status": 200,
        "ms": 30.0,
        "org": "acme",
    }


def test_a_caller_is_the_same_in_every_line_and_nobody_can_tell_who(
    telemetry: Telemetry, logs: Logs
) -> None:
    for sub in ("ann@acme.example", "ann@acme.example", "bob@acme.example", ""):
        serve(telemetry, sub=sub)

    first, again, other, nobody = (line["caller"] for line in logs.lines())

    assert first == again != other
    assert "ann" not in first
    assert nobody == ""


def test_a_line_cannot_be_forged(
    telemetry: Telemetry, settings: Callable[..., Settings], logs: Logs
) -> None:
    configure_logging(settings())
    serve(telemetry, org='a\n{"event":"forged"}', method="GET\nX")
    logging.getLogger("app").warning('b\n{"event":"forged"}')

    assert [line["event"] for line in logs.lines()] == ["request", 'b\n{"event":"forged"}']


def test_whoever_logs_is_redacted(settings: Callable[..., Settings], logs: Logs) -> None:
    configure_logging(settings())

    logging.getLogger("app").warning("from %s", "ann@acme.example", extra={"password": "hunter2"})
    logging.getLogger("uvicorn.error").error("Bearer abcdefghijklmnop")
    structlog.get_logger().info("paid", card="4111 1111 1111 1111")

    random = {"request_id", "timestamp"}  # any digits may stand in them
    lines = [{key: line[key] for key in line.keys() - random} for line in logs.lines()]
    text = json.dumps(lines)
    for secret in ("ann@", "hunter2", "abcdefghij", "4111"):
        assert secret not in text
    assert text.count('"level"') == 3


def test_lines_leave_at_once_and_in_their_order(
    telemetry: Telemetry, settings: Callable[..., Settings], logs: Logs
) -> None:
    configure_logging(settings())
    structlog.get_logger("named").info("first")
    assert [line["event"] for line in logs.lines()] == ["first"]

    async def turn() -> list[str]:
        structlog.get_logger("named").info("second")
        serve(telemetry)
        logging.getLogger("app").warning("last")
        await asyncio.sleep(0)
        return [line["event"] for line in logs.lines()]

    assert asyncio.run(turn()) == ["second", "request", "last"]
    assert asyncio.run(turn()) == ["second", "request", "last"]


def test_the_lines_of_a_request_carry_its_id(
    telemetry: Telemetry, settings: Callable[..., Settings], logs: Logs
) -> None:
    configure_logging(settings())

    async def request(given: bytes) -> None:
        begin(telemetry, (b"x-request-id", given))
        await asyncio.sleep(0)
        logging.getLogger("app").warning("from the standard library")
        structlog.get_logger().warning("from structlog")

    async def both() -> None:
        await asyncio.gather(request(b"request-a"), request(b"request-b"))

    asyncio.run(both())

    ids = [line["request_id"] for line in logs.lines()]
    assert ids == ["request-a", "request-a", "request-b", "request-b"]


def test_an_id_that_a_caller_chose_is_redacted_like_any_other_text(
    telemetry: Telemetry, settings: Callable[..., Settings], logs: Logs
) -> None:
    configure_logging(settings())

    begin(telemetry, (b"x-request-id", b"4111-1111-1111-1111"))
    structlog.get_logger().warning("hello")

    (line,) = logs.lines()
    assert line["request_id"] == "[card]"


def test_an_exception_says_where_and_outside_local_not_what(
    production: Callable[..., Settings], logs: Logs
) -> None:
    configure_logging(production())
    try:
        int("the body of somebody's note")
    except ValueError:
        logging.getLogger("app").exception("failed")
        structlog.get_logger().exception("failed too")

    for line in logs.lines():
        assert line["exception"]["type"] == "ValueError"
        assert "test_logs.py" in line["exception"]["at"][-1]
        assert "body of somebody" not in json.dumps(line)
