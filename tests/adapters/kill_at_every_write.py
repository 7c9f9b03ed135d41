"""Writes one tiny repository again and again, each time stopped at a later touch of the disk.

Called as `kill_at_every_write.py kill|full FOLDER`; prints what each run left, one JSON a line.
Each run is a fork, so that a hundred of them take seconds.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from microapp_cli.adapters import repository
from microapp_cli.core.errors import MicroappError
from tests.houses import tiny_design, tiny_house, tree

TOUCHES = {"os.mkdir", "os.rename", "os.chmod", "os.remove", "os.rmdir"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
DONE, REFUSED, NEVER_STOPPED = 0, 2, 3


class Stop:
    """An audit hook that ends the process, or fails the call, at one touch of the disk."""

    def __init__(self, at: int, how: str) -> None:
        self.left = at
        self.how = how

    def __call__(self, event: str, details: tuple[Any, ...]) -> None:
        """Count down to the touch that is not to happen."""
        is_write = event == "open" and isinstance(details[2], int) and details[2] & WRITING
        if not is_write and event not in TOUCHES:
            return
        self.left -= 1
        if self.left:
            return
        if self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def main(how: str, folder: Path) -> None:
    """Stop at the first touch, then at the second, until a run comes to its end."""
    bench = tiny_house(folder / "house")
    design = tiny_design(bench)
    whole = tree(repository.write(design, bench.layers, folder / "whole" / "app"))
    status, count = DONE, 0
    while status != NEVER_STOPPED:
        count += 1
        parent = folder / str(count)
        parent.mkdir()
        child = os.fork()
        if child == 0:
            stop = Stop(count, how)
            sys.addaudithook(stop)
            try:
                repository.write(design, bench.layers, parent / "app")
            except MicroappError:
                os._exit(REFUSED)
            os._exit(NEVER_STOPPED if stop.left > 0 else DONE)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        target = parent / "app"
        is_whole = target.exists() and tree(target) == whole
        found = "whole" if is_whole else "partial" if target.exists() else "absent"
        beside = [path.name for path in parent.iterdir() if path != target]
        print(json.dumps({"status": status, "target": found, "beside": beside}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
