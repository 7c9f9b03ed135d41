"""What was acknowledged outlives a `kill -9`, and no key is executed twice, whenever it strikes."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.servers.postgres import Postgres
from tests.servers.service import NOTES, Caller, Service
from tests.servers.wire import Answer

WRITERS = 8
ROUNDS = 4
LONGEST_ROUND_S = 1.2
NO_ANSWER = (OSError, http.client.HTTPException)


@dataclass
class Ledger:
    """What one writer was told: the notes that exist, and the keys it got no answer for."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    attempted: dict[str, str] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def write_until(stopped: threading.Event, caller: Caller, name: str, ledger: Ledger) -> None:
    """Create notes with keys, and change each once, until told to stop or left without answer."""
    number = 0
    while not stopped.is_set():
        number += 1
        title = f"{name}-{number}"
        try:
            answer = caller.post(NOTES, {"title": title}, Idempotency_Key=title)
        except NO_ANSWER:
            ledger.unanswered.append(title)
            return
        if answer.status != 201:
            ledger.unanswered.append(title)
            note_odd(ledger, answer)
            continue
        ledger.acknowledged[title] = answer.json()["id"]
        change(caller, answer, title, ledger)


def change(caller: Caller, made: Answer, title: str, ledger: Ledger) -> None:
    note = made.json()
    text = f"changed {title}"
    ledger.attempted[note["id"]] = text
    try:
        answer = caller.patch(
            f"{NOTES}/{note['id']}", {"body": text}, If_Match=made.header("ETag") or ""
        )
    except NO_ANSWER:
        return
    if answer.status == 200:
        ledger.changed[note["id"]] = text
    else:
        note_odd(ledger, answer)


def note_odd(ledger: Ledger, answer: Answer) -> None:
    """Remember an answer that is neither success nor an honest "not now"."""
    if answer.status != 503:
        ledger.odd.append(f"{answer.status} {answer.body[:200]!r}")


def write_and_strike(service: Service, org: str, strike: Callable[[], None]) -> Ledger:
    """Let eight writers write, strike at a random moment, and give what they were told."""
    ledgers = [Ledger() for _ in range(WRITERS)]
    stopped = threading.Event()
    round_name = f"{time.monotonic_ns():x}"
    threads = [
        threading.Thread(
            target=write_until,
            args=(stopped, service.caller("ann", org), f"{round_name}-{number}", ledger),
        )
        for number, ledger in enumerate(ledgers)
    ]
    for thread in threads:
        thread.start()
    time.sleep(random.uniform(0.2, LONGEST_ROUND_S))  # noqa: S311  (no secret: a moment)
    strike()
    stopped.set()
    for thread in threads:
        thread.join()
    return merged(ledgers)


def merged(ledgers: list[Ledger]) -> Ledger:
    whole = Ledger()
    for ledger in ledgers:
        whole.acknowledged |= ledger.acknowledged
        whole.changed |= ledger.changed
        whole.attempted |= ledger.attempted
        whole.unanswered += ledger.unanswered
        whole.odd += ledger.odd
    return whole


def retry(caller: Caller, title: str) -> None:
    """Send a keyed note again, as an honest client does, until the service has decided."""
    deadline = time.monotonic() + 10
    while True:
        answer = caller.post(NOTES, {"title": title}, Idempotency_Key=title)
        if answer.status == 201:
            return
        assert answer.status in (409, 503), answer.body
        assert time.monotonic() < deadline, f"{title} is never decided: {answer.body!r}"
        time.sleep(0.1)


def assert_nothing_lost_or_doubled(service: Service, org: str, ledger: Ledger) -> None:
    """Hold that each key made one note, and that what was acknowledged is what is there."""
    caller = service.caller("ann", org)
    for title in ledger.unanswered:
        retry(caller, title)

    notes = {note["id"]: note for page in caller.pages() for note in page}
    counts = Counter(note["title"] for note in notes.values())

    assert ledger.odd == []
    assert [title for title, count in counts.items() if count > 1] == []
    assert set(counts) == {*ledger.acknowledged, *ledger.unanswered}
    for title, note_id in ledger.acknowledged.items():
        assert notes[note_id]["title"] == title
    for note_id, text in ledger.changed.items():
        assert notes[note_id]["body"] == text
    for note_id, text in ledger.attempted.items():
        assert notes[note_id]["body"] in ("", text)


def assert_the_audit_log_is_whole(service: Service) -> None:
    verified = service.run("microapp_kit.audit_log", "verify")

    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.slow
def test_a_kill_loses_no_acknowledged_write_and_doubles_none(
    kind: str, start_service: Callable[..., Service], org: str
) -> None:
    service = start_service(kind)
    ledger = Ledger()

    for _ in range(ROUNDS):
        ledger = merged([ledger, write_and_strike(service, org, service.kill)])
        service.start()

    print(f"{kind}: {len(ledger.acknowledged)} notes, {len(ledger.unanswered)} unanswered")
    assert len(ledger.acknowledged) > 20 * ROUNDS
    assert ledger.unanswered
    assert_nothing_lost_or_doubled(service, org, ledger)
    assert_the_audit_log_is_whole(service)


@pytest.mark.slow
@pytest.mark.postgres
def test_cut_database_connections_lose_no_acknowledged_write_and_double_none(
    start_service: Callable[..., Service], postgres: Postgres, org: str
) -> None:
    service = start_service("postgres")
    name = service.database.rsplit("/", 1)[1]

    def cut() -> None:
        for _ in range(3):
            postgres.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
            )
            time.sleep(0.3)

    ledger = write_and_strike(service, org, cut)

    assert len(ledger.acknowledged) > 20
    assert_nothing_lost_or_doubled(service, org, ledger)
    assert_the_audit_log_is_whole(service)


@pytest.mark.slow
def test_kills_during_a_retry_of_one_key_still_make_one_note(
    kind: str, start_service: Callable[..., Service], org: str
) -> None:
    service = start_service(kind)
    caller = service.caller("ann", org)

    for wait in (0.0, 0.003, 0.008):
        sender = threading.Thread(target=send_in_vain, args=(caller, "the one"))
        sender.start()
        time.sleep(wait)
        service.kill()
        sender.join()
        service.start()
    retry(caller, "the one")

    assert caller.titles() == ["the one"]


def send_in_vain(caller: Caller, title: str) -> None:
    try:
        caller.post(NOTES, {"title": title}, Idempotency_Key=title)
    except NO_ANSWER:
        return
