"""Proof that a log line tells what happened, cannot be forged, and tells no secret."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog

from microapp_kit.manifest import Manifest
from microapp_kit.output import output
from microapp_kit.settings import Settings
from microapp_kit.telemetry import Telemetry, configure_logging


class Logs:
    """Standard output, as an operator's collector reads it."""

    def __init__(self, captured: pytest.CaptureFixture[bytes]) -> None:
        self._captured = captured

    def lines(self) -> list[dict[str, Any]]:
        """Give the lines written since the last look, also those that were about to leave."""
        output.flush()
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


FULL, CLOSED = "/dev/full", "a pipe that nobody reads"


@contextmanager
def standard_output(kind: str) -> Iterator[None]:
    """Let standard output lead elsewhere, as the operator's system would."""
    kept = os.dup(1)
    if kind == CLOSED:
        reads, writes = os.pipe()
        os.close(reads)
    else:
        writes = os.open(FULL, os.O_WRONLY)
    os.dup2(writes, 1)
    os.close(writes)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdout", io.TextIOWrapper(io.FileIO(1, "w", closefd=False)))
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def lost(telemetry: Telemetry) -> float:
    """Give the number of lines that the metrics say are lost."""
    _, text = telemetry.exposition()
    (line,) = [one for one in text.decode().splitlines() if one.startswith(LOST)]
    return float(line.rpartition(" ")[2])


LOST = 'microapp_log_lines_lost_total{app="leave-helper"}'


@pytest.mark.parametrize("kind", [FULL, CLOSED])
def test_a_line_that_standard_output_does_not_take_is_counted_and_stops_nobody(
    telemetry: Telemetry, settings: Callable[..., Settings], logs: Logs, kind: str
) -> None:
    before = lost(telemetry)

    with standard_output(kind):
        configure_logging(settings())
        serve(telemetry)
        structlog.get_logger("named").info("lost")
        logging.getLogger("app").warning("lost")

    assert lost(telemetry) == before + 3
    assert logs.lines() == []


def test_lines_are_whole_again_once_standard_output_takes_them(
    telemetry: Telemetry, logs: Logs
) -> None:
    with standard_output(FULL):
        serve(telemetry)

    serve(telemetry, request_id="abcdefgh")

    assert [line["request_id"] for line in logs.lines()] == ["abcdefgh"]
