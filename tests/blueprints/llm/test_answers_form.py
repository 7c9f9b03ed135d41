"""An answer that was asked for as JSON is JSON, of the schema where there is one."""

from __future__ import annotations

import pytest

from microapp_kit.errors import Refusal
from microapp_llm.answers.form import Form, schema_asked

NEEDS_A = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}


def form() -> Form:
    """Give the form of a schema that asks for one field."""
    wish = {"type": "json_schema", "json_schema": {"name": "one", "schema": NEEDS_A}}
    return Form(schema_asked(wish))


@pytest.mark.parametrize(
    "answer", ['{"b": 1}', '{"a": "x"}', "[]", "Sure: {}", "", None, "[" * 99_999, '{"a":' * 99_999]
)
def test_an_answer_that_does_not_fit_the_schema_is_refused(answer: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        form().check(answer)

    assert (refused.value.status, refused.value.code) == (422, "answer_not_as_asked")


@pytest.mark.parametrize("answer", ["1]", "[" * 99_999 + "]" * 99_999])
def test_what_is_no_json_that_can_be_read_is_refused_without_a_schema(answer: str) -> None:
    with pytest.raises(Refusal):
        Form(None).check(answer)


def test_an_answer_that_fits_passes() -> None:
    form().check('{"a": 1, "who": "[EMAIL]"}')
    Form(None).check("[1, null]")
