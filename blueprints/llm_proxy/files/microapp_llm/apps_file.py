"""Sees that `apps.yaml` changed, so that an app which is stopped there is stopped here."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

from microapp_kit.secrets import CannotStart
from microapp_llm.apps import Apps, Caps, read_apps
from microapp_llm.money.limits import APPS_FILE

log = logging.getLogger("microapp")
SECONDS = 1.0
Seen = tuple[int, ...] | None


class AppsFile:
    """The list of apps as it is now. One that is broken or gone leaves all as it was."""

    def __init__(self, path: Path, own: str, file: str = APPS_FILE) -> None:
        self._path = path
        self._own = own
        self._file = file  # as errors and the log name it
        self._seen = _seen(self._path)
        self.apps: Apps = read_apps(self._path, own, file)
        self.lower: Callable[[Caps], None] = _ignore
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look once a second, whatever else the service waits for."""
        self._task = asyncio.get_running_loop().create_task(self._keep_looking())

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def look(self) -> None:
        """Take a list that changed: its apps and their budgets together, or neither."""
        seen = _seen(self._path)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            fresh = await asyncio.to_thread(self._read)
            self.lower(fresh.caps)
        except CannotStart as error:
            log.error("The apps stay as they were, as what changed is not taken. %s", str(error))
        else:
            self.apps.become(fresh)
            log.info("%s was read again.", self._file)

    def _read(self) -> Apps:
        """Read a list that was or is there: one that vanished is a mistake, not an empty list."""
        return read_apps(self._path, self._own, self._file, must_exist=True)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await self.look()
            except Exception:
                log.exception("%s could not be looked at; the apps stay as they were.", self._file)


def _seen(path: Path) -> Seen:
    """Give what tells one state of a file from another, whatever stands in it."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        return (error.errno or 0,)
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _ignore(caps: Caps) -> None:
    del caps
