"""Alerts to a webhook: signed, from a queue that never makes a call wait.

A receiver checks `X-Microapp-Signature: t=<seconds>,v1=<hex>`: the HMAC-SHA-256, with the shared
secret, of `<seconds>.` and the body. It refuses an old `t`, so that a copied alert is of no use.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp
import msgspec

from microapp_kit.secrets import CannotStart
from microapp_llm.money.alerts import Event

log = logging.getLogger("microapp")
MOST_WAITING = 256
ATTEMPTS = 4
SECONDS_TO_ANSWER = 5.0
LEAST_SECRET = 32
LOCAL = ("127.0.0.1", "localhost", "::1")


class Ended(Protocol):
    """Is told what became of an event."""

    def __call__(self, event: Event, *, taken: bool) -> None:
        """Note that an event was taken, or dropped."""


class Webhook:
    """Sends events one after the other; one that nobody takes is dropped, logged and counted."""

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        pause: float = 1.0,
        service: str = "",
        lost: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        _check(url)
        if len(secret) < LEAST_SECRET:
            raise CannotStart(f"ALERT_WEBHOOK_SECRET must have {LEAST_SECRET} characters or more.")
        self._url, self._secret = url, secret.encode()
        self._pause, self._clock = pause, clock
        self._waiting: asyncio.Queue[Event] = asyncio.Queue(MOST_WAITING)
        self._sending = 0
        self._task: asyncio.Task[None] | None = None
        self._lost = lost
        self.ended: Ended = _ignore
        self._head = {"service": service} if service else {}
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many wait to be sent."""
        return self._waiting.qsize()

    def tell(self, event: Event) -> None:
        """Send soon; when too many wait, drop this one."""
        try:
            self._waiting.put_nowait(event)
        except asyncio.QueueFull:
            self._drop(event, "too many wait")

    async def start(self) -> None:
        """Begin to send."""
        self._task = asyncio.get_running_loop().create_task(self._work())

    async def close(self, seconds: float = 2.0) -> None:
        """Send what waits, for a short while, and stop."""
        if self._task is None:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._waiting.join()
        except TimeoutError:
            left = self._waiting.qsize() + self._sending
            log.warning("Alerts that were not sent in time: %s.", left)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        timeout = aiohttp.ClientTimeout(total=SECONDS_TO_ANSWER)
        async with aiohttp.ClientSession(
            timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
        ) as to:
            while True:
                event = await self._waiting.get()
                self._sending = 1
                try:
                    await self._deliver(to, event)
                finally:
                    self._sending = 0
                    self._waiting.task_done()

    async def _deliver(self, session: aiohttp.ClientSession, event: Event) -> None:
        body = msgspec.json.encode(
            {**self._head, "kind": event.kind, "org": event.org, **event.facts}
        )
        why = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(self._pause * 2 ** (attempt - 1))
            try:
                async with session.post(
                    self._url, data=body, headers=self._headers(body), allow_redirects=False
                ) as answer:
                    if 200 <= answer.status < 300:
                        self.ended(event, taken=True)
                        return
                    why = f"status {answer.status}"
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                why = type(error).__name__
        self._drop(event, why)

    def _headers(self, body: bytes) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "X-Microapp-Signature": signature(self._secret, int(self._clock()), body),
        }

    def _drop(self, event: Event, why: str) -> None:
        self.dropped += 1
        self._lost()
        self.ended(event, taken=False)
        log.error("An alert was not delivered (%s): %s.", event.kind, why)


def _ignore(event: Event, *, taken: bool) -> None:
    del event, taken


def _check(url: str) -> None:
    try:
        place = urlsplit(url)
        host, port = place.hostname or "", place.port
    except ValueError:
        host, port = "", 0
    is_safe = bool(host) and port != 0 and not any(sign.isspace() for sign in url)
    if not is_safe or not (place.scheme == "https" or (place.scheme == "http" and host in LOCAL)):
        raise CannotStart(
            "ALERT_WEBHOOK_URL must start with https://, name a host and have no blanks."
        )


def signature(secret: bytes, seconds: int, body: bytes) -> str:
    """Give the signature of a body sent at a time."""
    digest = hmac.digest(secret, f"{seconds}.".encode() + body, "sha256").hex()
    return f"t={seconds},v1={digest}"
