"""The statements of batches, compiled once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    MetaData,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from microapp_kit.sql import Compiler
from microapp_llm.batches.model import (
    BATCHES,
    DONE,
    ITEMS,
    OPEN,
    QUEUED,
    RUNNING,
    SENT,
    Batch,
)

PAGE = 100


class Statements:
    """What is asked of the tables of batches."""

    def __init__(self, metadata: MetaData, compiler: Compiler) -> None:
        self._compile_batches(metadata, compiler)
        self._compile_items(metadata, compiler)
        self._compile_pages(metadata, compiler)

    def _compile_batches(self, metadata: MetaData, compiler: Compiler) -> None:
        batches = metadata.tables[BATCHES]
        one = and_(batches.c.org == bindparam("p_org"), batches.c.id == bindparam("p_id"))
        open_ = and_(_unended(batches), batches.c.expires_at > bindparam("p_now"))
        values: dict[str, Any] = {c.name: bindparam(f"p_{c.name}") for c in batches.columns}
        self.add = compiler.compile(insert(batches).values(values))
        counted = select(func.count()).select_from(batches)
        self.open = compiler.compile(counted.where(batches.c.org == bindparam("p_org"), open_))
        columns = [batches.c[name] for name in Batch.__slots__]
        of_owner = and_(one, _of_owner(batches))
        self.one = compiler.compile(select(*columns).where(of_owner))
        begin = update(batches).where(one, batches.c.state == QUEUED).values(state=RUNNING)
        self.begin = compiler.compile(begin)
        gone = delete(batches).where(of_owner).returning(batches.c.id)
        self.delete = compiler.compile(gone)
        more = update(batches).where(one).values(finished=batches.c.finished + 1)
        self.count = compiler.compile(more.returning(batches.c.finished, batches.c.size))
        end = update(batches).where(one, _unended(batches)).values(state=DONE)
        self.end = compiler.compile(end)
        old = batches.c.created_at <= bindparam("p_oldest")
        self.forget = compiler.compile(
            delete(batches).where(batches.c.org == bindparam("p_org"), old)
        )

    def _compile_items(self, metadata: MetaData, compiler: Compiler) -> None:
        batches, items = metadata.tables[BATCHES], metadata.tables[ITEMS]
        values: dict[str, Any] = {c.name: bindparam(f"p_{c.name}") for c in items.columns}
        self.add_item = compiler.compile(insert(items).values(values))
        org = items.c.org == bindparam("p_org")
        free = and_(_unended(items), items.c.free_at <= bindparam("p_now"))
        joined = and_(batches.c.org == items.c.org, batches.c.id == items.c.batch_id)
        runs = and_(_unended(batches), batches.c.expires_at > bindparam("p_now"))
        told = (items.c.batch_id, items.c.number, items.c.body, items.c.attempts, items.c.state)
        found = select(*told, batches.c.app, batches.c.owner, batches.c.roles)
        found = found.join_from(items, batches, joined)
        by_age = (batches.c.created_at, items.c.batch_id, items.c.number)
        waiting = found.where(org, free, runs).order_by(*by_age)
        self.free = compiler.compile(waiting.limit(bindparam("p_most")))
        queue = select(func.count()).select_from(items).join(batches, joined)
        self.waiting = compiler.compile(queue.where(org, _unended(items), runs))
        over = items.c.free_at <= bindparam("p_now")
        lost = found.where(org, items.c.state == SENT, over).order_by(*by_age)
        self.lost = compiler.compile(lost.limit(PAGE))
        one = and_(
            org, items.c.batch_id == bindparam("p_id"), items.c.number == bindparam("p_number")
        )
        take: dict[str, Any] = {
            "state": RUNNING,
            "attempts": items.c.attempts + 1,
            "free_at": bindparam("p_free_at"),
        }
        number = items.c.number
        self.take = compiler.compile(update(items).where(one, free).values(take).returning(number))
        back: dict[str, Any] = {
            "state": QUEUED,
            "attempts": bindparam("p_attempts"),
            "free_at": bindparam("p_free_at"),
        }
        mine = items.c.attempts == bindparam("p_attempt")
        underway = or_(items.c.state == RUNNING, items.c.state == SENT)
        self.give_back = compiler.compile(update(items).where(one, mine, underway).values(back))
        sent: dict[str, Any] = {"state": SENT, "free_at": bindparam("p_free_at")}
        send = update(items).where(one, mine, items.c.state == RUNNING).values(sent)
        self.send = compiler.compile(send.returning(number))
        end: dict[str, Any] = {
            "state": DONE,
            "status": bindparam("p_status"),
            "result": bindparam("p_result"),
        }
        unfinished = items.c.state != DONE
        finish = update(items).where(one, mine, unfinished).values(end).returning(number)
        self.finish = compiler.compile(finish)

    def _compile_pages(self, metadata: MetaData, compiler: Compiler) -> None:
        batches, items = metadata.tables[BATCHES], metadata.tables[ITEMS]
        org, number = items.c.org == bindparam("p_org"), items.c.number
        joined = and_(batches.c.org == items.c.org, batches.c.id == items.c.batch_id)
        shown = (number, items.c.state, items.c.status, items.c.result)
        after = number > bindparam("p_after")
        in_batch = and_(org, items.c.batch_id == bindparam("p_id"), after)
        self.page = compiler.compile(select(*shown).where(in_batch).order_by(number).limit(PAGE))
        place = (items.c.batch_id, number)
        behind = or_(
            items.c.batch_id > bindparam("p_id"),
            and_(items.c.batch_id == bindparam("p_id"), after),
        )
        own = and_(org, _of_owner(batches), behind)
        kept = select(*place, items.c.state, items.c.status, items.c.body, items.c.result)
        kept = kept.join_from(items, batches, joined).where(own).order_by(*place)
        self.kept = compiler.compile(kept.limit(PAGE))


def _unended(table: Table) -> ColumnElement[bool]:
    return or_(*(table.c.state == state for state in OPEN))


def _of_owner(batches: Table) -> ColumnElement[bool]:
    """Give whose a batch is: a person's or a service's, through the app that handed it in."""
    return and_(batches.c.app == bindparam("p_app"), batches.c.owner == bindparam("p_owner"))
