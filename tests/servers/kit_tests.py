"""The tests of the kit that ran already, on the very same kit: what apps share is tested once."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable

KIT = ("microapp_kit/", "tests/kit/")
OF_THE_APP = re.compile(r"cwd|chdir|\.yaml|\.toml")
"""What a test of the kit reads that differs from app to app."""

Files = dict[str, bytes]


def proven(files: Files, tested: Iterable[Files]) -> list[str]:
    """Give the kit's tests that ran already: on the same kit and packages, and of no app's files.

    The packages of that app are among ours, each at the same version with the same hashes.
    """
    kit = of_the_kit(files)
    before = (other for other in tested if of_the_kit(other) == kit)
    if not any(packages(other) <= packages(files) for other in before):
        return []
    tests = [path for path in kit if path.startswith("tests/kit/test_")]
    return sorted(path for path in tests if not OF_THE_APP.search(kit[path].decode()))


def of_the_kit(files: Files) -> Files:
    """Give the files of the kit and of its tests."""
    return {path: text for path, text in files.items() if path.startswith(KIT)}


def packages(files: Files) -> set[str]:
    """Give all that is locked, without the app itself."""
    locked = tomllib.loads(files["uv.lock"].decode())["package"]
    return {json.dumps(package) for package in locked if "virtual" not in package["source"]}
