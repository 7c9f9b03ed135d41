"""Repairs one repository again and again, each time killed at a later touch of the disk.

Called as `fix_killed_at_every_write.py SPOILT FOLDER`; prints, one JSON a line, what the files
are after each kill: the path of each file that is there → the hash of its bytes.
Each run is a fork of a process that has loaded everything, so that twenty of them take seconds.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from microapp_cli.main import run
from tests.adapters.kill_at_every_write import DONE, NEVER_STOPPED, Stop
from tests.houses import house, tree

MOST = 60


class StopInside(Stop):
    """Counts the touches of one folder only: elsewhere a repair writes nothing that lasts."""

    def __init__(self, at: int, folder: Path) -> None:
        super().__init__(at, "kill")
        self.folder = str(folder)

    def __call__(self, event: str, details: tuple[Any, ...]) -> None:
        """Count down to the touch that is not to happen."""
        place = details[0] if details else None
        if isinstance(place, str | Path) and str(place).startswith(self.folder):
            super().__call__(event, details)


def main(spoilt: Path, folder: Path) -> None:
    """Kill at the first touch, then at the second, until a run comes to its end."""
    bench = house()
    run(["fix", str(spoilt), "--dry-run"], bench)  # loads all modules
    sys.stdout.flush()
    for count in range(1, MOST):
        app = folder / str(count) / spoilt.name
        shutil.copytree(spoilt, app)
        child = os.fork()
        if child == 0:
            stop = StopInside(count, app)
            sys.addaudithook(stop)
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            run(["fix", str(app), "--allow-dirty"], bench)
            os._exit(NEVER_STOPPED if stop.left > 0 else DONE)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"status": status, "files": tree(app)}), flush=True)
        if status == NEVER_STOPPED:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
