"""Approvals: someone else with the role decides, and none outlives its date."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as any_of
from sqlalchemy import MetaData, text

from microapp_kit.audit import Audit
from microapp_kit.changes import Change
from microapp_kit.errors import Refusal
from microapp_kit.principal import Principal
from microapp_kit.sql import Statement
from microapp_kit.store import Store
from microapp_llm.approvals.deciding import Approvals, shown
from microapp_llm.approvals.model import approvals_tables
from tests.blueprints.llm.fresh_database import play, prepare, tell

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BEHIND = "large openai model-1 https://models.example.com/v1"
Asked = Callable[["Desk"], Awaitable[None]]


def change(sub: str, role: str = "writer", org: str = "acme", now: datetime = NOW) -> Change:
    """Say who changes something, and when."""
    principal = Principal(sub, org, frozenset({role}), "human", "issuer", {})
    return Change(principal, "request-1", now)


class Desk:
    """The approvals of one database, with the moves spelled shortly."""

    def __init__(self, store: Store, metadata: MetaData, most_days: int = 30) -> None:
        audit = Audit(metadata, store.compiler)
        self.store = store
        self.approvals = Approvals(metadata, store.compiler, audit, most_days)

    async def ask(self, who: Change, days: int = 7, **more: Any) -> str:
        """Ask for the large model; give the id."""
        told = {"app": "desk", "model": "large", "behind": BEHIND, "days": days, **more}
        told.setdefault("reason", "a hard case")
        script = self.approvals.ask
        return (await self.store.write(who.principal.org, lambda: script(who, **told))).id

    async def move(self, name: str, who: Change, approval_id: str) -> Any:
        """Approve, reject or revoke."""
        script = getattr(self.approvals, name)
        return await self.store.write(who.principal.org, lambda: script(who, approval_id))

    async def allowed(
        self,
        user: str = "ann",
        now: datetime = NOW,
        org: str = "acme",
        app: str = "desk",
        behind: str = BEHIND,
    ) -> bool:
        """Say whether a user may use the large model."""
        asked = (org, app, user, "large", behind, now)
        return await self.approvals.allowed(self.store, *asked) is not None


@pytest.fixture
def at_desk(new_database: Callable[[str], str]) -> Callable[..., None]:
    """Play a story at the desk."""

    def run(story: Asked, kind: str = "sqlite") -> None:
        async def with_desk(store: Store, metadata: MetaData) -> None:
            await story(Desk(store, metadata))

        play(new_database(kind), with_desk, approvals_tables)

    return run


@pytest.fixture
def prepared(new_database: Callable[[str], str]) -> tuple[str, MetaData]:
    """A database that is shared by many stories, each in an org of its own."""
    url = new_database("sqlite")
    return url, prepare(url, approvals_tables)


async def refused(work: Awaitable[Any], status: int, code: str) -> None:
    """Expect a refusal."""
    with pytest.raises(Refusal) as found:
        await work
    assert (found.value.status, found.value.code) == (status, code)


def test_what_someone_else_approves_is_allowed_until_its_date(
    at_desk: Callable[..., None], kind: str
) -> None:
    async def story(desk: Desk) -> None:
        asked = await desk.ask(change("ann"))
        assert not await desk.allowed()
        given = await desk.move("approve", change("ada", "admin"), asked)
        assert given.expires_at == NOW + 7 * DAY
        assert await desk.allowed()
        assert await desk.allowed(now=NOW + 7 * DAY - timedelta(microseconds=1))
        assert not await desk.allowed(now=NOW + 7 * DAY)
        for other in ({"user": "bob"}, {"org": "evil"}, {"app": "other"}):
            assert not await desk.allowed(**other)  # type: ignore[arg-type]
        listed = await desk.approvals.list(desk.store, "acme", ("desk", "ann"), NOW)
        assert [a["state"] for a in shown(listed, NOW + 7 * DAY)] == ["expired"]
        for asker in (("desk", "bob"), ("leave", "ann")):
            assert await desk.approvals.list(desk.store, "acme", asker, NOW) == []
        assert await desk.approvals.list(desk.store, "evil", None, NOW) == []

    at_desk(story, kind)


def test_an_approval_for_the_app_holds_for_all_its_users(at_desk: Callable[..., None]) -> None:
    async def story(desk: Desk) -> None:
        asked = await desk.ask(change("ann"), scope="app")
        await desk.move("approve", change("ada", "admin"), asked)
        assert await desk.allowed("bob")

    at_desk(story)


def test_an_approval_is_for_the_model_that_stood_behind_the_alias(
    at_desk: Callable[..., None],
) -> None:
    async def story(desk: Desk) -> None:
        asked = await desk.ask(change("ann"))
        await desk.move("approve", change("ada", "admin"), asked)
        assert not await desk.allowed(behind=BEHIND.replace("example", "elsewhere"))
        assert await desk.allowed()

    at_desk(story)


def test_nobody_approves_their_own_request_and_only_the_role_decides(
    at_desk: Callable[..., None],
) -> None:
    async def story(desk: Desk) -> None:
        own = await desk.ask(change("ada", "admin"))
        await refused(desk.move("approve", change("ada", "admin"), own), 403, "own_request")
        asked = await desk.ask(change("ann"))
        for move in ("approve", "reject", "revoke"):
            await refused(desk.move(move, change("bob"), asked), 403, "forbidden")
        stranger = change("eve", "admin", org="evil")
        await refused(desk.move("approve", stranger, asked), 404, "not_found")

    at_desk(story)


def test_a_request_is_decided_once_even_by_many_at_once(
    at_desk: Callable[..., None], kind: str
) -> None:
    async def story(desk: Desk) -> None:
        await asyncio.gather(*(desk.allowed() for _ in range(8)))  # opens the connections
        for _ in range(5):
            asked = await desk.ask(change("ann"))
            moves = [
                desk.move("approve" if n % 2 else "reject", change(f"ada-{n}", "admin"), asked)
                for n in range(8)
            ]
            ends = await asyncio.gather(*moves, return_exceptions=True)
            assert sum(isinstance(end, Refusal) and end.status == 409 for end in ends) == 7

    at_desk(story, kind)


def test_what_is_revoked_ends_at_once_and_a_late_approval_is_refused(
    at_desk: Callable[..., None],
) -> None:
    async def story(desk: Desk) -> None:
        asked = await desk.ask(change("ann"))
        await desk.move("approve", change("ada", "admin"), asked)
        await desk.move("revoke", change("ann"), asked)
        assert not await desk.allowed()
        late = await desk.ask(change("ann"))
        after = change("ada", "admin", now=NOW + 15 * DAY)
        await refused(desk.move("approve", after, late), 409, "decided_already")

    at_desk(story)


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"days": 31}, {"reason": " "}, {"reason": "x" * 1001}, {"scope": "all"}]
)
def test_a_request_without_reason_or_bounds_is_refused(
    at_desk: Callable[..., None], wrong: dict[str, Any]
) -> None:
    async def story(desk: Desk) -> None:
        await refused(desk.ask(change("ann"), **wrong), 422, "invalid")

    at_desk(story)


def test_one_person_cannot_flood_the_desk(at_desk: Callable[..., None]) -> None:
    async def story(desk: Desk) -> None:
        for _ in range(20):
            await desk.ask(change("ann"))
        await refused(desk.ask(change("ann")), 409, "too_many_requests_open")

    at_desk(story)


def test_asking_and_revoking_hides_nobody_elses_request(
    at_desk: Callable[..., None], kind: str
) -> None:
    async def story(desk: Desk) -> None:
        waiting = await desk.ask(change("ann"))
        given = await desk.ask(change("bob"))
        await desk.move("approve", change("ada", "admin"), given)
        for _ in range(50):
            mallory = change("mallory", now=NOW + timedelta(hours=1))
            await desk.move("revoke", mallory, await desk.ask(mallory))
        await refused(desk.ask(mallory), 409, "too_many_requests_today")

        listed = await desk.approvals.list(desk.store, "acme", None, NOW + timedelta(hours=2))

        assert {one.id for one in listed[:2]} == {waiting, given}
        assert len(listed) == 52

    at_desk(story, kind)


def test_every_move_is_in_the_audit_log(at_desk: Callable[..., None]) -> None:
    async def story(desk: Desk) -> None:
        asked = await desk.ask(change("ann"))
        await desk.move("approve", change("ada", "admin"), asked)
        await desk.move("revoke", change("ada", "admin"), asked)
        every = Statement(str(text("SELECT action FROM microapp_audit ORDER BY seq")), (), ())
        told = [row[0] for row in await desk.store.read("acme", every, {})]
        assert told == ["approval.request", "approval.approved", "approval.revoked"]

    at_desk(story)


numbers = count()
MOVES = any_of.lists(
    any_of.tuples(
        any_of.sampled_from(["ask", "approve", "reject", "revoke"]),
        any_of.sampled_from(["ann", "ada", "abe"]),
        any_of.integers(-3, 20),  # days that pass; a clock can also be set back
        any_of.integers(1, 10),
    ),
    max_size=12,
)


@examples(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES, look=any_of.integers(-40, 400))
def test_no_sequence_of_moves_makes_an_approval_outlive_its_days(
    prepared: tuple[str, MetaData], moves: list[tuple[str, str, int, int]], look: int
) -> None:
    org = f"org-{next(numbers)}"

    async def story(store: Store, metadata: MetaData) -> None:
        desk = Desk(store, metadata)
        now, last = NOW, ""
        days_of: dict[str, int] = {}
        approved: dict[str, datetime] = {}
        for name, who, passing, days in moves:
            now += passing * DAY
            try:
                if name == "ask":
                    last = await desk.ask(change(who, "admin", org, now), days)
                    days_of[last] = days
                elif last:
                    await desk.move(name, change(who, "admin", org, now), last)
                    approved.pop(last, None)
                    if name == "approve":
                        approved[last] = now
            except Refusal:
                continue
        at = NOW + look * DAY
        for user in ("ann", "ada", "abe"):
            asked = (org, "desk", user, "large", BEHIND, at)
            held = await desk.approvals.allowed(desk.store, *asked)
            if held is not None:
                assert held.decided_by != held.requested_by == user
                assert approved[held.id] <= at < approved[held.id] + days_of[held.id] * DAY

    tell(*prepared, story)
