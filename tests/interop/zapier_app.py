"""A Zapier app on disk, judged and run by Zapier's own packages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.servers import node

SOURCE = Path(__file__).parent / "connectors"


class App:
    """A Zapier app on disk beside the packages it needs."""

    def __init__(self, connectors: Path, folder: Path, url: str = "", token: str = "") -> None:
        shutil.copytree(connectors / "zapier", folder / "zapier")
        packages = node.installed("connectors", SOURCE)
        (folder / "node_modules").symlink_to(packages / "node_modules")
        (folder / "zapier.cjs").write_bytes((SOURCE / "zapier.cjs").read_bytes())
        self._folder = folder
        self._auth = {"base_url": url, "token": token}

    def errors(self) -> Any:
        """What Zapier's validator has against it."""
        return self._said()

    def run(self, *steps: tuple[str, dict[str, Any]]) -> Any:
        """Run steps one after another and give what each gave."""
        return self._said(json.dumps({"authData": self._auth, "steps": steps}))

    def _said(self, *words: str) -> Any:
        done = node.run(["zapier.cjs", str(self._folder / "zapier"), *words], self._folder)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])
