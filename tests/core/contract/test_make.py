"""The Make app: every expression leads somewhere, and each operation can be used."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from microapp_cli.core.contract.derived import Derived
from microapp_cli.core.contract.document import Contract
from microapp_cli.core.contract.make import derive
from tests.core.contract.awkward import answer, document
from tests.core.contract.edits import edited, put
from tests.core.contract.make_app import unresolved, unused
from tests.yaml_text import parsed

HERE = Path(__file__).parent
HOUSE = HERE.parents[2]
NOTES: dict[str, Any] = parsed((HERE / "notes.yaml").read_text("utf-8"))
ORDERS: dict[str, Any] = parsed((HERE / "orders.yaml").read_text("utf-8"))
CRUD: dict[str, Any] = parsed((HOUSE / "blueprints/crud/files/openapi.yaml").read_text())
DOCUMENTS = {"notes": NOTES, "orders": ORDERS, "crud": CRUD}
STAMP = "0" * 64
MODULE_ID = re.compile(r"[a-zA-Z][0-9a-zA-Z]+[0-9a-zA-Z]")
PARAMETER_TYPES = {
    *("any", "array", "boolean", "buffer", "collection", "date", "email", "integer", "number"),
    *("password", "select", "text", "uinteger", "url"),
}


def derived(document: dict[str, Any]) -> Derived:
    return derive(Contract.parse(document), STAMP)


def app_of(document: dict[str, Any]) -> dict[str, Any]:
    """The files of the app by their path in its folder, as JSON would give them back."""
    files = json.loads(json.dumps(derived(document).files))
    return {path.removeprefix("make/"): content for path, content in files.items()}


def code(app: dict[str, Any], module: str, kind: str) -> Any:
    """One code file of a module."""
    return app[app["makecomapp.json"]["components"]["module"][module]["codeFiles"][kind]]


@pytest.fixture
def app() -> dict[str, Any]:
    return app_of(NOTES)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_every_expression_leads_to_something_that_make_knows(document: dict[str, Any]) -> None:
    assert unresolved(app_of(document)) == []


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_every_field_is_used(document: dict[str, Any]) -> None:
    assert unused(app_of(document)) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("general/base.iml.json", "connection.token", "connection.tokn"),
        ("connections/api/api.communication.iml.json", "parameters.address", "parameters.adress"),
        ("modules/read-notes/read-notes.communication.iml.json", "parameters.id", "parameters.no"),
        ("modules/read-notes/read-notes.communication.iml.json", "encodeURL", "encodeUrl"),
        ("modules/list-notes/list-notes.communication.iml.json", "{{item}}", "{{items}}"),
        ("modules/list-notes/list-notes.mappable-params.iml.json", '"sort"', '"order"'),
        ("modules/watch-notes/watch-notes.epoch.iml.json", "item.created_at", "item.created"),
        ("modules/read-notes/read-notes.communication.iml.json", "/v1/", "/{{body.v}}/"),
    ],
)
def test_a_reference_that_leads_nowhere_is_found(
    app: dict[str, Any], path: str, old: str, new: str
) -> None:
    text = json.dumps(app[path])
    assert old in text

    broken = {**app, path: json.loads(text.replace(old, new))}

    assert unresolved(broken) != []


def test_the_manifest_names_each_file_and_nothing_else(app: dict[str, Any]) -> None:
    manifest = app["makecomapp.json"]
    parts = [part for kind in manifest["components"].values() for part in kind.values()]
    named = [path for part in parts for path in part["codeFiles"].values()]
    named += [path for path in manifest["generalCodeFiles"].values() if path]

    assert sorted(named) == sorted(set(app) - {"makecomapp.json"})
    assert set(manifest) == {"fileVersion", "generalCodeFiles", "components", "origins"}
    assert set(manifest["components"]) == {"connection", "webhook", "module", "rpc", "function"}


def test_each_operation_is_the_kind_of_module_that_people_expect(app: dict[str, Any]) -> None:
    modules = app["makecomapp.json"]["components"]["module"]

    assert {name: (one["moduleType"], one.get("actionCrud")) for name, one in modules.items()} == {
        "listNotes": ("search", None),
        "watchNotes": ("trigger", None),
        "createNotes": ("action", "create"),
        "readNotes": ("action", "read"),
        "updateNotes": ("action", "update"),
        "deleteNotes": ("action", "delete"),
        "exportNotes": ("action", "read"),
    }
    assert all(MODULE_ID.fullmatch(name) for name in modules)


def test_a_list_is_read_page_after_page(app: dict[str, Any]) -> None:
    request = code(app, "listNotes", "communication")

    cursor = "{{body.next_cursor}}"
    assert request["pagination"] == {"condition": cursor, "qs": {"cursor": cursor}}
    assert request["response"]["limit"] == "{{parameters.limit}}"
    assert request["qs"]["limit"] == 100


def test_two_parameters_whose_names_come_to_the_same_stay_apart(app: dict[str, Any]) -> None:
    query = code(app, "listNotes", "communication")["qs"]

    assert query["title[eq]"] == "{{parameters.title_eq}}"
    assert query["title_eq"] == "{{parameters.title_eq_2}}"


def test_the_trigger_looks_at_the_newest_first_and_tells_records_apart(app: dict[str, Any]) -> None:
    request = code(app, "watchNotes", "communication")

    assert request["qs"]["sort"] == "-created_at"
    assert request["response"]["trigger"] == {
        "type": "date",
        "order": "desc",
        "id": "{{item.id}}",
        "date": "{{item.created_at}}",
    }
    assert set(code(app, "watchNotes", "epoch")["response"]["output"]) == {"label", "date"}


@pytest.mark.parametrize(
    ("created", "watched"),
    [
        ({"type": "string", "format": "date-time"}, True),
        ({"type": "integer"}, False),  # seconds, which may be the same for all
        ({"type": "string"}, False),
    ],
)
def test_only_a_list_that_says_the_moment_of_each_item_is_watched(
    created: dict[str, Any], watched: bool
) -> None:
    item = {"properties": {"id": {"type": "string"}, "created": created}}
    page = {"type": "array", "items": item}

    made = app_of(document({"/things": {"get": {"responses": answer(page)}}}))

    kinds = [one["moduleType"] for one in made["makecomapp.json"]["components"]["module"].values()]
    assert ("trigger" in kinds) == watched


def test_what_only_the_service_sets_is_no_field(app: dict[str, Any]) -> None:
    fields = {field["name"]: field for field in code(app, "createNotes", "mappableParams")}

    assert set(fields) == {"Idempotency_Key", "title", "state", "due", "tags", "place"}
    assert fields["title"]["required"]
    assert [one["value"] for one in fields["state"]["options"]] == ["open", "done"]
    assert [one["name"] for one in fields["place"]["spec"]] == ["street", "number"]


def test_reading_gives_the_state_that_changing_asks_for(app: dict[str, Any]) -> None:
    assert code(app, "readNotes", "communication")["response"]["output"]["etag"] == (
        "{{headers.etag}}"
    )
    assert code(app, "readNotes", "interface")[0]["name"] == "etag"
    assert code(app, "updateNotes", "communication")["headers"]["If-Match"] == (
        "{{parameters.If_Match}}"
    )


def test_samples_have_the_fields_of_the_interface(app: dict[str, Any]) -> None:
    for name in ("listNotes", "watchNotes", "createNotes", "readNotes"):
        known = {field["name"] for field in code(app, name, "interface")}
        sample = code(app, name, "samples")
        assert sample
        assert set(sample) <= known


def test_every_type_is_one_of_make(app: dict[str, Any]) -> None:
    found: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            found.update([value["type"]] if isinstance(value.get("type"), str) else [])
        for part in value.values() if isinstance(value, dict) else value:
            if isinstance(part, (dict, list)):
                look(part)

    for path, content in app.items():
        if "params" in path or "interface" in path:
            look(content)
    assert found <= PARAMETER_TYPES


def test_the_crud_blueprint_has_all_its_modules() -> None:
    modules = app_of(CRUD)["makecomapp.json"]["components"]["module"]

    kinds = {(one["moduleType"], one.get("actionCrud")) for one in modules.values()}
    assert kinds >= {
        ("search", None),
        ("trigger", None),
        *(("action", crud) for crud in ("create", "read", "update", "delete")),
    }


def test_the_secret_stays_out_of_the_log(app: dict[str, Any]) -> None:
    for path in ("general/base.iml.json", "connections/api/api.communication.iml.json"):
        assert app[path]["log"] == {"sanitize": ["request.headers.authorization"]}


@pytest.mark.parametrize(
    ("scheme", "place", "value"),
    [
        ({"type": "http", "scheme": "basic"}, ("headers", "authorization"), "Basic {{base64("),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, ("headers", "X-Key"), "{{"),
        ({"type": "apiKey", "in": "query", "name": "key"}, ("qs", "key"), "{{"),
        ({"type": "oauth2", "flows": {}}, ("headers", "authorization"), "Bearer {{"),
    ],
)
def test_each_way_to_sign_in_has_its_connection(
    scheme: dict[str, Any], place: tuple[str, str], value: str
) -> None:
    app = app_of(edited(NOTES, put("/components/securitySchemes/bearer", scheme)))

    assert app["general/base.iml.json"][place[0]][place[1]].startswith(value)
    assert unresolved(app) == []


def test_text_of_the_contract_is_never_an_expression(app: dict[str, Any]) -> None:
    shown = json.dumps(app)

    assert "{{now}}" not in shown
    assert "Not {{" not in shown


def test_what_make_cannot_do_is_noted() -> None:
    notes = {(note.where, note.what) for note in derived(NOTES).notes}

    assert ("HEAD /v1/notes/{id}", "Make cannot send this method.") in notes
    assert any(where == "GET /v1/notes/export" for where, _ in notes)


def test_the_app_carries_the_stamp_and_is_always_the_same() -> None:
    assert STAMP in app_of(NOTES)["README.md"]
    assert json.dumps(derived(NOTES).files) == json.dumps(derived(copy.deepcopy(NOTES)).files)
