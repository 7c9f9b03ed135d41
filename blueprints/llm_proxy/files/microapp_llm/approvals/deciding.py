"""Asking, deciding and looking up: every change is one transaction with its audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import uuid_utils
from sqlalchemy import MetaData, and_, bindparam, case, desc, insert, literal, select, update

from microapp_kit.audit import Audit, Entry
from microapp_kit.changes import Change
from microapp_kit.errors import Detail, Refusal
from microapp_kit.sql import Compiler, Row, Script
from microapp_kit.store import Store
from microapp_llm.approvals.model import (
    APPROVED,
    FOR_APP,
    FOR_USER,
    LONGEST_REASON,
    MOST_DAYS,
    MOVES,
    NAME,
    REJECTED,
    REQUESTED,
    REVOKED,
    Approval,
)

MOST_OPEN, MOST_A_DAY = 20, 50
MOST_SHOWN = 2_000
DAY = timedelta(days=1)
DAYS_TO_DECIDE = 14
DECIDES = "admin"  # the role of who may
HIDDEN = ("org", "state", "behind")


class Approvals:
    """The approvals of all orgs, each for so many days at most."""

    def __init__(
        self, metadata: MetaData, compiler: Compiler, audit: Audit, most_days: int = MOST_DAYS
    ) -> None:
        table = metadata.tables[NAME]
        self._audit = audit
        self._most_days = most_days
        org = table.c.org == bindparam("p_org")
        one = table.c.id == bindparam("p_id")
        values: dict[str, Any] = {c.name: bindparam(f"p_{c.name}") for c in table.columns}
        self._names = [column.name for column in table.columns]
        self._insert = compiler.compile(insert(table).values(values))
        self._one = compiler.compile(select(*table.columns).where(org, one))
        is_live = and_(
            table.c.state.in_([literal(REQUESTED), literal(APPROVED)]),
            table.c.expires_at > bindparam("p_now"),
        )
        order = case((is_live, 0), else_=1), desc(table.c.requested_at), desc(table.c.id)
        listed = select(*table.columns).where(org).order_by(*order).limit(MOST_SHOWN)
        mine = table.c.requested_by == bindparam("p_user")
        self._of_all = compiler.compile(listed)
        open_ = table.c.state == REQUESTED, table.c.expires_at > bindparam("p_now")
        self._open = compiler.compile(select(table.c.id).where(org, mine, *open_).limit(MOST_OPEN))
        of_today = table.c.requested_at > bindparam("p_since")
        self._today = compiler.compile(
            select(table.c.id).where(org, mine, of_today).limit(MOST_A_DAY)
        )
        of_app = table.c.app == bindparam("p_app")
        self._of_asker = compiler.compile(listed.where(of_app, mine))
        about = (
            of_app,
            table.c.model == bindparam("p_model"),
            table.c.behind == bindparam("p_behind"),
        )
        given = table.c.state == APPROVED, table.c.expires_at > bindparam("p_now")
        self._given = compiler.compile(select(*table.columns).where(org, *about, *given))
        decided: dict[str, Any] = {
            name: bindparam(f"p_{name}")
            for name in ("state", "decided_by", "decided_at", "expires_at")
        }
        seen = table.c.state == bindparam("p_seen")
        move = update(table).where(org, one, seen).values(decided).returning(table.c.id)
        self._move = compiler.compile(move)
        self._moment = compiler.moment

    def ask(
        self,
        change: Change,
        *,
        app: str,
        model: str,
        behind: str,
        reason: str,
        days: int,
        scope: str = FOR_USER,
    ) -> Script[Approval]:
        """Ask to use a model for a number of days: the one that is behind its alias now."""
        self._check(reason, days, scope)
        who, now = change.principal, change.now
        params = {"p_org": who.org, "p_user": who.sub, "p_now": self._moment(now)}
        rows = yield self._open, params
        if len(rows) >= MOST_OPEN:
            raise Refusal(
                409, "too_many_requests_open", "Wait until your open requests are decided."
            )
        since = {"p_org": who.org, "p_user": who.sub, "p_since": self._moment(now - DAY)}
        rows = yield self._today, since
        if len(rows) >= MOST_A_DAY:
            text = f"You have asked {MOST_A_DAY} times within a day. Ask again tomorrow."
            raise Refusal(409, "too_many_requests_today", text)
        asked = Approval(
            org=who.org,
            id=str(uuid_utils.uuid7()),
            app=app,
            model=model,
            behind=behind,
            scope=scope,
            reason=reason,
            days=days,
            requested_by=who.sub,
            requested_at=now,
            state=REQUESTED,
            decided_by=None,
            decided_at=None,
            expires_at=now + timedelta(days=DAYS_TO_DECIDE),
        )
        yield self._insert, self._params(asked)
        told = {"model": model, "app": app, "days": days, "scope": scope}
        yield from self._tell(change, "approval.request", asked.id, told)
        return asked

    def approve(self, change: Change, approval_id: str) -> Script[Approval]:
        """Allow what someone else asked for; the days count from now."""
        self._check_role(change)
        found = yield from self._found(change, approval_id)
        if found.requested_by == change.principal.sub:
            raise Refusal(403, "own_request", "Somebody else must approve your request.")
        until = change.now + timedelta(days=min(found.days, self._most_days))
        return (yield from self._decide(change, found, APPROVED, until))

    def reject(self, change: Change, approval_id: str) -> Script[Approval]:
        """Turn down a request."""
        self._check_role(change)
        found = yield from self._found(change, approval_id)
        return (yield from self._decide(change, found, REJECTED, found.expires_at))

    def revoke(self, change: Change, approval_id: str) -> Script[Approval]:
        """End a request or an approval early; whoever asked may do so too."""
        found = yield from self._found(change, approval_id)
        if found.requested_by != change.principal.sub:
            self._check_role(change)
        return (yield from self._decide(change, found, REVOKED, found.expires_at))

    async def list(
        self, store: Store, org: str, asker: tuple[str, str] | None, now: datetime
    ) -> list[Approval]:
        """Give the approvals of an app's user, or of the whole org with None.

        What is open or in force comes first, then what has ended; the newest first in both.
        """
        params = {"p_org": org, "p_now": self._moment(now)}
        if asker is not None:
            params["p_app"], params["p_user"] = asker
        rows = await store.read(org, self._of_all if asker is None else self._of_asker, params)
        return [self._approval(row) for row in rows]

    async def allowed(
        self, store: Store, org: str, app: str, user: str, model: str, behind: str, now: datetime
    ) -> Approval | None:
        """Give the approval that lets this user of this app use a model now, or None."""
        one = {"p_org": org, "p_app": app, "p_model": model, "p_behind": behind}
        params = {**one, "p_now": self._moment(now)}
        rows = await store.read(org, self._given, params)
        found = (self._approval(row) for row in rows)
        return next((approval for approval in found if approval.holds(user, now)), None)

    def _check(self, reason: str, days: int, scope: str) -> None:
        faults = []
        if not 0 < len(reason.strip()) <= LONGEST_REASON:
            faults.append(Detail("reason", f"Say why, in 1 to {LONGEST_REASON} characters."))
        if not 1 <= days <= self._most_days:
            faults.append(Detail("days", f"Ask for 1 to {self._most_days} days."))
        if scope not in (FOR_USER, FOR_APP):
            faults.append(Detail("scope", "Ask for user or app."))
        if faults:
            raise Refusal(422, "invalid", "The request does not fit.", details=faults)

    def _check_role(self, change: Change) -> None:
        if not change.principal.has(DECIDES):
            raise Refusal(403, "forbidden", f"Deciding needs the role {DECIDES}.")

    def _found(self, change: Change, approval_id: str) -> Script[Approval]:
        rows = yield self._one, {"p_org": change.principal.org, "p_id": approval_id}
        if not rows:
            raise Refusal(404, "not_found", "There is no such approval.")
        return self._approval(rows[0])

    def _decide(
        self, change: Change, found: Approval, state: str, until: datetime
    ) -> Script[Approval]:
        who, now = change.principal, change.now
        seen = found.state_at(now)
        if seen not in MOVES[state]:
            raise _decided_already(seen)
        moved = {
            "p_org": who.org,
            "p_id": found.id,
            "p_seen": seen,
            "p_state": state,
            "p_decided_by": who.sub,
            "p_decided_at": self._moment(now),
            "p_expires_at": self._moment(until),
        }
        rows = yield self._move, moved
        if not rows:
            raise _decided_already("decided")
        told = {"model": found.model, "state": [seen, state], "requested_by": found.requested_by}
        yield from self._tell(change, f"approval.{state}", found.id, told)
        rows = yield self._one, {"p_org": who.org, "p_id": found.id}
        return self._approval(rows[0])

    def _tell(self, change: Change, action: str, target: str, told: dict[str, Any]) -> Script[None]:
        who = change.principal
        entry = Entry(who.org, change.now, who.sub, action, target, change.request_id, told)
        yield from self._audit.append(entry)

    def _params(self, approval: Approval) -> dict[str, Any]:
        told = {f"p_{name}": getattr(approval, name) for name in self._names}
        for name in ("requested_at", "expires_at"):
            told[f"p_{name}"] = self._moment(told[f"p_{name}"])
        return told

    def _approval(self, row: Row) -> Approval:
        told = dict(zip(self._names, row, strict=True))
        for name in ("requested_at", "decided_at", "expires_at"):
            told[name] = _read_moment(told[name])
        return Approval(**told)


def shown(approvals: Sequence[Approval], now: datetime) -> list[dict[str, Any]]:
    """Give approvals as JSON can show them, each with its state as it is now."""
    names = [name for name in Approval.__slots__ if name not in HIDDEN]
    return [{**{n: getattr(a, n) for n in names}, "state": a.state_at(now)} for a in approvals]


def _decided_already(state: str) -> Refusal:
    return Refusal(409, "decided_already", f"This request is {state} already.")


def _read_moment(value: Any) -> Any:
    return datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) else value
