"""A list of apps that changes under a running proxy: who is stopped, who comes, what breaks it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from microapp_kit.application import create_app
from microapp_kit.errors import Refusal
from microapp_kit.manifest import Manifest, Person, read_manifest
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import read_settings
from microapp_llm.apps import Caps, read_apps
from microapp_llm.apps_file import AppsFile
from microapp_llm.brought import brought
from microapp_llm.money.limits import budget_limits
from tests.servers.llm import SECRET, Proxy, local, made, running_proxy

MODELS, BUDGET, CHAT = "/v1/models", "/v1/budget", "/v1/chat/completions"
ANN = Person("Ann", "ann@acme.example", "People")
QUOTAS: dict[str, object] = {"monthly_usd": 150, "daily_tokens": 1_000_000}
MANIFEST = Manifest(
    "own", "Own", "One way to a model.", ANN, "T1", "llm-proxy", {}, {"quotas": QUOTAS}
)
SAID = "The apps stay as they were"
STOPPED, OPEN = {"name": "stopped", "active": False}, {"name": "desk", "active": True}
BROKEN: dict[str, bytes] = {
    "half": b"apps:\n- {name: desk, acti",
    "empty": b"",
    "no list": b"apps: {stopped: true}",
    "no text": b"\xff\xfe\x00apps",
    "a day that is none": b"apps: [{name: stopped, active: true, since: 2026-13-45}]",
    "too deep": b"apps: " + b"[" * 50_000,
    "twice": yaml.safe_dump({"apps": [OPEN, {**STOPPED, "active": True}, OPEN]}).encode(),
    "a budget raised": yaml.safe_dump(
        {"apps": [{**STOPPED, "active": True, "monthly_usd": 10**6}]}
    ).encode(),
}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy whose list of apps is changed while it runs."""
    folder = made(tmp_path_factory.mktemp("listed") / "app")
    listed(folder, OPEN, STOPPED)
    with running_proxy(folder, [local("small")]) as proxy:
        yield proxy


def listed(folder: Path, *apps: dict[str, Any]) -> None:
    """Write a list of apps."""
    (folder / "apps.yaml").write_text(yaml.safe_dump({"apps": list(apps)}), "utf-8")


def refuse_more(caps: Caps) -> None:
    """Refuse budgets that are above what is granted."""
    budget_limits(MANIFEST, {}, caps)


def code(proxy: Proxy, app: str) -> str:
    """Give what an app is told that asks."""
    answer = proxy.ask("GET", MODELS, who={"azp": app})
    return "ok" if answer.status_code == 200 else str(answer.json()["code"])


def soon(proxy: Proxy, app: str, expected: str) -> None:
    """Wait until an app is told something else, or fail."""
    until = time.monotonic() + 10
    while (found := code(proxy, app)) != expected:
        assert time.monotonic() < until, found
        time.sleep(0.1)


def test_an_app_that_is_stopped_or_new_is_seen_without_a_restart(proxy: Proxy) -> None:
    listed(proxy.folder, OPEN, STOPPED)
    soon(proxy, "desk", "ok")

    listed(proxy.folder, {**OPEN, "active": False}, {**STOPPED, "name": "fresh", "active": True})
    soon(proxy, "desk", "app_inactive")

    body = {"model": "small", "messages": [{"role": "user", "content": "hello"}]}
    assert proxy.ask("POST", CHAT, json=body, who={"azp": "desk"}).status_code == 403
    assert (code(proxy, "fresh"), code(proxy, "stopped")) == ("ok", "app_unknown")


def test_a_budget_that_is_lowered_holds_without_a_restart(proxy: Proxy) -> None:
    listed(proxy.folder, {**OPEN, "monthly_usd": 1})
    who = {"azp": "desk", "org": "lowered"}
    until = time.monotonic() + 10

    caps = {0}
    while 10**9 not in caps and time.monotonic() < until:
        levels = proxy.ask("GET", BUDGET, who=who).json().get("levels", ())
        caps = {one["cap_nano"] for one in levels if one["level"] == "app"}
        time.sleep(0.1)

    assert 10**9 in caps


def test_a_broken_list_lets_nobody_in_stops_nobody_and_can_be_mended(
    proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    listed(proxy.folder, OPEN, STOPPED)
    soon(proxy, "stopped", "app_inactive")

    (proxy.folder / "apps.yaml").write_bytes(BROKEN["half"])
    until = time.monotonic() + 10
    while SAID not in caplog.text and time.monotonic() < until:
        time.sleep(0.1)

    told = [code(proxy, app) for app in ("desk", "stopped", "stranger")]
    assert told == ["ok", "app_inactive", "app_unknown"]
    listed(proxy.folder)
    soon(proxy, "desk", "app_unknown")


@pytest.mark.parametrize("broken", BROKEN)
def test_whatever_is_wrong_with_a_list_is_told_once_and_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    listed(tmp_path, OPEN, STOPPED)
    file = AppsFile(tmp_path / "apps.yaml", "own")
    file.lower = refuse_more
    (tmp_path / "apps.yaml").write_bytes(BROKEN[broken])

    for _ in range(3):
        asyncio.run(file.look())

    file.apps.check("desk")
    with pytest.raises(Refusal, match="not active"):
        file.apps.check("stopped")
    assert caplog.text.count(SAID) == len(caplog.records) == 1


def test_a_list_that_vanished_is_told_once_changes_nothing_and_can_come_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listed(tmp_path, OPEN, STOPPED)
    file = AppsFile(tmp_path / "apps.yaml", "own")

    (tmp_path / "apps.yaml").unlink()
    for _ in range(3):
        asyncio.run(file.look())

    file.apps.check("desk")
    with pytest.raises(Refusal, match="not active"):
        file.apps.check("stopped")
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert SAID in record.getMessage()
    assert "apps.yaml" in record.getMessage()
    listed(tmp_path, {**OPEN, "active": False})
    asyncio.run(file.look())
    with pytest.raises(Refusal, match="not active"):
        file.apps.check("desk")


def test_a_list_that_is_swapped_behind_a_link_as_clusters_do_is_seen(tmp_path: Path) -> None:
    for folder, apps in (("old", [OPEN]), ("new", [{**OPEN, "active": False}])):
        (tmp_path / folder).mkdir()
        listed(tmp_path / folder, *apps)
    (tmp_path / "data").symlink_to("old")
    (tmp_path / "apps.yaml").symlink_to("data/apps.yaml")
    file = AppsFile(tmp_path / "apps.yaml", "own")
    file.apps.check("desk")

    (tmp_path / "next").symlink_to("new")
    (tmp_path / "next").rename(tmp_path / "data")
    asyncio.run(file.look())

    with pytest.raises(Refusal, match="not active"):
        file.apps.check("desk")


def test_the_list_may_lie_elsewhere_and_is_judged_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, elsewhere = made(tmp_path / "app"), tmp_path / "listed.yaml"
    elsewhere.write_bytes(BROKEN["half"])
    monkeypatch.setenv("LLM_APPS_FILE", str(elsewhere))
    settings = read_settings({"APP_ENV": "local", "APP_SECRET": SECRET}, folder)

    with pytest.raises(CannotStart, match=rf"^{re.escape(str(elsewhere))}, line 3"):
        create_app(read_manifest(folder / "microapp.yaml"), settings, (), (), brought)


def test_a_list_that_lies_elsewhere_is_named_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = tmp_path / "listed.yaml"
    elsewhere.write_text("apps: []")
    file = AppsFile(elsewhere, "own", str(elsewhere))
    file.lower = refuse_more
    elsewhere.write_bytes(BROKEN["a budget raised"])

    asyncio.run(file.look())

    assert f"{elsewhere}, line " in caplog.text
    assert "apps.yaml" not in caplog.text


def test_this_app_itself_may_be_listed_as_not_active(tmp_path: Path) -> None:
    listed(tmp_path, {"name": "own", "active": False})

    with pytest.raises(Refusal) as refused:
        read_apps(tmp_path / "apps.yaml", "own").check("own")

    assert refused.value.code == "app_inactive"
