"""The statements of money, compiled once for one database."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Column,
    ColumnElement,
    Executable,
    MetaData,
    ScalarSelect,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.dml import ReturningInsert

from microapp_kit.schema import ORDERED_TEXT
from microapp_kit.several import Given, Several, Types, bound, insert_given, types_of
from microapp_kit.sql import POSTGRES, Compiler, Params, Row, Script, Statement
from microapp_llm.money.need import LEVELS, Hold
from microapp_llm.money.tables import BALANCES, HOLDS, LEDGER

KEY = ("org", "budget", "level", "subject", "period")
AMOUNTS = ("reserved_nano", "reserved_tokens", "spent_nano", "spent_tokens")
TOLD = (*KEY[2:], *AMOUNTS, "alerted")
CAPS = ("cap_nano", "cap_tokens")
HELD = tuple(name for name in Hold._fields if name != "lease_seconds")
RESERVED: Types = dict.fromkeys(("nano", "tokens", *CAPS), BigInteger())
MOVED: Types = dict.fromkeys(("nano", "tokens", "used_nano", "used_tokens"), BigInteger())
Columns = ReadOnlyColumnCollection[str, Column[Any]]


class Statements:
    """Each statement acts on all balances of a call at once: three levels, one or two periods.

    Those that are `Several` act on many rows, as the calls of a group are settled together.
    """

    def __init__(self, metadata: MetaData, compiler: Compiler, periods: int) -> None:
        self._compiler = compiler
        self._balances = metadata.tables[BALANCES]
        self._holds = metadata.tables[HOLDS]
        self._ledger = metadata.tables[LEDGER]
        self._slots = [(level, n) for level in LEVELS for n in range(periods)]
        self._compile_balances()
        self._compile_holds()
        self._compile_ledger()

    @property
    def balances(self) -> int:
        """Give how many balances a call counts against."""
        return len(self._slots)

    def _compile_balances(self) -> None:
        table, compiler = self._balances, self._compiler
        c, compile_ = table.c, compiler.compile
        one_call = {"nano": _bound("nano"), "tokens": _bound("tokens")}
        room = []
        for level, n in self._slots:
            caps = {cap: _bound(f"{cap}_{level}_{n}") for cap in CAPS}
            room.append(and_(self._slot(table, level, n), *_fits(c, {**one_call, **caps})))
        more = _reserved(c, one_call)
        self._room = update(table).where(or_(*room)).values(more).returning(c.level)
        self.reserve_each = Several(compiler, types_of(table, *KEY) | RESERVED, self._with_room)
        self.move_each: Several | None = None
        if compiler.database == POSTGRES:
            self.move_each = Several(compiler, types_of(table, *KEY) | MOVED, self._moved)
        one = and_(*(c[name] == _text(name) for name in KEY))
        every = or_(*(self._slot(table, level, n) for level, n in self._slots))
        told = [c[name] for name in TOLD]
        self.move = compile_(
            update(table).where(every).values(_spent(c, bound(MOVED))).returning(*told)
        )
        self.standing = compile_(select(*told).where(every))
        self.open = Several(compiler, types_of(table, *KEY), self._missing)
        alerts = update(table).where(one).values(alerted=_bound("alerted")).returning(c.alerted)
        self.alert = compile_(alerts.where(c.alerted < _bound("alerted")))
        self.alert_anew = compile_(alerts.where(c.alerted > _bound("alerted")))

    def _with_room(self, given: Given) -> Executable:
        """Reserve of each balance that is given, if it has room."""
        c = self._balances.c
        mine = (c[name] == given[name] for name in KEY)
        reserve = update(self._balances).where(*mine, *_fits(c, given))
        return reserve.values(_reserved(c, given)).returning(c.level)

    def _moved(self, given: Given) -> Executable:
        """Move amounts on each balance that is given from reserved to spent."""
        c = self._balances.c
        mine = (c[name] == given[name] for name in KEY)
        told = (*(c[name] for name in TOLD), c.budget)
        return update(self._balances).where(*mine).values(_spent(c, given)).returning(*told)

    def _missing(self, given: Given) -> Executable:
        zero = dict.fromkeys((*AMOUNTS, "alerted"), literal(0, BigInteger()))
        new = insert_given(self._compiler, self._balances, {**given, **zero})
        return new.on_conflict_do_nothing()

    def _compile_holds(self) -> None:
        table, compiler = self._holds, self._compiler
        c, compile_ = table.c, compiler.compile
        mine = and_(c.org == _text("org"), c.request_id == _text("request_id"))
        self.hold = Several(compiler, types_of(table), self._unused)
        self.end = Several(compiler, types_of(table, "org", "request_id"), self._ended)
        self.renew = compile_(
            update(table)
            .where(mine)
            .values(expires_at=_bound("expires_at"))
            .returning(c.request_id)
        )
        self.expired = compile_(
            select(*(c[name] for name in HELD))
            .where(c.expires_at < _bound("now"))
            .order_by(c.expires_at)
            .limit(50)
        )
        self.end_expired = compile_(
            delete(table)
            .where(mine, c.expires_at < _bound("now"))
            .returning(c.request_id, c.nano, c.tokens)
        )
        self._reserve = compile_(self._room)
        self._reserve_and_hold: Statement | None = None
        if compiler.database == POSTGRES:
            self._reserve_and_hold = compile_(self._both())

    def reserve(self, slots: Params, row: Params) -> Script[tuple[int, int]]:
        """Put a hold aside; give how many balances had room, and then 1 where its id was new."""
        params = {**slots, **row}
        if self._reserve_and_hold is not None:
            both = yield self._reserve_and_hold, params
            return both[0][0], both[0][1]
        moved = yield self._reserve, params
        if len(moved) != self.balances:
            return len(moved), 0
        held = yield from self.hold.of([row])
        return len(moved), len(held)

    def _both(self) -> Executable:
        """Reserve and, if all balances had room, hold: one way to the server and back."""
        moved = self._room.cte("moved")
        new = self._unused(bound(types_of(self._holds)), _number_of(moved) == self.balances)
        held = new.cte("held")
        return select(_number_of(moved), _number_of(held))

    def _unused(self, given: Given, *also: ColumnElement[bool]) -> ReturningInsert[Any]:
        """Write holds whose ids were never used."""
        table, ledger = self._holds, self._ledger.c
        used = exists().where(ledger.org == given["org"], ledger.request_id == given["request_id"])
        rows = select(*given.values()).where(~used, *also)
        new = self._compiler.insert(table).from_select(list(given), rows)
        return new.on_conflict_do_nothing().returning(table.c.request_id)

    def _ended(self, given: Given) -> Executable:
        c = self._holds.c
        mine = (c.org == given["org"], c.request_id == given["request_id"])
        return delete(self._holds).where(*mine).returning(c.request_id, c.nano, c.tokens)

    def _compile_ledger(self) -> None:
        table, compile_ = self._ledger, self._compiler.compile
        c = table.c
        self.append = Several(
            self._compiler, types_of(table), partial(insert_given, self._compiler, table)
        )
        summed = ("nano", "tokens", "input_tokens", "output_tokens", "cached_tokens", "excess_nano")
        sums = [func.sum(c[name]).cast(BigInteger()) for name in summed]
        by = (c.budget, c.app, c.user, c.model)
        of_month = select(*by, func.count(), *sums).where(
            c.org == _text("org"), c.month == _text("month")
        )
        usage = of_month.group_by(*by).order_by(*by)
        self.usage = compile_(usage)
        self.own_usage = compile_(usage.where(c.app == _text("app"), c.user == _text("user")))

    def _slot(self, table: Table, level: str, n: int) -> ColumnElement[bool]:
        c = table.c
        return and_(
            c.org == _text("org"),
            c.budget == _text("budget"),
            c.level == level,
            c.subject == _text(f"subject_{level}"),
            c.period == _text(f"period_{n}"),
        )


def _fits(c: Columns, given: Given) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a balance has room for nano and tokens."""
    return (
        c.reserved_nano + c.spent_nano + given["nano"] <= given["cap_nano"],
        c.reserved_tokens + c.spent_tokens + given["tokens"] <= given["cap_tokens"],
    )


def _reserved(c: Columns, given: Given) -> dict[str, ColumnElement[int]]:
    return {
        "reserved_nano": c.reserved_nano + given["nano"],
        "reserved_tokens": c.reserved_tokens + given["tokens"],
    }


def _spent(c: Columns, given: Given) -> dict[str, ColumnElement[int]]:
    """Give a balance of which something moves from reserved to spent."""
    return {
        "reserved_nano": c.reserved_nano - given["nano"],
        "reserved_tokens": c.reserved_tokens - given["tokens"],
        "spent_nano": c.spent_nano + given["used_nano"],
        "spent_tokens": c.spent_tokens + given["used_tokens"],
    }


def _number_of(rows: CTE) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows).scalar_subquery()


def _bound(name: str) -> ColumnElement[int]:
    return bindparam(f"p_{name}", type_=BigInteger())


def _text(name: str) -> ColumnElement[str]:
    return bindparam(f"p_{name}", type_=ORDERED_TEXT)


def as_hold(row: Row) -> Hold:
    """Give a hold whose process may be gone, from its row."""
    return Hold(lease_seconds=0, **dict(zip(HELD, row, strict=True)))
