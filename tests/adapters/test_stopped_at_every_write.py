"""Whatever happens while a repository is written, the target is whole or absent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("kill_at_every_write.py")
FEWEST_TOUCHES = 40


def outcomes(how: str, folder: Path) -> list[dict[str, Any]]:
    """What each run left, by the touch of the disk at which it was stopped."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM), how, str(folder)], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_kill_at_any_write_leaves_no_partial_target(tmp_path: Path) -> None:
    *stopped, last = outcomes("kill", tmp_path)

    targets = [run["target"] for run in stopped]
    published = targets.index("whole")
    assert published > FEWEST_TOUCHES
    assert set(targets[:published]) == {"absent"}
    assert set(targets[published:]) == {"whole"}
    assert all(name.startswith(".app.microapp-") for run in stopped for name in run["beside"])
    assert last == {"status": 3, "target": "whole", "beside": []}


def test_a_disk_that_fails_at_any_write_leaves_nothing_behind(tmp_path: Path) -> None:
    *failed, _ = outcomes("full", tmp_path)

    refused = [run for run in failed if run["status"] == 2]
    assert len(refused) > FEWEST_TOUCHES
    for run in refused:
        assert run == {"status": 2, "target": "absent", "beside": []}
    assert {run["target"] for run in failed if run["status"] == 0} == {"whole"}
