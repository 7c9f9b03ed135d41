"""Signs of life of a long command: a bar or a clock on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

EVERY_S = 0.1
LONGEST = 40
CLEAR = "\r\x1b[K"


class Progress:
    """Counts up to a total on the last line of a terminal; leaves nothing behind."""

    def __init__(self, total: int, stream: TextIO, what: str) -> None:
        self.total, self.stream, self.what = total, stream, what
        self.count = 0
        self._drawn = 0.0
        self.is_shown = total > 1 and stream.isatty()

    def __enter__(self) -> Progress:
        self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_shown:
            self._write(CLEAR)

    def step(self) -> None:
        """One more is done."""
        self.count += 1
        if time.monotonic() - self._drawn >= EVERY_S:
            self._draw()

    def _draw(self) -> None:
        if not self.is_shown:
            return
        said = f" {self.count} of {self.total} {self.what}"
        room = min(LONGEST, shutil.get_terminal_size().columns - len(said) - 3)
        filled = self.count * max(room, 0) // self.total
        bar = f"[{'#' * filled}{'.' * (room - filled)}]" if room > 4 else ""
        self._write(f"{CLEAR}{bar}{said}")
        self._drawn = time.monotonic()

    def _write(self, text: str) -> None:
        with suppress(OSError):
            self.stream.write(text)
            self.stream.flush()


@contextmanager
def elapsing(what: str, stream: TextIO, every_s: float = 1.0) -> Iterator[None]:
    """Say what is being done, and when it is over how long it took; a terminal sees a clock."""
    began, over = time.monotonic(), threading.Event()

    def say(end: str) -> None:
        with suppress(OSError):
            stream.write(end)
            stream.flush()

    def tick() -> None:
        while not over.wait(every_s):
            say(f"{CLEAR}{what} … {time.monotonic() - began:.0f} s")

    clock = threading.Thread(target=tick, daemon=True)
    say(f"{what} …" if stream.isatty() else f"{what} …\n")
    if stream.isatty():
        clock.start()
    try:
        yield
    except BaseException:
        _stop(clock, over)
        say("\n" if stream.isatty() else "")
        raise
    _stop(clock, over)
    took = f"{time.monotonic() - began:.0f} s"
    say(f"{CLEAR}{what}: {took}\n" if stream.isatty() else f"  done in {took}\n")


def _stop(clock: threading.Thread, over: threading.Event) -> None:
    over.set()
    if clock.is_alive():
        clock.join()
