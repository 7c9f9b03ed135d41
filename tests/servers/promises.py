"""What every answer of a micro-app keeps to, written once as assertions."""

from __future__ import annotations

import re

from tests.servers.wire import Answer

CODE = re.compile(r"[a-z][a-z0-9_]{2,60}")
LEAKS = re.compile(
    rb"Traceback|\.py\b|site-packages|sqlite3?[._]|asyncpg|sqlalchemy|SELECT |INSERT |/tmp/|/home/|"
    rb"/root/|0x[0-9a-f]{8}|msgspec|pydantic|starlette|uvicorn",
    re.IGNORECASE,
)


def assert_refused(answer: Answer, *statuses: int) -> dict[str, object]:
    """Hold that an answer is one of the refusals expected, in the one envelope, leaking nothing."""
    assert answer.status in statuses, (answer.status, answer.body[:500])
    assert (answer.header("Content-Type") or "").split(";")[0] == "application/json"
    body: dict[str, object] = answer.json()
    assert_envelope(body)
    assert not LEAKS.search(answer.body), answer.body
    assert answer.header("Server") is None
    return body


def assert_envelope(body: dict[str, object]) -> None:
    """Hold that a body is `{code, message, details[]}` and nothing else."""
    assert set(body) == {"code", "message", "details"}, body
    assert isinstance(body["code"], str)
    assert CODE.fullmatch(body["code"]), body
    assert isinstance(body["message"], str)
    assert 3 <= len(body["message"]) <= 500, body
    assert isinstance(body["details"], list)
    for detail in body["details"]:
        assert set(detail) == {"field", "message"}, body
        assert all(isinstance(text, str) and text for text in detail.values()), body
