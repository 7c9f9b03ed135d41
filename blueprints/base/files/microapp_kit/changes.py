"""Changes to records: each a script that checks, writes and tells the audit log as one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import uuid_utils

from microapp_kit.answer import Answer, json_answer
from microapp_kit.audit import Audit, Entry, difference
from microapp_kit.collection import Collection
from microapp_kit.errors import Refusal
from microapp_kit.preconditions import require_match
from microapp_kit.principal import Principal
from microapp_kit.record import validate
from microapp_kit.sql import Row, Script


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days records stay: after deletion, and untouched."""

    deleted_days: int
    untouched_days: int


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes something, in which request, when, and which state they have seen."""

    principal: Principal
    request_id: str
    now: datetime
    if_match: str | None = None


class Changes:
    """What can happen to the records of one resource."""

    def __init__(self, collection: Collection, audit: Audit, retention: Retention) -> None:
        self.resource = collection.resource
        self._collection = collection
        self._audit = audit
        self._retention = retention
        self._personal = frozenset(self.resource.personal)
        self._names = [column.name for column in self.resource.shown]
        shape = repr([(c.name, c.kind) for c in self.resource.shown]).encode()
        self._schema = hashlib.sha256(shape).hexdigest()[:8]

    def etag(self, version: int) -> str:
        """Give the strong entity tag of a version, as long as records keep their shape."""
        return f'"{version}-{self._schema}"'

    def create(self, change: Change, values: Mapping[str, Any]) -> Script[Answer]:
        """Add a record."""
        collection = self._collection
        record_id = str(uuid_utils.uuid7())
        system = {
            "id": record_id,
            "org": change.principal.org,
            "version": 1,
            "created_at": change.now,
            "created_by": change.principal.sub,
            "updated_at": change.now,
            "deleted_at": None,
        }
        params = collection.params({**system, **values})
        yield collection.insert, params
        shown = collection.shown([params[f"p_{name}"] for name in self._names])
        yield from self._tell(change, "create", record_id, difference({}, shown, self._personal))
        headers = {"ETag": self.etag(1), "Location": f"/v1/{self.resource.name}/{record_id}"}
        return json_answer(201, shown, headers)

    def patch(self, change: Change, record_id: str, patch: Mapping[str, Any]) -> Script[Answer]:
        """Change the named fields of a record (RFC 7396)."""
        row = yield from self._seen(change, record_id)
        before = self._collection.shown(row)
        fields = {column.name: before[column.name] for column in self.resource.columns}
        fields.update(patch)
        values = validate(self.resource.model, msgspec.json.encode(fields))
        return (yield from self._write(change, row, "update", values=values))

    def delete(self, change: Change, record_id: str) -> Script[Answer]:
        """Delete a record so that it can still be restored."""
        row = yield from self._seen(change, record_id)
        yield from self._write(change, row, "delete", deleted_at=change.now)
        return Answer(204)

    def restore(self, change: Change, record_id: str) -> Script[Answer]:
        """Bring back what retention still keeps; a record that is there stays as it is."""
        row = yield from self._found(change, record_id)
        if self._collection.deleted_before(row, self._deleted_before(change)):
            raise not_found()
        if change.if_match is not None:
            require_match(change.if_match, self.etag(self._collection.state(row)[0]))
        return (yield from self._write(change, row, "restore"))

    def purge(self, change: Change) -> Script[Answer]:
        """Remove for good what retention no longer keeps, one batch at a time."""
        oldest = change.now - timedelta(days=self._retention.untouched_days)
        moments = {"deleted_at": self._deleted_before(change), "updated_at": oldest}
        native = self._collection.params(moments)
        params = {
            "p_org": change.principal.org,
            "p_deleted_before": native["p_deleted_at"],
            "p_updated_before": native["p_updated_at"],
        }
        rows = yield self._collection.purge, params
        ids = [str(row[0]) for row in rows]
        yield from self._tell(change, "purge", "", {"ids": ids})
        return json_answer(200, {"purged": len(ids)})

    def export(self, change: Change, how: Mapping[str, str]) -> Script[None]:
        """Tell the audit log that records leave the app."""
        return self._tell(change, "export", "", how)

    def visible(self, principal: Principal, rows: Sequence[Row]) -> Row:
        """Give the record that was found, if this caller may know of it; refuse with 404."""
        if not rows:
            raise not_found()
        creator = self._collection.state(rows[0])[1]
        if self.only_own(principal) and creator != principal.sub:
            raise not_found()
        return rows[0]

    def only_own(self, principal: Principal) -> bool:
        """Say whether this caller sees their own records only."""
        return self.resource.owned and not principal.has(self.resource.admin)

    def _deleted_before(self, change: Change) -> datetime:
        """Give since when a record must have been deleted to be restored."""
        return change.now - timedelta(days=self._retention.deleted_days)

    def _found(self, change: Change, record_id: str) -> Script[Row]:
        params = {"p_org": change.principal.org, "p_id": record_id}
        rows = yield self._collection.find_to_change, params
        return self.visible(change.principal, rows)

    def _seen(self, change: Change, record_id: str) -> Script[Row]:
        """Give a living record that its changer has seen as it is now."""
        row = yield from self._found(change, record_id)
        version, _, deleted = self._collection.state(row)
        if deleted:
            raise not_found()
        require_match(change.if_match, self.etag(version))
        return row

    def _write(
        self,
        change: Change,
        row: Row,
        action: str,
        *,
        values: Mapping[str, Any] | None = None,
        deleted_at: datetime | None = None,
    ) -> Script[Answer]:
        """Write a record's next version, unless nothing changes."""
        collection = self._collection
        version, _, was_deleted = collection.state(row)
        native = {f"p_{name}": value for name, value in zip(self._names, row, strict=False)}
        native |= collection.params(values or {})
        before, after = collection.shown(row), self._shown(native)
        if before == after and was_deleted == (deleted_at is not None):
            return json_answer(200, before, {"ETag": self.etag(version)})
        system = {"version": version + 1, "updated_at": change.now, "deleted_at": deleted_at}
        native |= {"p_org": change.principal.org, **collection.params(system)}
        yield collection.update, native
        after = self._shown(native)
        changes = difference(before, after, self._personal)
        yield from self._tell(change, action, before["id"], changes)
        return json_answer(200, after, {"ETag": self.etag(version + 1)})

    def _shown(self, native: Mapping[str, Any]) -> dict[str, Any]:
        return self._collection.shown([native[f"p_{name}"] for name in self._names])

    def _tell(
        self, change: Change, action: str, record_id: str, changes: Mapping[str, Any]
    ) -> Script[None]:
        name, principal = self.resource.name, change.principal
        target = f"{name}/{record_id}" if record_id else name
        told = (principal.sub, f"{name}.{action}", target, change.request_id, changes)
        return self._audit.append(Entry(principal.org, change.now, *told))


def not_found() -> Refusal:
    """Give the refusal of a record that is not there, or not for this caller."""
    return Refusal(404, "not_found", "There is no such record.")
