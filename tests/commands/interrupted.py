"""Runs the command line, and sends this process a signal at the n-th file opened for writing.

Called as `interrupted.py SIGNAL COUNT WORD…`.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from microapp_cli.__main__ import main

WRITING = os.O_WRONLY | os.O_RDWR
number = signal.Signals[sys.argv[1]]
left = int(sys.argv[2])


def hook(event: str, details: tuple[Any, ...]) -> None:
    """Count down to the write at which the signal comes."""
    global left
    if event == "open" and isinstance(details[2], int) and details[2] & WRITING:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), number)


sys.argv[1:] = sys.argv[3:]
sys.addaudithook(hook)
raise SystemExit(main())
