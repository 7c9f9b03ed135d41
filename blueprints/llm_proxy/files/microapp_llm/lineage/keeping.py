"""The statements of lineage: keep a row, read the rows of a request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import msgspec
import uuid_utils
from sqlalchemy import BindParameter, MetaData, bindparam, select

from microapp_kit.manifest import Manifest
from microapp_kit.redaction import redact
from microapp_kit.secrets import CannotStart
from microapp_kit.several import Several, insert_given, types_of
from microapp_kit.sql import Compiler, Params, Script, moment_text
from microapp_kit.store import Store
from microapp_llm.lineage.orgs import Orgs
from microapp_llm.lineage.row import GROUPS, NAME, NUMBERS, TEXTS, Lineage, time_of
from microapp_llm.lineage.sweeping import Sweeping

SHOWN = ("request_id", *TEXTS, *NUMBERS, *GROUPS, "at", "text")
TEXT_PARAMS = tuple(f"p_{name}" for name in TEXTS)
NUMBER_PARAMS = tuple(f"p_{name}" for name in NUMBERS)
GROUP_PARAMS = [(f"p_{name}", name) for name in GROUPS]
_texts, _numbers = attrgetter(*TEXTS), attrgetter(*NUMBERS)
LONGEST_TEXT = 64 * 1024
MOST_SHOWN = 100
LENGTH_OF_TIME = len("0190163d-8694")  # of a UUID of version 7
TEXT_DAYS = {"none": None, "redacted_30d": 30}
"""What the control says of texts → the days they stay."""
_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days rows stay, and their text: None keeps no text at all."""

    days: int
    text_days: int | None = None

    @classmethod
    def of(cls, manifest: Manifest) -> Retention:
        """Read what the controls say, or refuse to start."""
        texts = manifest.control("retention", "prompt_bodies")
        if texts not in TEXT_DAYS:
            raise CannotStart(
                f"microapp.yaml: controls.retention.prompt_bodies is {texts!r}. "
                f"Write one of {', '.join(TEXT_DAYS)}."
            )
        return cls(manifest.whole_number("retention", "audit_days"), TEXT_DAYS[str(texts)])


class LineageTable:
    """Rows of lineage in the app's database."""

    def __init__(self, metadata: MetaData, compiler: Compiler, retention: Retention) -> None:
        table = metadata.tables[NAME]
        org = table.c.org == bindparam("p_org")
        now: BindParameter[Any] = bindparam("p_now")
        self._insert = Several(
            compiler,
            types_of(table),
            lambda given: insert_given(compiler, table, given).on_conflict_do_nothing(),
        )
        of_today = table.c.at > bindparam("p_oldest"), table.c.expires_at > now
        asked = (table.c.request_id == bindparam("p_request_id"), *of_today)
        columns = [table.c[name] for name in (*SHOWN, "text_expires_at")]
        found = select(*columns).where(org, *asked).order_by(table.c.at, table.c.id)
        self._of_all = compiler.compile(found.limit(MOST_SHOWN))
        of_asker = table.c.app == bindparam("p_app"), table.c.user == bindparam("p_user")
        self._of_asker = compiler.compile(found.where(*of_asker).limit(MOST_SHOWN))
        of_call = select(table.c.id).where(org, table.c.request_id == bindparam("p_request_id"))
        self._known = compiler.compile(of_call.limit(1))
        self._sweeping = Sweeping(metadata, compiler, retention.days, retention.text_days)
        self._moment = compiler.moment
        self._retention = retention
        self.orgs = Orgs(metadata, compiler)

    def params(self, row: Lineage) -> Params:
        """Give a row as the driver takes it; text is kept only as the control allows."""
        until = row.at + timedelta(days=self._retention.days)
        text, text_until = None, None
        if row.text is not None and self._retention.text_days is not None:
            text = _clean(redact(row.text[:LONGEST_TEXT]))
            text_until = min(until, row.at + timedelta(days=self._retention.text_days))
        told: dict[str, Any] = dict(zip(NUMBER_PARAMS, _numbers(row), strict=True))
        told |= zip(TEXT_PARAMS, _all_clean(_texts(row)), strict=True)
        told |= {param: _encode(getattr(row, name)).decode() for param, name in GROUP_PARAMS}
        return told | {
            "p_org": row.org,
            "p_id": time_of(row.at) + str(uuid_utils.uuid7())[LENGTH_OF_TIME:],
            "p_request_id": _clean(row.request_id),
            "p_at": self._moment(row.at),
            "p_expires_at": self._moment(until),
            "p_text": text,
            "p_text_expires_at": text_until and self._moment(text_until),
        }

    def keep(self, org: str, rows: Sequence[Params]) -> Script[None]:
        """Write rows of one org; a row that is there already stays as it is."""
        yield from self.orgs.remember(org)
        yield from self._insert.of(rows)

    def keep_missing(self, row: Lineage) -> Script[None]:
        """Write the row of a call of which nothing is known."""
        known = yield self._known, {"p_org": row.org, "p_request_id": row.request_id}
        if not known:
            yield from self.keep(row.org, [self.params(row)])

    async def knows(self, store: Store, org: str, request_id: str) -> bool:
        """Say whether anything is known of a call."""
        params = {"p_org": org, "p_request_id": request_id}
        return bool(await store.read(org, self._known, params))

    async def read(
        self,
        store: Store,
        org: str,
        asker: tuple[str, str] | None,
        request_id: str,
        now: datetime,
    ) -> list[dict[str, Any]] | None:
        """Give what is known about a request of this app and user, or of any in the org with None.

        Nothing tells a request of someone else from one that never was.
        """
        params = {"p_org": org, "p_request_id": request_id, "p_now": self._moment(now)}
        params["p_oldest"] = self._moment(now - timedelta(days=self._retention.days))
        if asker is not None:
            params["p_app"], params["p_user"] = asker
        rows = await store.read(org, self._of_all if asker is None else self._of_asker, params)
        return [self._shown(row, now) for row in rows] or None

    async def sweep_all(self, store: Store, now: datetime) -> None:
        """Forget what is too old in every org."""
        for org in await self.orgs.all(store):
            await self._sweeping.sweep(store, org, now)

    def _shown(self, row: Sequence[Any], now: datetime) -> dict[str, Any]:
        told = dict(zip(SHOWN, row, strict=False))
        told |= {name: msgspec.json.decode(told[name]) for name in GROUPS}
        until = row[-1]
        if until is None or until <= self._moment(now) or self._retention.text_days is None:
            told["text"] = None
        if isinstance(told["at"], datetime):
            told["at"] = moment_text(told["at"])
        return told


def _all_clean(texts: tuple[str, ...]) -> Iterable[str]:
    """Give the texts as `_clean` gives each; most need one look for all of them."""
    return texts if _is_clean("".join(texts)) else map(_clean, texts)


def _is_clean(text: str) -> bool:
    return text.isascii() and "\0" not in text


def _clean(text: str) -> str:
    """Give text that any database can hold, so that no row can block those behind it."""
    if _is_clean(text):
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "")
