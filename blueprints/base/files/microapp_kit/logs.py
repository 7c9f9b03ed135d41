"""Logs: one JSON object a line on standard output, redacted, whoever writes it."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog

from microapp_kit.output import output
from microapp_kit.redaction import Known, RedactingProcessor, redact
from microapp_kit.settings import Settings

Event = MutableMapping[str, Any]
DEEPEST_TRACE = 30
QUIET = ("uvicorn.access", "asyncio", "aiohttp.access")


def configure_logging(settings: Settings) -> None:
    """Give every log line of this process, uvicorn's and libraries' too, one redacted form."""
    ending: list[Any] = [Exceptions(messages=settings.local), RedactingProcessor(), _as_json]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _stamped,
    ]
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=Printing,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_colours,
            *ending,
        ],
    )
    handler = Lines()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", *QUIET):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class Lines(logging.Handler):
    """Writes what the standard library's loggers are told, at once."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, behind those that wait."""
        try:
            output.write(self.format(record).encode("utf-8", "backslashreplace"))
        except Exception:
            self.handleError(record)
        output.flush()


_encode = msgspec.json.Encoder(enc_hook=str).encode


def write_known(event: str, **values: object) -> None:
    """Write a line about a request, of values that this program made itself: none is redacted."""
    line = {"event": event, "level": "info", "timestamp": datetime.now(UTC)}
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id is not None:
        line["request_id"] = request_id if type(request_id) is Known else redact(request_id)
    output.write(_encode(line | values))


class Printing:
    """What structlog writes a line with, whatever its level and the name of the logger."""

    def __init__(self, *_names: str) -> None:
        pass

    def msg(self, message: str) -> None:
        """Write a line."""
        output.write(message.encode("utf-8", "backslashreplace"))

    log = debug = info = warning = error = critical = exception = fatal = failure = msg


class Exceptions:
    """A structlog processor: an exception becomes its type and where it came from.

    Its message often quotes the data it choked on, so messages are shown only in local.
    """

    def __init__(self, *, messages: bool) -> None:
        self._messages = messages

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        """Replace `exc_info` in the event."""
        given = event.pop("exc_info", None)
        error = given[1] if isinstance(given, tuple) else given
        if given is True:
            error = sys.exc_info()[1]
        if isinstance(error, BaseException):
            event["exception"] = self._told(error)
        return event

    def _told(self, error: BaseException) -> dict[str, object]:
        frames = traceback.extract_tb(error.__traceback__)[-DEEPEST_TRACE:]
        told: dict[str, object] = {
            "type": type(error).__qualname__,
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        cause = error.__cause__ or error.__context__
        if cause is not None:
            told["after"] = type(cause).__qualname__
        if self._messages:
            told["message"] = str(error)
        return told


def _stamped(_logger: object, _method: str, event: Event) -> Event:
    """Say when, in UTC (RFC 3339)."""
    now = datetime.now(UTC).replace(tzinfo=None)
    event["timestamp"] = Known(f"{now.isoformat(timespec='microseconds')}Z")
    return event


def _without_colours(_logger: object, _method: str, event: Event) -> Event:
    """Drop uvicorn's second copy of its message."""
    event.pop("color_message", None)
    return event


def _as_json(_logger: object, _method: str, event: Event) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
