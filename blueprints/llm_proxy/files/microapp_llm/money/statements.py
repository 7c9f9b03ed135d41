"""The statements of money, compiled once for one database."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    MetaData,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from microapp_kit.schema import ORDERED_TEXT
from microapp_kit.sql import Compiler
from microapp_llm.money.need import LEVELS
from microapp_llm.money.tables import BALANCES, HOLDS, LEDGER

AMOUNTS = ("reserved_nano", "reserved_tokens", "spent_nano", "spent_tokens")


class Statements:
    """Each statement acts on all balances of a call at once: three levels, one or two periods."""

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
        table, compile_ = self._balances, self._compiler.compile
        c = table.c
        key = (c.level, c.subject, c.period)
        nano, tokens = _bound("nano"), _bound("tokens")
        more = {
            "reserved_nano": c.reserved_nano + nano,
            "reserved_tokens": c.reserved_tokens + tokens,
        }
        room = [
            and_(
                self._slot(table, level, n),
                c.reserved_nano + c.spent_nano + nano <= _bound(f"cap_nano_{level}_{n}"),
                c.reserved_tokens + c.spent_tokens + tokens <= _bound(f"cap_tokens_{level}_{n}"),
            )
            for level, n in self._slots
        ]
        self.reserve = compile_(update(table).where(or_(*room)).values(more).returning(c.level))
        place = (c.org, c.budget, *key)
        one = and_(*(column == _text(column.name) for column in place))
        fits = (
            c.reserved_nano + c.spent_nano + nano <= _bound("cap_nano"),
            c.reserved_tokens + c.spent_tokens + tokens <= _bound("cap_tokens"),
        )
        self.reserve_one = compile_(update(table).where(one, *fits).values(more).returning(c.level))
        every = or_(*(self._slot(table, level, n) for level, n in self._slots))
        move = {
            "reserved_nano": c.reserved_nano - nano,
            "reserved_tokens": c.reserved_tokens - tokens,
            "spent_nano": c.spent_nano + _bound("used_nano"),
            "spent_tokens": c.spent_tokens + _bound("used_tokens"),
        }
        told = (*key, *(c[name] for name in AMOUNTS), c.alerted)
        self.move = compile_(update(table).where(every).values(move).returning(*told))
        self.standing = compile_(select(*told).where(every))
        self.open = compile_(self._missing_balance(table))
        alerts = update(table).where(one).values(alerted=_bound("alerted")).returning(c.alerted)
        self.alert = compile_(alerts.where(c.alerted < _bound("alerted")))
        self.alert_anew = compile_(alerts.where(c.alerted > _bound("alerted")))

    def _missing_balance(self, table: Table) -> Executable:
        key = {n: _text(n) for n in ("org", "budget", "level", "subject", "period")}
        zero = dict.fromkeys((*AMOUNTS, "alerted"), literal(0, BigInteger()))
        new = self._compiler.insert(table).values({**key, **zero})
        return new.on_conflict_do_nothing()

    def _compile_holds(self) -> None:
        table, compile_ = self._holds, self._compiler.compile
        c = table.c
        mine = and_(c.org == _text("org"), c.request_id == _text("request_id"))
        used = exists().where(
            self._ledger.c.org == _text("org"), self._ledger.c.request_id == _text("request_id")
        )
        numbers = ("nano", "tokens", "expires_at")
        bound = [_bound(x.name) if x.name in numbers else _text(x.name) for x in table.columns]
        new = self._compiler.insert(table).from_select(list(c.keys()), select(*bound).where(~used))
        self.hold = compile_(new.on_conflict_do_nothing().returning(c.request_id))
        self.end = compile_(delete(table).where(mine).returning(c.nano, c.tokens))
        self.renew = compile_(
            update(table)
            .where(mine)
            .values(expires_at=_bound("expires_at"))
            .returning(c.request_id)
        )
        self.expired = compile_(
            select(c.org, c.request_id, c.app, c.user, c.model, c.nano, c.tokens, c.budget, c.day)
            .where(c.expires_at < _bound("now"))
            .order_by(c.expires_at)
            .limit(50)
        )
        self.end_expired = compile_(
            delete(table).where(mine, c.expires_at < _bound("now")).returning(c.nano, c.tokens)
        )

    def _compile_ledger(self) -> None:
        table, compile_ = self._ledger, self._compiler.compile
        c = table.c
        self.append = compile_(
            insert(table).values({x.name: bindparam(f"p_{x.name}") for x in table.columns})
        )
        summed = ("nano", "tokens", "input_tokens", "output_tokens", "cached_tokens", "excess_nano")
        sums = [func.sum(c[name]).cast(BigInteger()) for name in summed]
        by = (c.budget, c.app, c.user, c.model)
        self.usage = compile_(
            select(*by, func.count(), *sums)
            .where(c.org == _text("org"), c.month == _text("month"))
            .group_by(*by)
            .order_by(*by)
        )

    def _slot(self, table: Table, level: str, n: int) -> ColumnElement[bool]:
        c = table.c
        return and_(
            c.org == _text("org"),
            c.budget == _text("budget"),
            c.level == level,
            c.subject == _text(f"subject_{level}"),
            c.period == _text(f"period_{n}"),
        )


def _bound(name: str) -> ColumnElement[int]:
    return bindparam(f"p_{name}", type_=BigInteger())


def _text(name: str) -> ColumnElement[str]:
    return bindparam(f"p_{name}", type_=ORDERED_TEXT)
