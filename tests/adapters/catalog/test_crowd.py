"""Eight processes at once: every change is there, in one chain, and each refusal says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from microapp_cli.adapters.catalog import apps, pages, usage_pages
from microapp_cli.adapters.catalog.store import Store
from microapp_cli.adapters.catalog.verify import verify
from tests.adapters.catalog.crowd import EVENTS, OWN
from tests.adapters.catalog.processes import begun
from tests.catalogs import manifest, open_at, register, taken

MANY = 8


def crowd(url: str, start: Path) -> list[str]:
    """Let all of them run; gives what each printed."""
    running = [begun("crowd", url, str(number), start) for number in range(MANY)]
    start.touch()
    ended = [process.result(300) for process in running]
    assert [process.returncode for process in ended] == [0] * MANY, ended
    return [line for process in ended for line in process.stdout.splitlines()]


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
    crowd_of_new = [begun("newcomer", empty, str(number)) for number in range(MANY)]

    ended = [process.result(120) for process in crowd_of_new]

    assert [process.returncode for process in ended] == [0] * MANY, ended
    with open_at(empty).read() as reading:
        assert verify(reading.connection).apps == MANY
