"""promtool, which judges rules of Prometheus: the one on PATH, or the one in Debian's package."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers.cache import kept

PACKAGE = "prometheus"


def promtool() -> str:
    """Give the program, unpacked from the package if need be; skips where there is neither."""
    if found := shutil.which("promtool"):
        return found
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        pytest.skip("promtool is not installed, and this is no Debian: install Prometheus")
    return str(kept("promtool", PACKAGE.encode(), _unpack) / "usr" / "bin" / "promtool")


def _unpack(folder: Path) -> None:
    if _download(folder).returncode:  # a new machine has no list of packages yet
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True, timeout=300)
        done = _download(folder)
        if done.returncode:
            raise RuntimeError(f"apt-get download {PACKAGE} failed\n{done.stdout}{done.stderr}")
    (package,) = folder.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], check=True, timeout=300)
    package.unlink()


def _download(folder: Path) -> subprocess.CompletedProcess[str]:
    words = ["apt-get", "download", "-qq", PACKAGE]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300)
