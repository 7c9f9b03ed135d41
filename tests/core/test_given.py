"""`--set key=value` puts a text where the key says, or says why it cannot."""

from __future__ import annotations

import pytest

from microapp_cli.core.errors import WrongAnswers
from microapp_cli.core.given import put


def test_a_dotted_key_reaches_inside_and_the_rest_stays() -> None:
    given = {"name": "a", "owner": {"name": "Ann", "team": "HR"}}

    found = put(given, ["owner.name=Bob", "answers.data=public", "title=a=b=c", "ci="])

    assert found == {
        "name": "a",
        "owner": {"name": "Bob", "team": "HR"},
        "answers": {"data": "public"},
        "title": "a=b=c",
        "ci": "",
    }
    assert given["owner"] == {"name": "Ann", "team": "HR"}


@pytest.mark.parametrize("text", ["yes", "1", "null", "{{ 7*7 }}", "[a]", "😀"])
def test_a_value_is_always_text(text: str) -> None:
    assert put({}, [f"title={text}"]) == {"title": text}


@pytest.mark.parametrize("setting", ["title", "=x", "owner.=x", ".name=x", ""])
def test_a_setting_without_a_key_or_a_value_is_refused(setting: str) -> None:
    with pytest.raises(WrongAnswers, match="needs the form key=value"):
        put({}, [setting])


def test_all_wrong_settings_are_named_at_once() -> None:
    with pytest.raises(WrongAnswers) as refused:
        put({"name": "a"}, ["nonsense", "name.first=x", "title=fine"])

    assert len(refused.value.problems) == 2
