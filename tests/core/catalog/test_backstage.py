"""Apps as Backstage entities: nothing is lost on the way, and nothing bad comes in."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microapp_cli.adapters.catalog.entity_text import as_yaml
from microapp_cli.adapters.catalog.yaml_entities import documents
from microapp_cli.core.catalog import adoption, backstage, backstage_reading, entry, lifecycle
from microapp_cli.core.catalog.app import STAGES, App
from microapp_cli.core.catalog.backstage import Component
from microapp_cli.core.catalog.form import Bare
from microapp_cli.core.plain_text import line_problem
from tests.catalogs import ANN, app, control_values, manifest
from tests.entities import CLAIM, FOREIGN
from tests.yaml_text import parsed

TODAY = date(2026, 11, 23)
WORDS = st.text("abcXYZ019", min_size=1, max_size=9)
KEYS = WORDS.map("acme.example/{}".format)
LINES = st.text(min_size=1, max_size=60).filter(
    lambda text: text == text.strip() and not line_problem(text, at_most=80)
)


def entity(told: App | None = None) -> dict[str, Any]:
    return backstage.entity(backstage.of_app(told or app()))


def problems(document: object, directory: dict[str, str] | None = None) -> list[str]:
    _, found = backstage_reading.read(document, directory or {})
    return [f"{'.'.join(place)} {message}" for place, message in found]


def with_(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    spoilt = deepcopy(entity())
    change(spoilt)
    return spoilt


@given(title=LINES, team=LINES, owner_name=LINES, purpose=LINES)
def test_every_text_comes_back_as_it_was(
    title: str, team: str, owner_name: str, purpose: str
) -> None:
    told = app(title=title, team=team, owner_name=owner_name, purpose=purpose)

    (document,) = documents(as_yaml(entity(told)))
    stated, wrong = backstage_reading.read(document.data, {})

    assert wrong == []
    assert stated is not None
    assert stated.component == backstage.of_app(told)


@pytest.mark.parametrize(
    "text", ["1e3", "0o17", "yes", "null", "~", "2026-01-01", "12", ".5", "=", "<<"]
)
def test_what_yaml_takes_for_something_else_stays_text(text: str) -> None:
    (document,) = documents(as_yaml(entity(app(title=text, team=text))))

    assert document.data["metadata"]["title"] == text
    assert document.data["metadata"]["annotations"]["microapp.dev/team"] == text


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_word_that_backstage_knows_and_its_label(stage: str) -> None:
    made = entity(app(stage=stage))

    assert made["spec"]["lifecycle"] in ("experimental", "production", "deprecated")
    assert made["metadata"]["labels"]["microapp.dev/stage"] == stage
    assert problems(made) == []


def test_a_manifest_says_what_the_catalog_says_once_it_is_registered() -> None:
    told = backstage.of_manifest(manifest(stage="development"))

    assert told == backstage.of_app(app(repository=""))


@pytest.mark.parametrize("stage", STAGES)
def test_no_import_reaches_a_stage_that_asks_for_evidence(stage: str) -> None:
    told = backstage.of_app(app(stage=stage))

    entered = adoption.entered(told, control_values("T1"), today=TODAY)

    assert entered.stage not in ("staging", "review", "production", "retired")
    known = app(stage="development", source="backstage")
    after = adoption.again(known, told, control_values("T1"), today=TODAY)
    assert after is not None
    assert after.stage == "development"


def test_what_a_repository_registered_stays_as_it_says() -> None:
    known = app()
    told = backstage.of_app(app(owner="eve@acme.example", tier="T0"))

    assert adoption.again(known, told, control_values("T0"), today=TODAY) is None


@pytest.mark.parametrize(
    ("team", "owner"),
    [
        ("People", "group:default/people"),
        ("Vertrieb S\u00fcd", "group:default/vertrieb-sud"),
        ("Fin\u0430nce", "user:default/ann_acme.example"),  # Cyrillic a
        ("\u200b", "user:default/ann_acme.example"),
        ("", "user:default/ann_acme.example"),
        ("x" * 64, "user:default/ann_acme.example"),
    ],
)
def test_a_team_is_a_group_unless_it_only_looks_like_one(team: str, owner: str) -> None:
    assert backstage.owner_reference(team, ANN) == owner


def test_two_addresses_are_never_one_user() -> None:
    emails = [
        "a+b@acme.example",
        "a_b@acme.example",
        "a'b@acme.example",
        f"{'a' * 70}@acme.example",
    ]

    references = [backstage.owner_reference("", email) for email in emails]

    assert len(set(references)) == len(emails)
    assert all(len(reference) <= len("user:default/") + 63 for reference in references)


SPOILT: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another version": (lambda e: e.update(apiVersion="v1"), "apiVersion 'v1' is not known"),
    "another kind": (lambda e: e.update(kind="component"), "kind 'component' is not known"),
    "no metadata": (lambda e: e.pop("metadata"), "metadata is missing"),
    "no name": (lambda e: e["metadata"].pop("name"), "metadata.name is missing"),
    "a path": (lambda e: e["metadata"].update(name="../../x"), "is no name"),
    "a long name": (lambda e: e["metadata"].update(name="x" * 64), "is no name"),
    "a look-alike": (lambda e: e["metadata"].update(name="l\u0435ave"), "is no name"),
    "a namespace": (lambda e: e["metadata"].update(namespace="hr"), "has to be default"),
    "no purpose": (lambda e: e["metadata"].pop("description"), "say what the app does"),
    "a control character": (lambda e: e["metadata"].update(description="a\x1b[2J"), "invisible"),
    "turned around": (lambda e: e["metadata"].update(title="a\u202eb"), "invisible"),
    "a long purpose": (lambda e: e["metadata"].update(description="x" * 301), "more than 300"),
    "a number": (lambda e: e["metadata"].update(title=Bare("12")), "12 is no text"),
    "an unknown tier": (
        lambda e: e["metadata"]["labels"].update({"microapp.dev/tier": "T7"}),
        "'T7' is not known",
    ),
    "a label too long": (lambda e: e["metadata"]["labels"].update(x="y" * 64), "is no label"),
    "a label of spaces": (lambda e: e["metadata"]["labels"].update(x="a b"), "is no label"),
    "a bad key": (lambda e: e["metadata"]["annotations"].update({"a/b/c": ""}), "is no key"),
    "labels in a list": (lambda e: e["metadata"].update(labels=[]), "has to be a mapping"),
    "a bad tag": (lambda e: e["metadata"].update(tags=["Big"]), "'Big' is no tag"),
    "a long tag": (lambda e: e["metadata"].update(tags=["x" * 64]), "is no tag"),
    "tags in a text": (lambda e: e["metadata"].update(tags="a"), "has to be a list"),
    "a link that runs": (
        lambda e: e["metadata"].update(links=[{"url": "javascript:alert(1)"}]),
        "is no link",
    ),
    "a link with a password": (
        lambda e: e["metadata"].update(links=[{"url": "https://a:b@acme.example"}]),
        "is no link",
    ),
    "a banana": (lambda e: e["spec"].update(lifecycle="banana"), "'banana' is not known"),
    "two stages": (lambda e: e["spec"].update(lifecycle="production"), "Make them agree"),
    "no owner": (lambda e: e["spec"].pop("owner"), "spec.owner is missing"),
    "an owner of no kind": (lambda e: e["spec"].update(owner="robot:x"), "is no group or user"),
    "an owner like a path": (lambda e: e["spec"].update(owner="a/b/c"), "is no group or user"),
    "a look-alike address": (
        lambda e: e["metadata"]["annotations"].update(
            {"microapp.dev/owner": "\u0430nn@acme.example"}
        ),
        "is no e-mail address",
    ),
    "no day": (
        lambda e: e["metadata"]["annotations"].update({"microapp.dev/created": "2026-02-30"}),
        "is no day",
    ),
    "a source with a password": (
        lambda e: e["metadata"]["annotations"].update(
            {"backstage.io/source-location": "url:https://u:p@acme.example/a"}
        ),
        "is no address",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_wrong_is_told(name: str) -> None:
    change, says = SPOILT[name]

    found = problems(with_(change))

    assert len(found) == 1
    assert says in found[0]
    assert "\x1b" not in found[0]


@pytest.mark.parametrize("document", [None, [], "x", Bare("1"), {}, {"kind": []}, {"metadata": 1}])
def test_what_is_no_entity_is_told(document: object) -> None:
    assert problems(document)


def test_all_that_is_wrong_is_told_at_once() -> None:
    spoilt = with_(lambda e: (e["metadata"].pop("description"), e["spec"].update(lifecycle="x")))

    assert len(problems(spoilt)) == 2


def test_an_owner_is_found_among_the_users_and_groups_of_the_same_import() -> None:
    bare = with_(lambda e: e["metadata"].pop("annotations"))
    group = {"kind": "Group", "metadata": {"name": "People"}, "spec": {"profile": {"email": ANN}}}

    assert "'group:default/people' has no address" in problems(bare)[0]
    assert problems(bare, dict(backstage_reading.addresses(group))) == []


def test_without_a_tier_the_strictest_holds() -> None:
    stated, _ = backstage_reading.read(with_(lambda e: e["metadata"].pop("labels")), {})

    assert stated is not None
    assert (stated.component.tier, stated.has_tier) == ("T3", False)


@pytest.mark.parametrize(
    ("source", "repository"),
    [
        ("url:https://github.com/acme/app/tree/main/", "https://github.com/acme/app"),
        ("url:https://gitlab.acme.example/a/b/c/-/tree/x", "https://gitlab.acme.example/a/b/c"),
        ("url:https://git.acme.example/src/tree/", "https://git.acme.example/src/tree"),
        ("file:../x", ""),
    ],
)
def test_the_repository_is_read_from_where_the_source_lies(source: str, repository: str) -> None:
    note = {"backstage.io/source-location": source}
    stated, _ = backstage_reading.read(
        with_(lambda e: e["metadata"]["annotations"].update(note)), {}
    )

    assert stated is not None
    assert stated.component.repository == repository


def read(text: str) -> Component:
    (document,) = documents(text)
    stated, wrong = backstage_reading.read(document.data, {})
    assert wrong == []
    assert stated is not None
    return stated.component


def taken_in(text: str) -> App:
    """The app of an entity that is imported."""
    return adoption.entered(read(text), control_values("T1"), today=TODAY)


def test_what_is_not_ours_to_say_is_given_back_as_it_was() -> None:
    given = parsed(FOREIGN)

    made = entity(taken_in(FOREIGN))

    metadata, spec = made["metadata"], made["spec"]
    assert {**spec, "lifecycle": "production"} == given["spec"]
    assert metadata["acme"] == given["metadata"]["acme"]
    assert given["metadata"]["labels"].items() <= metadata["labels"].items()
    assert given["metadata"]["annotations"].items() <= metadata["annotations"].items()
    assert set(given["metadata"]["tags"]) <= set(metadata["tags"])
    assert metadata["links"][1:] == given["metadata"]["links"]


def test_the_second_export_is_the_first() -> None:
    first = as_yaml(entity(taken_in(FOREIGN)))

    assert as_yaml(entity(taken_in(first))) == first


@pytest.mark.parametrize("claimed", ["staging", "review", "production", "retired"])
def test_a_claimed_stage_is_kept_as_a_claim_until_it_is_reached(claimed: str) -> None:
    found = taken_in(FOREIGN.replace("lifecycle: production", f"lifecycle: {claimed}"))

    again = taken_in(as_yaml(entity(found)))
    reached = lifecycle.moved(found, claimed, TODAY)

    assert (found.claimed, found.stage) == (
        *(claimed,),
        "sunset" if claimed == "retired" else "development",
    )
    assert entity(found)["metadata"]["annotations"][CLAIM] == claimed
    assert again == found
    assert CLAIM not in entity(reached)["metadata"]["annotations"]


def test_facts_of_ours_win_once_they_change() -> None:
    found = taken_in(FOREIGN)

    given = replace(found, owner="ann@acme.example", team="Sales", repository="https://g.example/x")

    made = entity(given)
    assert made["spec"]["owner"] == "group:default/sales"
    assert made["metadata"]["annotations"][backstage.SOURCE] == "url:https://g.example/x/"
    assert made["metadata"]["annotations"]["backstage.io/techdocs-ref"] == "dir:."


def test_registering_keeps_what_another_catalog_said() -> None:
    known = replace(taken_in(FOREIGN), owner=ANN, registered="2026-11-23T12:00:00.000000Z")

    after = entry.merged(known, app("their-app"), control_values("T1"), today=TODAY)

    assert (after.elsewhere, after.claimed) == (known.elsewhere, "production")


def test_what_is_too_much_to_keep_is_told() -> None:
    long = FOREIGN.replace("dir:.", "x" * 30_000)
    (document,) = documents(long)

    _, wrong = backstage_reading.read(document.data, {})

    assert "at most 20,000 are kept" in wrong[0][1]


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@given(
    labels=st.dictionaries(KEYS, WORDS, max_size=3),
    notes=st.dictionaries(KEYS, st.text(max_size=30), max_size=3),
    tags=st.lists(WORDS.map(str.lower), max_size=3, unique=True),
    more=st.dictionaries(WORDS.map("x{}".format), JSON, max_size=3),
    depends=st.lists(WORDS.map("component:{}".format), max_size=3),
)
def test_whatever_another_catalog_says_comes_back(
    labels: dict[str, str],
    notes: dict[str, str],
    tags: list[str],
    more: dict[str, Any],
    depends: list[str],
) -> None:
    given_ = parsed(FOREIGN)
    given_["metadata"]["labels"] |= labels
    given_["metadata"]["annotations"] |= notes
    given_["metadata"] |= {"tags": tags, **more}
    given_["spec"] |= {"dependsOn": depends, **more}

    made = entity(taken_in(as_yaml(given_)))

    assert labels.items() <= made["metadata"]["labels"].items()
    assert notes.items() <= made["metadata"]["annotations"].items()
    assert set(tags) <= set(made["metadata"]["tags"])
    assert {key: made["metadata"][key] for key in more} == more
    assert {key: made["spec"].get(key) for key in ("dependsOn", *more)} == {
        "dependsOn": depends,
        **more,
    }
