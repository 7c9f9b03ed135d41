"""Eight processes at once: every change is there, in one chain, and each refusal says why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from microapp_cli.adapters.catalog import apps, pages, usage_pages
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.verify import verify
from tests.adapters.catalog.crowd import EVENTS, OWN
from tests.catalogs import manifest, open_at, register, taken

CROWD = Path(__file__).with_name("crowd.py")
HOUSE = Path(__file__).parents[3]
MANY = 8


def crowd(url: str, start: Path) -> list[str]:
    """Let all of them run; gives what each printed."""
    command = [sys.executable, "-m", "tests.adapters.catalog.crowd", url]
    running = [
        subprocess.Popen(
            [*command, str(number), str(start)],
            cwd=HOUSE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(MANY)
    ]
    start.touch()
    printed = [process.communicate(timeout=300) for process in running]
    assert [process.returncode for process in running] == [0] * MANY, printed
    return [line for out, _ in printed for line in out.splitlines()]


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_waits_for_ever(store: Store, url: str, tmp_path: Path) -> None:
    register(store, taken(manifest("shared-app"), repository=""))

    told = crowd(url, tmp_path / "start")

    refused = [line for line in told if line != "done"]
    assert told.count("done") == 2
    assert sum("shared-app is in staging already" in line for line in refused) == MANY - 1
    assert sum("wanted-name belongs to person" in line for line in refused) == MANY - 1
    with open_at(url).read() as reading:
        proof = verify(reading.connection)
        counts = pages.counted(reading.connection)
        shared = apps.get(reading.connection, "shared-app")
        names = ["shared-app", *(f"own-{number}-0" for number in range(MANY))]
        ids = [apps.get(reading.connection, name)[0] for name in names]
        spent = [usage_pages.spent(reading.connection, id, "2026-11") for id in ids]
        assert usage_pages.wrong_sums(reading.connection) == []
    assert proof.problems == ()
    assert proof.apps == MANY * OWN + 2 + MANY + 1
    assert proof.entries == 1 + MANY * OWN * 2 + 2 + MANY * OWN + MANY + 1 + MANY + 1
    assert spent == [EVENTS * 500_000] * (MANY + 1)
    assert counts["stage"] == {"staging": MANY * OWN + 1, "development": 1 + MANY + 1}
    assert shared[1] == 1 + 1 + MANY * OWN


@pytest.mark.slow
def test_a_fresh_catalog_is_made_once_by_all_together(empty: str) -> None:
    crowd_of_new = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.adapters.catalog.newcomer", empty, str(number)],
            cwd=HOUSE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(MANY)
    ]

    told = [process.communicate(timeout=120)[1] for process in crowd_of_new]

    assert [process.returncode for process in crowd_of_new] == [0] * MANY, told
    with open_at(empty).read() as reading:
        assert verify(reading.connection).apps == MANY
