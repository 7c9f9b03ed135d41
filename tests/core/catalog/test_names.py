"""Two names that a person would take for one are one; a path is no name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microapp_cli.core.catalog.names import check_name, key_of
from microapp_cli.core.errors import CatalogError

LOOKS_THE_SAME = (
    "Leave-Helper",
    "LEAVE-HELPER",
    "leave_helper",
    "leave.helper",
    "leave-he1per",
    "l\u0435ave-helper",  # Cyrillic e
    "leave\u2010helper",  # another hyphen
    "le\u00e0ve-helper",
    "\uff4ceave-helper",  # full width
    "leave\u200b-helper",  # a space of no width
    "\u217ceave-helper",  # a Roman numeral
)


@pytest.mark.parametrize("name", LOOKS_THE_SAME)
def test_look_alikes_share_a_key(name: str) -> None:
    assert key_of(name) == key_of("leave-helper")


@pytest.mark.parametrize("name", ["leave-helpers", "leaf-helper", "leave-helper-2", "helper-leave"])
def test_different_names_have_different_keys(name: str) -> None:
    assert key_of(name) != key_of("leave-helper")


@given(st.text(max_size=60))
def test_a_key_of_a_key_is_the_key(name: str) -> None:
    key = key_of(name)

    assert key_of(key) == key


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("./leave-helper", "is a path. Give the name of an app, such as leave-helper."),
        ("..", "is a path. Give the name of an app."),
        ("C:\\apps\\leave-helper", "is a path. Give the name of an app, such as leave-helper."),
        ("l\u0435ave-helper", "Did you mean leave-helper?"),
        ("leave helper", "is no name of an app. Write it as leave-helper."),
        ("", "is no name of an app"),
        ("x" * 64, "is no name of an app"),
        ("leave\x1b[2J", "is no name of an app"),
    ],
)
def test_what_is_no_name_is_told_in_one_line(name: str, says: str) -> None:
    with pytest.raises(CatalogError) as refused:
        check_name(name)

    assert says in str(refused.value)
    assert str(refused.value).isprintable()
