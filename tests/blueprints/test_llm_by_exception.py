"""A place of models that an exception alone opens stays closed without one, approved or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from microapp_kit.manifest import read_manifest
from microapp_llm.by_exception import Openings, openings_of
from tests.servers.llm import Proxy, change_manifest, local, made, running_proxy

BOSS = {"sub": "bob", "role": "admin"}
STRONG = local("strong", place="external_powerful", needs_approval=True)
ASKED = "external_powerful: {value: approval_required"
TODAY = date(2026, 11, 28)
WHOLE = {
    "rule": "MA112",
    "path": "models.yaml",
    "reason": "The private model cannot read these forms yet.",
    "compensating_control": "Every call is looked at by the data steward.",
    "requested_by": "ann@acme.example",
    "approved_by": "zoe@acme.example",
    "expires": "2026-12-20",
}


def closed(folder: Path, text: str) -> Path:
    """Give an app whose powerful models take an exception, and what its manifest says of one."""
    app = made(folder / "app")
    change_manifest(app, {ASKED: "external_powerful: {value: exception_only"})
    with (app / "microapp.yaml").open("a", encoding="utf-8") as manifest:
        manifest.write(text)
    return app


def written(**changes: Any) -> str:
    """Give an exception as the manifest holds it; None leaves a field out."""
    fields = {name: told for name, told in {**WHOLE, **changes}.items() if told is not None}
    first, *rest = (f"{name}: '{told}'" for name, told in fields.items())
    return "\n".join(("exceptions:", f"  - {first}", *(f"    {line}" for line in rest), ""))


@contextmanager
def approved(folder: Path, text: str) -> Iterator[tuple[Proxy, httpx.Response]]:
    """Give such an app at work, and what its powerful model answers to who has an approval."""
    with running_proxy(closed(folder, text), [local("small"), STRONG]) as proxy:
        wish = {"model": "strong", "reason": "Long forms.", "days": 7}
        asked = proxy.ask("POST", "/v1/approvals", json=wish).json()["id"]
        decision = proxy.ask(
            "POST",
            f"/v1/approvals/{asked}/decision",
            json={"decision": "approve"},
            who=BOSS,
            headers={"Idempotency-Key": "the-key-to-approve"},
        )
        assert decision.status_code == 200
        yield proxy, chat(proxy, "strong")


@pytest.fixture(scope="module")
def shut(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The manifest of such an app, without an exception."""
    return (closed(tmp_path_factory.mktemp("shut"), "") / "microapp.yaml").read_text("utf-8")


def read(folder: Path, manifest: str) -> Openings:
    """Give what a manifest opens."""
    path = folder / "microapp.yaml"
    path.write_text(manifest, encoding="utf-8")
    return openings_of(read_manifest(path))


def chat(proxy: Proxy, model: str) -> httpx.Response:
    body = {"model": model, "messages": [{"role": "user", "content": "Who is away?"}]}
    return proxy.ask("POST", "/v1/chat/completions", json=body)


def test_an_approval_opens_no_place_that_asks_for_an_exception(tmp_path: Path) -> None:
    with approved(tmp_path, "") as (proxy, answer):
        assert (answer.status_code, answer.json()["code"]) == (403, "model_not_allowed")
        assert "by an exception only" in answer.json()["message"]
        assert chat(proxy, "small").status_code == 200


def test_an_exception_opens_it_to_who_has_an_approval(tmp_path: Path) -> None:
    soon = datetime.now(UTC).date() + timedelta(days=5)

    with approved(tmp_path, written(expires=soon)) as (_, answer):
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, True),
        ({"path": None}, True),
        ({"expires": "2026-11-28"}, True),
        ({"expires": "2026-11-27"}, False),
        ({"expires": "2999-12-31"}, False),
        ({"expires": "soon"}, False),
        ({"expires": "20261220"}, False),
        ({"approved_by": "Zoe <zoe@acme.example>"}, False),
        ({"approved_by": "zoe@acme.example."}, False),
        ({"expires": None}, False),
        ({"rule": "MA113"}, False),
        ({"path": "apps.yaml"}, False),
        ({"approved_by": "Ann+boss@acme.example"}, False),
        ({"approved_by": None}, False),
        ({"requested_by": "ann"}, False),
    ],
    ids=str,
)
def test_only_a_whole_exception_that_holds_today_opens_a_place(
    shut: str, tmp_path: Path, changes: dict[str, Any], is_open: bool
) -> None:
    openings = read(tmp_path, shut + written(**changes))

    assert openings.places == ("external_powerful",)
    assert (openings.closed(TODAY) == ()) is is_open


@pytest.mark.parametrize("text", ["exceptions: none\n", "exceptions: [none]\n", "exceptions:\n"])
def test_exceptions_that_cannot_be_read_open_nothing(shut: str, tmp_path: Path, text: str) -> None:
    openings = read(tmp_path, shut + text)

    assert openings.closed(TODAY) == ("external_powerful",)
