"""The Zapier app of a contract: Zapier's validator accepts it, and its steps run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.adapters import contract_files
from microapp_cli.core.contract import zapier
from microapp_cli.core.contract.document import Contract
from tests.core.contract.awkward import AWKWARD
from tests.interop.zapier_app import App
from tests.servers.meddler import Meddler, Passed, with_body
from tests.servers.rendered import Repository
from tests.servers.service import Service
from tests.yaml_text import parsed

pytestmark = pytest.mark.interop

CONTRACTS = Path(__file__).parents[1] / "core" / "contract"
ORDERS = parsed((CONTRACTS / "orders.yaml").read_text("utf-8"))
on_sqlite = pytest.mark.parametrize("service", ["sqlite"], indirect=True)


@pytest.fixture
def meddler(service: Service) -> Iterator[Meddler]:
    """A proxy that remembers what was asked."""
    made = Meddler(service.port)
    yield made
    made.stop()


@pytest.fixture
def app(crud: Repository, service: Service, org: str, meddler: Meddler, tmp_path: Path) -> App:
    """The app that comes with a new repository, connected by a writer."""
    token = str(service.caller("ann", org, "writer").token)
    return App(crud.folder / "connectors", tmp_path, meddler.url, token)


@on_sqlite
def test_the_validator_finds_no_error(app: App) -> None:
    assert app.errors() == []


@pytest.mark.parametrize("document", [ORDERS, AWKWARD])
def test_the_validator_finds_no_error_in_the_app_of_another_contract(
    document: Any, tmp_path: Path
) -> None:
    derived = zapier.derive(Contract.parse(document), "0" * 64)
    contract_files.write(tmp_path / "connectors", derived)

    assert App(tmp_path / "connectors", tmp_path).errors() == []


@pytest.mark.parametrize("spec", sorted((CONTRACTS / "specs").glob("*.yaml")), ids=lambda s: s.stem)
def test_the_validator_finds_no_error_in_the_app_of_what_others_wrote(
    spec: Path, tmp_path: Path
) -> None:
    contract_files.write(tmp_path / "connectors", contract_files.derive_from(spec))

    assert App(tmp_path / "connectors", tmp_path).errors() == []


@on_sqlite
def test_the_validator_sees_an_error(app: App, tmp_path: Path) -> None:
    file = tmp_path / "zapier" / "definition.json"
    file.write_text(file.read_text("utf-8").replace('"noun"', '"name"'), "utf-8")

    assert any("noun" in error for error in app.errors())


@on_sqlite
def test_what_is_created_triggers_and_is_found(app: App) -> None:
    made, listed, found, others, tested = app.run(
        ("creates.create_notes", {"title": "From Zapier", "body": ""}),
        ("triggers.list_notes", {}),
        ("searches.list_notes", {"title_eq": "From Zapier"}),
        ("searches.list_notes", {"title_eq": "Nobody's"}),
        ("authentication.test", {}),
    )

    assert made["title"] == "From Zapier"
    assert [note["id"] for note in listed] == [made["id"]]
    assert found == listed
    assert others == []
    assert tested["status"] == 200


@on_sqlite
def test_a_text_that_asks_for_the_token_is_refused(app: App) -> None:
    with pytest.raises(RuntimeError, match="curly braces"):
        app.run(("creates.create_notes", {"title": "{{bundle.authData.token}}"}))


@on_sqlite
def test_a_record_is_found_by_its_id_and_a_missing_one_is_no_error(app: App) -> None:
    (made,) = app.run(("creates.create_notes", {"title": "One"}))
    found, missed = app.run(
        ("searches.read_notes", {"id": made["id"]}),
        ("searches.read_notes", {"id": "01934f5e-7a10-7c3a-9b1e-2f6d8c4a5b70"}),
    )

    assert [note["id"] for note in found] == [made["id"]]
    assert missed == []


@on_sqlite
def test_the_trigger_gives_the_newest_first_whatever_the_order(app: App, meddler: Meddler) -> None:
    made = app.run(*(("creates.create_notes", {"title": f"Note {n}"}) for n in range(3)))
    meddler.spoil = _turned_around

    (listed,) = app.run(("triggers.list_notes", {}))

    assert [note["id"] for note in listed] == [note["id"] for note in reversed(made)]


@on_sqlite
def test_every_create_has_an_idempotency_key_of_its_own(app: App, meddler: Meddler) -> None:
    app.run(*(("creates.create_notes", {"title": "Same"}) for _ in range(2)))

    keys = [seen.asked["idempotency-key"] for seen in meddler.passed if seen.method == "POST"]
    assert len(set(keys)) == len(keys) == 2


@on_sqlite
def test_a_refused_create_says_why(app: App) -> None:
    with pytest.raises(RuntimeError, match="title"):
        app.run(("creates.create_notes", {"body": "no title"}))


def _turned_around(passed: Passed) -> Passed:
    page = json.loads(passed.body)
    return with_body(passed, json.dumps({**page, "items": page["items"][::-1]}).encode())
