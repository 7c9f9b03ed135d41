"""The body of a request that did not come at once: its reader is told when its time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from microapp_kit.errors import Refusal

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveEvent

TOO_SLOW = Refusal(408, "too_slow", "The request did not arrive in time.")


class AwaitedBody:
    """What the app reads of a request instead of what the server gives it."""

    __slots__ = ("_cycle", "_is_late", "_receive")

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        self._receive = cycle.receive
        self._is_late = False
        cycle.receive = self.receive  # type: ignore[method-assign]  # its task has not begun

    async def receive(self) -> ASGIReceiveEvent:
        """Give what came, or raise a refusal when the rest did not come in time."""
        message = await self._receive()
        if self._is_late:
            raise Refusal(TOO_SLOW.status, TOO_SLOW.code, TOO_SLOW.message)
        return message

    def let_go(self) -> None:
        """End with what holds itself: whoever reads goes on."""
        del self._cycle.receive

    def end(self) -> None:
        """Wait no longer; whatever is answered, the connection closes after it."""
        self._cycle.keep_alive = False
        self._is_late = not self._cycle.response_started
        self._cycle.message_event.set()
