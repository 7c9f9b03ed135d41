"""An environment as an image of ours has it: what an app pins, and nothing that only tests need.

The Python of an image, as the Node of a peer, was optimised with profiles of itself. One that was
compiled by hand often was not, and takes a seventh more time for the same call. Debian's is, though
it was not told by a flag: its packagers call `make profile-opt`.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

ABOUT = """
import platform, sysconfig
optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
flag = "with" if optimised else "without"
print(platform.python_version(), "configured", flag, "--enable-optimizations")
"""


def about(python: str) -> str:
    """Say which version a Python is, and how it says it was built."""
    done = subprocess.run([python, "-c", ABOUT], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def environment_of(app: Path, folder: Path, python: str) -> str:
    """Install what an app pins in a new environment of a Python; give the Python that has it."""
    made = str(folder / "bin" / "python")
    pinned = ("--require-hashes", "-r", str(app / "requirements.txt"))
    install = ("uv", "pip", "install", "-q", "--compile-bytecode", "--python", made, *pinned)
    for command in (("uv", "venv", "-q", "--python", python, str(folder)), install):
        subprocess.run(command, check=True)
    return made
