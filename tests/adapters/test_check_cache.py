"""Kept reports: the same again, nothing that changed, and nothing that somebody else put there."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest

from microapp_cli.adapters import check_cache
from microapp_cli.adapters.check_cache import LARGEST, MOST_IN_SHELF, CheckCache
from microapp_cli.core.findings import Evidence, Finding, Report

KEY = "ab" + "0" * 62
FINDING = Finding("MA001", "error", "a.py", 3, "m", "t", "w", "f", ("auth.mfa",), 2, "ann", True)
REPORT = Report(
    folder="here",
    name="leave-helper",
    tier="T1",
    findings=(FINDING,),
    evidence=(Evidence("auth.mfa", "MFA", ["dpop"], "held", ("MA001",), "you said so"),),
    rules=40,
    layers=("base",),
    engine="embedded",
    policies="p",
    facts="f",
    today="2026-11-23",
    exceptions=({"rule": "MA001", "waived": 1},),
)


@pytest.fixture
def cache(tmp_path: Path) -> CheckCache:
    return CheckCache(tmp_path / "checks")


def entry(cache: CheckCache) -> Path:
    """Where the report with KEY is kept."""
    return cache.place / KEY[:2] / f"{KEY}.json"


def test_a_kept_report_comes_back_as_it_was(cache: CheckCache) -> None:
    cache.put(KEY, REPORT)

    again = cache.get(KEY, shown_as="there")

    assert again == dataclasses.replace(REPORT, folder="there", cached=True)


def test_an_unknown_report_is_none(cache: CheckCache) -> None:
    assert cache.get(KEY, shown_as="x") is None


def spoilt_with(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def passing(path: Path) -> None:
    """Turn the report into one without a finding, as somebody with something to hide would."""
    kept = json.loads(path.read_text())
    kept["report"] = json.dumps({**json.loads(kept["report"]), "findings": []})
    path.write_text(json.dumps(kept))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def linked(path: Path) -> None:
    path.rename(path.with_suffix(".real"))
    path.symlink_to(path.with_suffix(".real"))


@pytest.mark.parametrize(
    "spoil",
    [
        *(passing, cut, linked),
        *(spoilt_with(b""), spoilt_with(b"{}"), spoilt_with(b"[1]"), spoilt_with(b"\xff")),
        *(spoilt_with(b"[" * 100_000), spoilt_with(b'{"key": 1, "sha256": 2, "report": 3}')),
        *(lambda path: path.chmod(0o666), lambda path: path.parent.chmod(0o777)),
        *(lambda path: path.parent.parent.chmod(0o770), lambda path: path.unlink()),
        *(
            piped,
            lambda path: (path.unlink(), path.mkdir()),
        ),
    ],
)
def test_a_spoilt_or_open_entry_is_as_none_and_stops_nothing(
    cache: CheckCache, spoil: Callable[[Path], object]
) -> None:
    cache.put(KEY, REPORT)

    spoil(entry(cache))

    assert cache.get(KEY, shown_as="x") is None
    cache.put(KEY, REPORT)


def test_a_spoilt_entry_is_written_anew(cache: CheckCache) -> None:
    cache.put(KEY, REPORT)
    passing(entry(cache))

    cache.put(KEY, REPORT)

    assert cache.get(KEY, shown_as="here") is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_an_entry_of_somebody_else_is_as_none(cache: CheckCache) -> None:
    cache.put(KEY, REPORT)
    os.chown(entry(cache), 12345, 12345)

    assert cache.get(KEY, shown_as="x") is None


def test_an_entry_under_another_key_is_as_none(cache: CheckCache) -> None:
    cache.put(KEY, REPORT)
    other = KEY[:-1] + "1"
    entry(cache).rename(entry(cache).with_name(f"{other}.json"))

    assert cache.get(other, shown_as="x") is None


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    cache = CheckCache(tmp_path / "file" / "checks")

    cache.put(KEY, REPORT)

    assert cache.get(KEY, shown_as="x") is None


def test_a_shelf_stays_small(cache: CheckCache) -> None:
    for number in range(3 * MOST_IN_SHELF):
        cache.put(f"ab{number:062}", REPORT)

    kept = list((cache.place / "ab").iterdir())

    assert len(kept) == MOST_IN_SHELF
    assert cache.get(f"ab{3 * MOST_IN_SHELF - 1:062}", shown_as="x") is not None


def test_a_huge_report_is_not_kept(cache: CheckCache) -> None:
    cache.put(KEY, dataclasses.replace(REPORT, name="x" * LARGEST))

    assert cache.get(KEY, shown_as="x") is None


def test_a_draft_of_a_killed_process_goes_in_time(cache: CheckCache) -> None:
    cache.put(KEY, REPORT)
    draft = entry(cache).with_name("left.1.aa")
    draft.write_text("half")
    os.utime(draft, (0, 0))

    for number in range(MOST_IN_SHELF):
        cache.put(f"ab{number:062}", REPORT)

    assert not draft.exists()


def test_processes_that_write_and_read_at_once_see_whole_reports(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        seen = list(pool.map(write_and_read, [tmp_path / "checks"] * 8))

    assert sum(seen) == 8 * 100


def write_and_read(place: Path) -> int:
    """How many of a hundred reads found the report."""
    cache = CheckCache(place)
    found = 0
    for _ in range(100):
        cache.put(KEY, REPORT)
        found += cache.get(KEY, shown_as="x") is not None
    return found


def test_the_key_follows_everything_that_a_report_rests_on() -> None:
    day = date(2026, 11, 23)
    keys = {
        check_cache.key("f", judges="j", engine="embedded", today=day),
        check_cache.key("g", judges="j", engine="embedded", today=day),
        check_cache.key("f", judges="k", engine="embedded", today=day),
        check_cache.key("f", judges="j", engine="opa", today=day),
        check_cache.key("f", judges="j", engine="embedded", today=date(2026, 11, 24)),
        check_cache.key("f", judges="j", engine="embedded", today=day, base="/x\0abc"),
    }

    assert len(keys) == 6


@pytest.mark.parametrize("change", ["content", "new", "gone", "same size and time"])
def test_changed_policies_judge_anew(tmp_path: Path, change: str) -> None:
    rule = tmp_path / "rules" / "a.rego"
    rule.parent.mkdir()
    rule.write_text("deny")
    before = check_cache.judged_by([tmp_path])
    assert check_cache.judged_by([tmp_path]) == before

    if change == "content":
        rule.write_text("allow")
    if change == "new":
        (tmp_path / "rules" / "b.rego").write_text("deny")
    if change == "gone":
        rule.unlink()
    if change == "same size and time":
        status = rule.stat()
        rule.write_text("pass")
        os.utime(rule, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert check_cache.judged_by([tmp_path]) != before
