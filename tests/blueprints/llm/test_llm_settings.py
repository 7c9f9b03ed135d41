"""What the environment says of models: a name that is nearly one of ours stops the start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microapp_kit.secrets import CannotStart
from microapp_llm.llm_settings import CHECKED, NAMES, SECRETS, read_llm_settings

PAGE = Path(__file__).parents[3] / "blueprints/llm_proxy/files/ops/llm_settings.md"
NEARLY = {
    "LLM_FORBIDDEN_WORD": "LLM_FORBIDDEN_WORDS",
    "LLM_PRESIDO": "LLM_PRESIDIO",
    "LLM_CACHE_SECOND": "LLM_CACHE_SECONDS",
    "LLM_FORBIDDEN_WORDS_FILE": "LLM_FORBIDDEN_WORDS",
    "ALERT_WEBHOK_URL": "ALERT_WEBHOOK_URL",
    "ALERTS_WEBHOOK_URL": "ALERT_WEBHOOK_URL",
    "LMM_FORBIDDEN_WORDS": "LLM_FORBIDDEN_WORDS",
    "llm_link_hosts": "LLM_LINK_HOSTS",
    "LLM_BUDGT_USER_USD": "LLM_BUDGET_USER_USD",
    "LLM_BUGET_USER_USD": "LLM_BUDGET_USER_USD",
    "LLM_BUDGETS_USER_USD": "LLM_BUDGET_USER_USD",
    "LLMBUDGET_USER_USD": "LLM_BUDGET_USER_USD",
    "LLM_USER_BUDGET_USD": "LLM_BUDGET_USER_USD",
    "LLM_EMBEDDINGS_BUDGET_APP_TOKENS": "LLM_BUDGET_EMBEDDINGS_APP_TOKENS",
    "llm_budget_user_usd": "LLM_BUDGET_USER_USD",
}


@pytest.mark.parametrize("name", NEARLY)
def test_a_guard_that_is_spelt_wrongly_is_not_left_out_in_silence(name: str) -> None:
    with pytest.raises(CannotStart, match=f"^{name} is not known. Did you mean {NEARLY[name]}\\?$"):
        read_llm_settings({name: "on"})


@pytest.mark.parametrize("number", ["86401", "9" * 13, "0" * 12 + "999999999", "1e3", "-1", "٣"])
def test_a_number_beyond_its_bounds_is_refused_however_it_is_written(number: str) -> None:
    with pytest.raises(CannotStart, match="Write a whole number from 0 to 86400"):
        read_llm_settings({"LLM_CACHE_SECONDS": number})


def test_names_of_others_and_of_keys_and_budgets_are_let_be() -> None:
    others = {
        "LLM_KEY_PRESIDIO": "k",
        "LLM_BUDGET_ORG_USD": "1",
        "LLM_API_BASE": "x",
        "LLM_MODEL_X": "x",
        "LLM_MAX_TOKENS": "x",
        "LLM_OUTPUT_TOKENS": "x",
        "MY_ALERT_WEBHOOK_URL": "x",
        "ALERTS": "x",
    }

    assert read_llm_settings({**others, "ALERT_MANAGER_URL": "https://a.example"}).alert_url == ""


def test_a_secret_for_alerts_that_go_nowhere_is_refused() -> None:
    with pytest.raises(CannotStart, match="ALERT_WEBHOOK_URL is not"):
        read_llm_settings({"ALERT_WEBHOOK_SECRET": "s" * 32})


def test_the_names_are_those_of_the_page() -> None:
    told = re.findall(r"^\| `((?:LLM|ALERT)_\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    own = {name for name in told if not name.startswith(CHECKED)}

    assert own == NAMES - {f"{name}_FILE" for name in SECRETS}


def test_a_list_of_apps_that_is_not_where_it_is_said_to_be_stops_the_start(tmp_path: Path) -> None:
    there = tmp_path / "apps.yaml"
    there.write_text("apps: []\n")

    assert read_llm_settings({"LLM_APPS_FILE": str(there)}).apps_file == there
    with pytest.raises(CannotStart, match=r"LLM_APPS_FILE is .*there is no such file"):
        read_llm_settings({"LLM_APPS_FILE": str(tmp_path / "none.yaml")})
