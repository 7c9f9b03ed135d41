"""A resource of the kit's own, so that its proofs do not depend on what the app declares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from microapp_kit import APIRouter, Caller, Field, Record, Resource, requires
from microapp_kit.testing import RunningApp, running_app

router = APIRouter(prefix="/v1")
ran: list[str] = []


class Thing(Record):
    """A thing."""

    name: str = Field(min_length=1, max_length=100)
    size: int = 0
    secret_word: str = ""


things = Resource(
    "things",
    Thing,
    filters=["name", "size", "created_at"],
    sorts=["created_at", "name"],
    personal=["secret_word"],
)
diaries = Resource("diaries", Thing, owned=True)


@router.get("/hello")
def hello(caller: Caller) -> dict[str, str]:
    """Greet."""
    return {"hello": caller.sub}


@router.post("/work", status_code=201)
def work(order: dict[str, int]) -> dict[str, int]:
    """Do something once."""
    ran.append("work")
    return {"runs": len(ran), **order}


@router.post("/crash")
def crash() -> None:
    """Fail inside."""
    raise RuntimeError("the inside of the app")


@router.delete("/danger", dependencies=[requires("admin")])
def danger() -> dict[str, bool]:
    """Ask for a role of its own."""
    return {"done": True}


@contextmanager
def app_of_things(**environ: str) -> Iterator[RunningApp]:
    """Run an app with things, diaries and some routes of its own."""
    with running_app([things, diaries], [router], migrated=False, **environ) as app:
        yield app


def made(app: RunningApp, collection: str = "things", **fields: Any) -> dict[str, Any]:
    """Create one and give it, with its entity tag as `etag`."""
    answer = app.call("POST", f"/v1/{collection}", json={"name": "One", **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json() | {"etag": answer.headers["etag"]}
    return found


def listed(app: RunningApp, query: str = "", **who: str) -> list[dict[str, Any]]:
    """Give the items of a list."""
    answer = app.call("GET", f"/v1/things{query}", role="reader", **who)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
