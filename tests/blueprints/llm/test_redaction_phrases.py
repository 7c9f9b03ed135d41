"""Lists of patterns that are searched together find what each of them finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microapp_llm.redaction.phrases import any_of, one_of, phrases

LISTS = {
    "home": ("numbers/streets", "home"),
    "signs": ("things/signs",),
    "sure signs": ("things/signs", "surely"),
}
LETTERS = re.compile(r"\\[a-zA-Z]|[^\w .-]+")


@pytest.mark.parametrize("name", LISTS)
@given(data=st.data())
def test_one_is_there_where_one_of_them_is(name: str, data: st.DataObject) -> None:
    places = LISTS[name]
    spelt = [LETTERS.sub(" ", one) for one in phrases(*places)]
    words = [*{word for one in spelt for word in (one.strip(), *one.split())}]
    pieces = st.sampled_from([*words, *"Aä _-.,\n0137€"])
    text = "".join(data.draw(st.lists(pieces, max_size=6)))

    found = re.search(any_of(*places), text)

    assert (found is None) == (re.search(one_of(*places), text) is None)


@pytest.mark.parametrize("name", LISTS)
def test_no_pattern_of_them_is_several(name: str) -> None:
    for one in phrases(*LISTS[name]):
        inner = one
        while (bare := re.sub(r"\\.|\[[^\]]*\]|\([^()]*\)", "", inner)) != inner:
            inner = bare
        assert "|" not in inner, one
