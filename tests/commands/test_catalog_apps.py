"""`microapp catalog apps`: from the register to the proxy, which refuses what is not active."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.catalogs import ANN
from tests.commands.catalog_cli import *  # noqa: F403
from tests.commands.catalog_cli import NAME, Catalog
from tests.commands.checked_apps import *  # noqa: F403
from tests.commands.theirs import EVE, component, imported
from tests.servers.llm import local, made, running_proxy

CHAT = "/v1/chat/completions"


def listed(file: Path) -> dict[str, dict[str, Any]]:
    """Give the entries of an apps.yaml by name."""
    return {entry["name"]: entry for entry in yaml.safe_load(file.read_text("utf-8"))["apps"]}


def quarantine(catalog: Catalog, name: str = NAME, actor: str = ANN) -> None:
    """Quarantine an app."""
    said = catalog("catalog", "move", name, "quarantined", "--because", "It loops.", actor=actor)
    assert said.code == 0, said.err


def test_an_app_is_active_until_it_is_quarantined_and_again_after(
    registered: Catalog, tmp_path: Path
) -> None:
    file = tmp_path / "apps.yaml"

    said = registered("catalog", "apps", "-o", str(file))
    before = listed(file)
    quarantine(registered)
    registered("catalog", "apps", "-o", str(file))
    during = listed(file)
    registered("catalog", "move", NAME, "development")
    registered("catalog", "apps", "-o", str(file))

    assert said.out == f"1 apps in {file}, 1 active.\n"
    assert before == listed(file) == {NAME: {"name": NAME, "active": True}}
    assert during == {NAME: {"name": NAME, "active": False}}


def test_budgets_stay_and_what_the_catalog_does_not_know_goes(
    registered: Catalog, tmp_path: Path
) -> None:
    file = tmp_path / "apps.yaml"
    stated = [{"name": NAME, "active": False, "monthly_usd": 2.5}, {"name": "old", "active": True}]
    file.write_text(yaml.safe_dump({"apps": stated}), "utf-8")

    said = registered("catalog", "apps", "-o", str(file))

    assert listed(file) == {NAME: {"name": NAME, "active": True, "monthly_usd": 2.5}}
    assert said.err == "old is not in the catalog, and is left out.\n"


def test_the_file_begins_with_its_schema_as_that_of_a_proxy_does(
    registered: Catalog, tmp_path: Path
) -> None:
    file = made(tmp_path / "proxy") / "apps.yaml"
    before = file.read_text("utf-8").splitlines()

    registered("catalog", "apps", "-o", str(file))

    first = file.read_text("utf-8").splitlines()[0]
    assert first == before[0] == registered("catalog", "apps").out.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")


def test_only_active_ones_are_listed_on_request_and_printed_without_a_file(
    registered: Catalog,
) -> None:
    imported(registered, component("other-app"))
    quarantine(registered)

    told = [
        [
            entry["name"]
            for entry in yaml.safe_load(registered("catalog", "apps", *words).out)["apps"]
        ]
        for words in ((), ("--active",))
    ]

    assert told == [[NAME, "other-app"], ["other-app"]]
    assert registered("catalog", "apps", "--json").data[0] == {"name": NAME, "active": False}


@pytest.mark.parametrize("text", ["apps: 7", "apps: [{active: true}]", "apps: [", "[]"])
def test_a_file_that_is_no_list_of_apps_is_left_as_it_is(
    registered: Catalog, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "apps.yaml"
    file.write_text(text, "utf-8")

    said = registered("catalog", "apps", "-o", str(file))

    assert said.code == 2
    assert "Repair it, or name another file." in said.line
    assert file.read_text("utf-8") == text


def test_the_proxy_refuses_an_app_that_the_catalog_has_quarantined(
    registered: Catalog, tmp_path: Path
) -> None:
    folder = made(tmp_path / "proxy")
    asked = {"model": "small", "messages": [{"role": "user", "content": "hello"}]}
    imported(registered, component("their-app") + component("good-app"))
    quarantine(registered, "their-app", EVE)

    registered("catalog", "apps", "-o", str(folder / "apps.yaml"))
    with running_proxy(folder, [local("small")]) as proxy:
        names = ("good-app", "their-app", "no-app")
        answers = [proxy.ask("POST", CHAT, json=asked, who={"azp": name}) for name in names]

    assert [(answer.status_code, answer.json().get("code")) for answer in answers] == [
        (200, None),
        (403, "app_inactive"),
        (403, "app_unknown"),
    ]
