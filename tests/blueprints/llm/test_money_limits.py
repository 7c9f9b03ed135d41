"""Caps of an organisation, its apps and its people: from the controls, and only lowered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from microapp_kit.manifest import Manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.apps import read_apps
from microapp_llm.money.limits import Stated, budget_limits
from microapp_llm.money.need import BUDGETS, EMBEDDINGS, NANO, Caps
from tests.blueprints.llm.money import MANIFEST
from tests.servers.llm import made

QUOTAS: dict[str, object] = {
    "monthly_usd": 150,
    "monthly_usd_app": 100,
    "monthly_usd_user": 30,
    "daily_tokens": 1_000_000,
    "daily_tokens_app": 500_000,
    "daily_tokens_user": 100_000,
    "embeddings_monthly_usd": 30,
    "embeddings_daily_tokens": 2_000_000,
}


def quotas(**changes: object) -> Manifest:
    """Give a manifest with other quotas; what is None is left out."""
    left = {name: value for name, value in {**QUOTAS, **changes}.items() if value is not None}
    return replace(MANIFEST, controls={"quotas": left})


def caps(nano: int, tokens: int) -> Caps:
    """Give caps of a month of money and a day of tokens."""
    return Caps(nano, day_tokens=tokens)


def test_each_level_has_its_own_cap_of_money_and_tokens() -> None:
    limits = budget_limits(quotas())

    assert limits.of("chat", "shop") == (
        caps(150 * NANO, 1_000_000),
        caps(100 * NANO, 500_000),
        caps(30 * NANO, 100_000),
    )


def test_embeddings_have_caps_of_their_own_shared_out_like_those_of_chat() -> None:
    limits = budget_limits(quotas())

    assert limits.of("embeddings", "shop") == (
        caps(30 * NANO, 2_000_000),
        caps(20 * NANO, 1_000_000),
        caps(6 * NANO, 200_000),
    )


def test_caps_of_embeddings_that_are_granted_are_not_shares_of_those_of_chat() -> None:
    own = {"monthly_usd_app": 9, "monthly_usd_user": 2}
    own |= {"daily_tokens_app": 700, "daily_tokens_user": 500}
    granted = quotas(**{f"embeddings_{name}": value for name, value in own.items()})

    assert budget_limits(granted).of("embeddings", "shop") == (
        caps(30 * NANO, 2_000_000),
        caps(9 * NANO, 700),
        caps(2 * NANO, 500),
    )


@pytest.mark.parametrize("budget", BUDGETS)
def test_no_app_has_more_than_its_organisation_and_nobody_more_than_an_app(budget: str) -> None:
    larger = quotas(monthly_usd=5, daily_tokens=10, monthly_usd_user=120)

    org, app, user = budget_limits(larger).of(budget, "shop")

    assert org.month_nano >= app.month_nano >= user.month_nano > 0
    assert (org.day_tokens or 0) >= (app.day_tokens or 0) >= (user.day_tokens or 0) > 0


def test_a_manifest_from_before_these_caps_grants_what_it_always_did() -> None:
    old = quotas(**dict.fromkeys(QUOTAS.keys() - {"monthly_usd", "daily_tokens"}))

    assert set(budget_limits(old).of("chat", "shop")) == {caps(150 * NANO, 1_000_000)}


def test_dollars_are_granted_to_the_nano_dollar() -> None:
    org, app, user = budget_limits(
        quotas(monthly_usd=12.5, monthly_usd_app=0.1, monthly_usd_user=1e-9)
    ).of("chat", "shop")

    assert (org.month_nano, app.month_nano, user.month_nano) == (12_500_000_000, NANO // 10, 1)


@pytest.mark.parametrize("value", [0, -1, 1e-10, "150", "many", True, float("inf"), [5]])
@pytest.mark.parametrize("name", ["monthly_usd", "monthly_usd_app", "embeddings_monthly_usd"])
def test_dollars_that_grant_nothing_or_are_no_amount_stop_the_start(
    name: str, value: object
) -> None:
    with pytest.raises(CannotStart, match=rf"controls\.quotas\.{name} is .* Write dollars"):
        budget_limits(quotas(**{name: value}))


@pytest.mark.parametrize(
    ("name", "budget", "level", "lower"),
    [
        ("LLM_BUDGET_ORG_USD", "chat", 0, {"month_nano": NANO // 2}),
        ("LLM_BUDGET_APP_USD", "chat", 1, {"month_nano": NANO // 2}),
        ("LLM_BUDGET_USER_USD", "chat", 2, {"month_nano": NANO // 2}),
        ("LLM_BUDGET_EMBEDDINGS_APP_USD", "embeddings", 1, {"month_nano": NANO // 2}),
    ],
)
def test_the_environment_lowers_one_cap(
    name: str, budget: str, level: int, lower: Mapping[str, int]
) -> None:
    before = budget_limits(quotas()).of(budget, "shop")[level]

    limits = budget_limits(quotas(), {name: "0.50"})

    assert limits.of(budget, "shop")[level] == replace(before, **lower)


def test_a_cap_of_the_organisation_that_is_lowered_lowers_those_below_it() -> None:
    limits = budget_limits(quotas(), {"LLM_BUDGET_ORG_TOKENS": "1000"})

    assert {c.day_tokens for c in limits.of("chat", "shop")} == {1000}
    assert limits.of(EMBEDDINGS, "shop") == budget_limits(quotas()).of(EMBEDDINGS, "")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"LLM_BUDGET_USER_USD": "31"}, "LLM_BUDGET_USER_USD is more than microapp.yaml grants"),
        (
            {"LLM_BUDGET_USERS_USD": "1"},
            "LLM_BUDGET_USERS_USD is not known.* LLM_BUDGET_USER_USD[?]",
        ),
        ({"LLM_BUDGET_APP_TOKENS": "1.5"}, "Write a whole number of tokens"),
        ({"LLM_BUDGET_APP_USD": "-1"}, "Write dollars"),
        ({"LLM_BUDGET_APP_USD": "NaN"}, "Write dollars"),
        ({"LLM_BUDGET_APP_USD": "1e400000"}, "Write dollars"),
        ({"LLM_BUDGET_APP_USD": "1e999999"}, "Write dollars"),
    ],
)
def test_an_environment_that_raises_or_means_nothing_stops_the_start(
    environ: Mapping[str, str], said: str
) -> None:
    with pytest.raises(CannotStart, match=said):
        budget_limits(quotas(), environ)


def apps(tmp_path: Path, *listed: Mapping[str, Any]) -> Mapping[str, Mapping[str, Stated]]:
    """Write apps.yaml, and give the caps that it states."""
    path = tmp_path / "apps.yaml"
    path.write_text(yaml.safe_dump({"apps": list(listed)}), "utf-8")
    return read_apps(path, "proxy").caps


@pytest.mark.parametrize("name", ["off", "123", "1.5", "null"])
def test_a_name_that_yaml_reads_as_something_else_is_to_be_quoted(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "apps.yaml"
    path.write_text(f"apps: [{{name: {name}, active: true}}]", "utf-8")

    with pytest.raises(CannotStart, match="in quotes"):
        read_apps(path, "proxy")


def test_apps_yaml_lowers_the_caps_of_one_app(tmp_path: Path) -> None:
    told = apps(
        tmp_path,
        {"name": "shop", "active": True, "monthly_usd": 2.5, "embeddings_daily_tokens": 7},
        {"name": "desk", "active": True},
    )

    limits = budget_limits(quotas(), {}, told)

    assert limits.of("chat", "shop")[1] == caps(2_500_000_000, 500_000)
    assert limits.of("embeddings", "shop")[1] == caps(20 * NANO, 7)
    assert limits.of("chat", "desk") == budget_limits(quotas()).of("chat", "desk")


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"monthly_usd": 101}, "monthly_usd of shop is more than microapp.yaml grants"),
        ({"daily_tokens": "many"}, "daily_tokens of shop is 'many'"),
        ({"weekly_usd": 1}, "and may have monthly_usd, daily_tokens"),
    ],
)
def test_apps_yaml_that_raises_or_means_nothing_stops_the_start(
    tmp_path: Path, stated: Mapping[str, object], said: str
) -> None:
    with pytest.raises(CannotStart, match=said):
        budget_limits(quotas(), {}, apps(tmp_path, {"name": "shop", "active": True, **stated}))


APPS = """\
apps:
  - name: desk
    active: true
    monthly_usd: 5
  - name: shop
    active: false
"""
WRONG_APPS = {
    "another key": ("apps:", "app:", 1, "`apps`"),
    "no YAML": ("apps:", "apps: [", 2, "This is not YAML"),
    "no name": ("name: desk", "nam: desk", 2, "needs name"),
    "a number for a name": ("name: shop", "name: 12", 5, "in quotes"),
    "the same name": ("name: shop", "name: desk", 5, "'desk' is here twice"),
    "neither yes nor no": ("active: false", "active: maybe", 6, "active: true or active: false"),
    "an unknown field": ("monthly_usd", "weekly_usd", 4, "There is no field `weekly_usd`"),
    "a field twice": ("monthly_usd: 5", "active: true", 4, "'active' is here twice"),
    "no amount": ("monthly_usd: 5", "monthly_usd: much", 4, "Write dollars"),
    "more than is granted": ("monthly_usd: 5", "monthly_usd: 500", 4, "more than microapp.yaml"),
}


@pytest.mark.parametrize("name", WRONG_APPS)
def test_an_apps_yaml_that_cannot_work_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    right, wrong, line, said = WRONG_APPS[name]
    path = tmp_path / "apps.yaml"
    path.write_text(APPS.replace(right, wrong, 1), "utf-8")

    with pytest.raises(CannotStart) as refused:
        budget_limits(quotas(), {}, read_apps(path, "proxy").caps)

    assert str(refused.value).startswith(f"apps.yaml, line {line}: ")
    assert said in str(refused.value)


def test_an_invented_proxy_has_three_different_caps(tmp_path: Path) -> None:
    manifest = yaml.safe_load((made(tmp_path / "app") / "microapp.yaml").read_text("utf-8"))
    values = {name: told["value"] for name, told in manifest["controls"]["quotas"].items()}

    assert values.keys() >= QUOTAS.keys()
    for unit in ("monthly_usd", "daily_tokens"):
        assert values[unit] > values[f"{unit}_app"] > values[f"{unit}_user"]
