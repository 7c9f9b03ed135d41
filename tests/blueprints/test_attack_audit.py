"""What happened is in the audit log, nobody changes it unseen, and logs tell no secrets."""

import json
import sqlite3
import subprocess
from collections.abc import Callable
from typing import Any

from tests.servers.postgres import Postgres
from tests.servers.service import NOTES, Caller, Service

SECRET_TITLE = "Kündigung von Herrn Mustermann"
SECRET_BODY = "iban-DE02120300000000202051"


def verify(service: Service) -> subprocess.CompletedProcess[str]:
    return service.run("microapp_kit.audit_log", "verify")


def entries(service: Service, org: str) -> list[dict[str, Any]]:
    """Give the audit log of an organisation, oldest first."""
    shown = service.run("microapp_kit.audit_log", "show", "--org", org)
    assert shown.returncode == 0, shown.stderr
    return [json.loads(line) for line in shown.stdout.splitlines()]


def test_every_change_is_told_with_what_was_before_and_after(
    service: Service, ann: Caller, org: str
) -> None:
    note = ann.create("one")
    changed = ann.patch(note.path, {"title": "two"}, If_Match=note.etag)
    ann.delete(note.path, If_Match=changed.header("ETag") or "")
    ann.post(f"{note.path}/restore")

    told = entries(service, org)

    actions = [entry["action"] for entry in told]
    assert actions == ["notes.create", "notes.update", "notes.delete", "notes.restore"]
    assert {entry["actor"] for entry in told} == {"ann"}
    assert {entry["target"] for entry in told} == {f"notes/{note.id}"}
    assert told[1]["changes"]["title"] == ["one", "two"]


def test_an_entry_names_the_request_that_caused_it(service: Service, ann: Caller, org: str) -> None:
    note = ann.create("one")

    told = entries(service, org)

    assert [entry["request_id"] for entry in told] == [note.answer.header("X-Request-ID")]


def test_exports_and_purges_are_told(service: Service, ada: Caller, org: str) -> None:
    ada.get(f"{NOTES}/export?format=csv")
    ada.post(f"{NOTES}/purge")

    told = entries(service, org)

    assert [entry["action"] for entry in told] == ["notes.export", "notes.purge"]


def test_what_changed_nothing_is_not_told(service: Service, ann: Caller, org: str) -> None:
    note = ann.create("one")
    ann.patch(note.path, {"title": "two"}, If_Match='"stale"')
    ann.post(NOTES, {"title": ""})
    ann.get(note.path)

    assert [entry["action"] for entry in entries(service, org)] == ["notes.create"]


def test_a_replay_is_told_once(service: Service, ann: Caller, org: str) -> None:
    for _ in range(3):
        ann.post(NOTES, {"title": "once"}, Idempotency_Key="the-key")

    assert [entry["action"] for entry in entries(service, org)] == ["notes.create"]


def test_failed_logins_are_told_without_the_token(start_service: Callable[..., Service]) -> None:
    service = start_service()
    token = service.issuer.token(aud="another-app")

    service.stranger(token).get(NOTES)
    service.stop()

    shown = service.run("microapp_kit.audit_log", "show", "--org", "")
    assert "audience" in shown.stdout
    assert token not in shown.stdout
    assert token.split(".")[1] not in shown.stdout


def test_an_untouched_log_is_whole(service: Service, ann: Caller) -> None:
    ann.create("one")

    assert verify(service).returncode == 0, verify(service).stdout + verify(service).stderr


TAMPERING = {
    "another-actor": "UPDATE microapp_audit SET actor = 'bob' WHERE seq = 2",
    "other-changes": "UPDATE microapp_audit SET changes = '{}' WHERE seq = 2",
    "another-time": "UPDATE microapp_audit SET at = (SELECT MIN(at) FROM microapp_audit"
    " WHERE seq = 1) WHERE seq = 2",
    "one-removed": "DELETE FROM microapp_audit WHERE seq = 2",
    "first-removed": "DELETE FROM microapp_audit WHERE seq = 1",
    "an-entry-for-another": "UPDATE microapp_audit SET target = 'notes/1' WHERE seq = 4",
    "moved": "UPDATE microapp_audit SET org = 'moved-here' WHERE seq = 3",
}


def test_a_log_that_someone_changed_is_found_out_and_no_other(
    kind: str, start_service: Callable[..., Service], postgres: Postgres
) -> None:
    service = start_service(kind)
    for org in (*TAMPERING, "untouched"):
        for title in ("one", "two", "three", "four"):
            service.caller("ann", org).create(title)
    service.kill()

    for org, statement in TAMPERING.items():
        tamper(service.database, postgres, f"{statement} AND org = '{org}'")
    verified = verify(service)

    assert verified.returncode == 1
    said = {line for line in (verified.stdout + verified.stderr).splitlines() if "broken" in line}
    for org in TAMPERING:
        assert any(org in line for line in said), (org, said)
    assert not any("untouched" in line for line in said)


def tamper(database: str, postgres: Postgres, statement: str) -> None:
    """Change the audit log as someone with full rights on the database would."""
    if database.startswith("postgresql"):
        name = database.rsplit("/", 1)[1]
        postgres.run("ALTER TABLE microapp_audit DISABLE TRIGGER USER", database=name)
        postgres.run(statement, database=name)
        return
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'microapp_audit'"
        ).fetchall()
        for (trigger,) in triggers:
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute(statement)
    connection.close()


def test_logs_hold_no_token_no_body_and_no_name(start_service: Callable[..., Service]) -> None:
    service = start_service()
    ann = service.caller("ann@acme.example", "acme", "writer")
    token = str(ann.token)

    note = ann.create(SECRET_TITLE, body=SECRET_BODY)
    ann.patch(note.path, {"body": SECRET_BODY * 2}, If_Match=note.etag)
    ann.post(NOTES, {"title": SECRET_TITLE, "iban": SECRET_BODY})
    ann.ask("POST", NOTES, body=b'{"title":"' + SECRET_BODY.encode())
    ann.get(f"{NOTES}?title[eq]={SECRET_BODY}")
    ann.get(f"{NOTES}?access_token={token}")
    ann.get(f"/v1/{SECRET_BODY}")
    service.stranger(f"{token}x").get(NOTES)
    ann.post(NOTES, {"title": "x"}, Idempotency_Key=SECRET_BODY)
    service.stop()

    output = service.output()
    assert output.count("\n") >= 8
    for secret in (token, token.split(".")[1], SECRET_BODY, "Mustermann", "ann@acme.example"):
        assert secret not in output
    assert service.secret not in output


def test_a_log_line_is_json_with_the_request_id_and_no_line_can_be_forged(
    start_service: Callable[..., Service],
) -> None:
    service = start_service()
    ann = service.caller()

    answer = ann.get("/v1/notes/%0a%7b%22level%22:%22forged%22%7d")
    service.stop()

    lines = [json.loads(line) for line in service.output().splitlines()]
    mine = [line for line in lines if line.get("request_id") == answer.header("X-Request-ID")]
    assert len(mine) == 1
    assert mine[0]["status"] == 404
    assert not [line for line in lines if line.get("level") == "forged"]
