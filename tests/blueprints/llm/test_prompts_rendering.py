"""Rendering: variables are checked all at once, stay text, and cannot make a template run away."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.prompts import Prompt, PromptStore
from microapp_llm.prompts.template import FAILURES, BadTemplate, Template

FILE = """\
id: one
title: One
versions:
  - version: 1
    text: %s
    variables: %s
"""


def prompt(folder: Path, text: str, variables: str) -> Prompt:
    """Make a prompt of one text and one schema."""
    (folder / "one.yaml").write_text(FILE % (repr(text), variables))
    return PromptStore.read(folder).get("one")


def refused(made: Prompt, variables: dict[str, Any]) -> Refusal:
    """Give the refusal of these variables."""
    with pytest.raises(Refusal) as found:
        made.render(variables)
    assert found.value.status == 422
    return found.value


TWO = "{properties: {a: {type: string, maxLength: 3}, b: {type: integer}}, required: [a, b]}"


def test_everything_wrong_with_the_variables_is_told_at_once(tmp_path: Path) -> None:
    made = prompt(tmp_path, "{{ a }} {{ b }}", TWO)

    refusal = refused(made, {"a": "secret-value", "c": 1})

    told = {(d.field, d.message) for d in refusal.details}
    assert len(told) == 3
    assert "secret-value" not in repr(told)


WORDS: dict[str, tuple[str, object, str]] = {
    "a whole number": ("type: integer", "Ann", "This must be a whole number."),
    "text or nothing": ("type: [string, 'null']", 5, "This must be text or nothing."),
    "a form": (
        "type: string, pattern: '^a'",
        "Ann",
        "This does not have the form that is asked for (the pattern ^a).",
    ),
    "a choice": ("enum: [red, blue, 3]", "Ann", "This must be one of red, blue, 3."),
    "one value": ("const: yes", "Ann", "This must be true."),
    "a short text": ("maxLength: 2", "Ann", "This must have at most 2 characters."),
    "a long text": ("minLength: 4", "Ann", "This must have at least 4 characters."),
    "one character": ("maxLength: 1", "Ann", "This must have at most 1 character."),
    "a short list": ("maxItems: 1", ["Ann", 2], "This must have at most 1 entry."),
    "a long list": ("minItems: 2", ["Ann"], "This must have at least 2 entries."),
    "a group": ("minProperties: 1", {}, "This must have at least 1 field."),
    "a list of different": ("uniqueItems: true", ["Ann", "Ann"], "Each entry may be here once."),
    "at least": ("minimum: 3", 2.5, "This must be 3 or more."),
    "at most": ("maximum: 3", 3.5, "This must be 3 or less."),
    "above": ("exclusiveMinimum: 3", 3, "This must be more than 3."),
    "below": ("exclusiveMaximum: 3", 3, "This must be less than 3."),
    "a multiple": ("multipleOf: 5", 7, "This must be a multiple of 5."),
    "a day": ("format: date", "Ann", "This must be a day such as 2026-11-23."),
    "another format": ("format: ipv4", "Ann", "This must be of the form ipv4."),
    "one of two": (
        "anyOf: [{type: integer}, {type: 'null'}]",
        "Ann",
        "This must be a whole number or nothing.",
    ),
    "one of two forms": (
        "oneOf: [{minLength: 9}, {type: integer}]",
        "Ann",
        "This fits none of the forms that it may have.",
    ),
    "one form alone": (
        "oneOf: [{type: string}, {maxLength: 9}]",
        "Ann",
        "This fits several of the forms of which it may have one.",
    ),
    "not this": ("not: {type: string}", "Ann", "This is what it must not be."),
    "one at least": (
        "contains: {type: integer}",
        ["Ann"],
        "The list does not hold what it must hold.",
    ),
    "names": (
        "propertyNames: {pattern: '^b'}",
        {"Ann": 1},
        "A name in it is none that it may have.",
    ),
    "nothing more": ("prefixItems: [{}], items: false", [1, "Ann"], "This must not be here."),
}
"""A schema, a value that does not fit it → what the caller reads."""


@pytest.mark.parametrize("name", WORDS)
def test_what_is_wrong_with_a_variable_is_told_in_words_without_its_value(
    tmp_path: Path, name: str
) -> None:
    schema, value, words = WORDS[name]
    made = prompt(tmp_path, "{{ a }}", f"{{properties: {{a: {{{schema}}}}}}}")

    refusal = refused(made, {"a": value})

    (told,) = refusal.details
    assert told.message == words
    assert refusal.message == f"The variables do not fit. {told.field}: {words}"
    assert "Ann" not in refusal.message


@pytest.mark.parametrize(
    "value", ["{{ 7*7 }}", "{% for x in y %}", "{{ self }}", "{# no #}", "{{ b }}"]
)
def test_the_value_of_a_variable_stays_text(tmp_path: Path, value: str) -> None:
    made = prompt(tmp_path, "<{{ a }}>", "{properties: {a: {type: string}, b: {type: string}}}")

    rendered = made.render({"a": value, "b": "leak"})

    assert rendered.messages == [{"role": "user", "content": f"<{value}>"}]
    assert (rendered.prompt_id, rendered.version) == ("one", 1)


WHOLE = """{properties: {
  n: {type: integer, default: 3.0}, x: {type: number}, o: {type: [integer, "null"]},
  l: {type: array, items: {type: integer}}, g: {type: object, properties: {n: {type: integer}}}
}}"""


@pytest.mark.parametrize(
    ("text", "variables", "said"),
    [
        ("{{ n }} sentences", {"n": 2.0}, "2 sentences"),
        ("{{ n }} sentences", {"n": 1e3}, "1000 sentences"),
        ("{{ n }} sentences", {}, "3 sentences"),
        ("{{ o }}", {"o": 2.0}, "2"),
        ("{{ o }}", {"o": None}, "None"),
        ("{% for one in l %}{{ one }} {% endfor %}", {"l": [1.0, 2]}, "1 2 "),
        ("{{ g.n }}, {{ g | json }}", {"g": {"n": 2.0, "m": 2.0}}, '2, {"n": 2, "m": 2.0}'),
        ("{{ x }}", {"x": 2.0}, "2.0"),
        ("{{ x }}", {"x": 2.5}, "2.5"),
    ],
)
def test_a_whole_number_is_written_without_a_fraction_however_it_was_sent(
    tmp_path: Path, text: str, variables: dict[str, Any], said: str
) -> None:
    made = prompt(tmp_path, text, WHOLE)

    assert made.render(variables).messages[0]["content"] == said


@pytest.mark.parametrize(
    "schema",
    [
        "{$ref: '#/$defs/n'}",
        "{anyOf: [{type: integer}, {type: 'null'}]}",
        "{oneOf: [{type: string}, {$ref: '#/$defs/n'}]}",
        "{allOf: [{type: integer}, {minimum: 1}]}",
        "{$ref: '#/$defs/x~1y'}",
    ],
)
def test_a_whole_number_is_found_behind_references_and_choices(tmp_path: Path, schema: str) -> None:
    known = "{n: {type: integer}, x/y: {allOf: [{$ref: '#/$defs/n'}]}}"
    made = prompt(tmp_path, "{{ a }}", f"{{properties: {{a: {schema}}}, $defs: {known}}}")

    assert made.render({"a": 2.0}).messages[0]["content"] == "2"


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ("{$ref: '#/$defs/n'}", {"b": [2.0], "c": 2.0}, "{'b': [2], 'c': 2.0}"),
        ("{type: array, prefixItems: [{type: integer}], items: {}}", [2.0, 2.0], "[2, 2.0]"),
        ("{anyOf: [{type: integer}, {type: number}]}", 2.0, "2.0"),
        ("{anyOf: [{type: integer}, {minimum: 1}]}", 2.5, "2.5"),
    ],
)
def test_a_number_is_made_whole_only_where_a_whole_one_is_declared(
    tmp_path: Path, schema: str, value: object, said: str
) -> None:
    inner = "{properties: {b: {type: array, items: {type: integer}}, d: {$ref: '#/$defs/n'}}}"
    made = prompt(tmp_path, "{{ a }}", f"{{properties: {{a: {schema}}}, $defs: {{n: {inner}}}}}")

    assert made.render({"a": value}).messages[0]["content"] == said


def test_references_that_go_round_in_circles_come_to_an_end(tmp_path: Path) -> None:
    known = "{n: {anyOf: [{$ref: '#/$defs/n'}, {type: integer}]}}"
    schema = "{type: number, anyOf: [true, {$ref: '#/$defs/n'}]}"
    made = prompt(tmp_path, "{{ a }}", f"{{properties: {{a: {schema}}}, $defs: {known}}}")

    assert made.render({"a": 2.0}).messages[0]["content"] == "2.0"


def test_a_default_of_the_schema_is_used_and_a_missing_optional_value_is_refused(
    tmp_path: Path,
) -> None:
    made = prompt(tmp_path, "{{ a }}{{ b }}", "{properties: {a: {default: x}, b: {type: string}}}")

    refusal = refused(made, {})

    assert made.render({"b": "y"}).messages[0]["content"] == "xy"
    assert [d.field for d in refusal.details] == ["variables.b"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ a.__class__ }}",
        "{{ a['__class__'] }}",
        "{{ a.upper }}",
        "{{ a[0].__init__ }}",
        "{{ g.items }}",
        "{{ g.missing }}",
    ],
)
def test_nothing_of_python_can_be_reached(tmp_path: Path, text: str) -> None:
    made = prompt(tmp_path, text, "{properties: {a: {}, g: {type: object}}}")

    refused(made, {"a": "x", "g": {}})


@pytest.mark.parametrize(
    "text",
    [
        "{{ range(10) }}",
        "{% for x in range(1000000000) %}{% endfor %}",
        "{{ a.format(1) }}",
        "{{ 'x' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ a ~ a }}",
        "{{ a | center(1000000000) }}",
        "{{ a | join(a) }}",
        "{{ a | replace('', a) }}",
        "{% include 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% set a = 1 %}",
        "{% for x in a recursive %}{% endfor %}",
        "{% for x in a %}{% for y in a %}{% for z in a %}{% endfor %}{% endfor %}{% endfor %}",
        "{% if a is callable %}{% endif %}",
        "{{ cycler(1) }}",
        "{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}",
    ],
)
def test_a_template_that_could_run_away_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(BadTemplate):
        Template(text)


def test_two_loops_over_the_longest_lists_end_soon(tmp_path: Path) -> None:
    text = "{% for x in a %}{% for y in a %}{% endfor %}{% endfor %}done"
    made = prompt(tmp_path, text, "{properties: {a: {type: array}}}")

    began = time.monotonic()
    rendered = made.render({"a": [0] * 1000})

    assert rendered.messages[0]["content"] == "done"
    assert time.monotonic() - began < 5
    assert refused(made, {"a": [0] * 1001})


def test_the_output_is_bounded(tmp_path: Path) -> None:
    text = "{% for x in a %}{{ b }}{% endfor %}"
    made = prompt(tmp_path, text, "{properties: {a: {type: array}, b: {type: string}}}")

    refusal = refused(made, {"a": [0] * 1000, "b": "x" * 100_000})

    assert "too long" in refusal.message


def test_a_pattern_that_backtracks_takes_no_time(tmp_path: Path) -> None:
    made = prompt(tmp_path, "{{ a }}", "{properties: {a: {pattern: '^(a+)+$'}}}")

    began = time.monotonic()
    refused(made, {"a": "a" * 50_000 + "!"})

    assert time.monotonic() - began < 2


def test_names_of_lists_and_groups_read_as_expected(tmp_path: Path) -> None:
    text = "{{ loop.index }}.{{ t.name }}{% if not loop.last %}, {% endif %}"
    text = "{% for t in tags %}" + text + "{% endfor %}"
    made = prompt(tmp_path, text + "{{ tags | json }}", "{properties: {tags: {type: array}}}")

    content = made.render({"tags": [{"name": "<ä>"}, {"name": "b"}]}).messages[0]["content"]

    assert content == '1.<ä>, 2.b[{"name": "<ä>"}, {"name": "b"}]'


PARTS = """{properties: {
  text: {type: string}, number: {type: integer}, maybe: {type: [string, 'null']},
  tags: {type: array, items: {type: string}},
  group: {type: object, properties: {name: {type: string}}, additionalProperties: false},
  people: {type: array, items: {type: object, properties: {name: {type: string}}}},
  open: {type: object}, any: {}}}"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ number.foo }}", "'foo' of 'number', which is a whole number"),
        ("{{ text['foo'] }}", "'foo' of 'text', which is text"),
        ("{{ maybe.foo }}", "'foo' of 'maybe', which is text or nothing"),
        ("{{ tags.first }}", "'first' of 'tags', which is a list"),
        ("{{ group.title }}", "'title' of 'group', which has only: name"),
        ("{{ group.name.first }}", "'first' of 'group.name', which is text"),
        ("{% for tag in tags %}{{ tag.name }}{% endfor %}", "'name' of 'tag', which is text"),
        ("{% for one in people %}{{ one.name.first }}{% endfor %}", "'first' of 'one.name'"),
        ("{% for n in tags %}{% endfor %}{% if text.foo %}{% endif %}", "'foo' of 'text'"),
        ("{{ people[0].name.first }}", "'first' of 'people[0].name'"),
        ("{{ text.foo.bar | default('x') }}", "'foo' of 'text'"),
    ],
)
def test_a_part_that_no_value_can_have_is_refused_at_the_start(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(CannotStart) as fault:
        prompt(tmp_path, text, PARTS.replace("\n", ""))

    assert "one.yaml, line 5: The text asks for" in str(fault.value)
    assert said in str(fault.value)


FAILING = {
    "{{ text | truncate('x') }}": "'truncate' takes a whole number, and is given 'x'",
    "{{ text | truncate(none) }}": "'truncate' takes a whole number, and is given None",
    "{{ text | truncate(2) }}": "'truncate' ends with '...', so 2 characters are too few",
    "{{ text | round }}": "'text' is text, which 'round' does not take",
    "{{ number | join(',') }}": "'number' is a whole number, which 'join' does not take",
    "{{ number | first }}": "'number' is a whole number, which 'first' does not take",
    "{{ number | truncate(3) }}": "'number' is a whole number, which 'truncate' does not take",
    "{% for one in number %}{% endfor %}": "'number' is a whole number, and no loop goes through",
    "{% if text > 5 %}{% endif %}": "'text' and '5' cannot be compared with >",
    "{% if 'a' <= number %}{% endif %}": "'a' and 'number' cannot be compared with <=",
    "{% for one in tags %}{{ one | round }}{% endfor %}": "'one' is text, which 'round'",
}
VALUES = {"text": "twelve", "number": 3, "tags": ["a", "b"]}


@pytest.mark.parametrize("text", FAILING)
def test_a_step_that_fails_whatever_it_is_given_is_refused_at_the_start(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(CannotStart) as fault:
        prompt(tmp_path, text, PARTS.replace("\n", ""))

    assert "one.yaml, line 5: " + FAILING[text] in str(fault.value)
    with pytest.raises(FAILURES):
        Template(text).render(VALUES)


@pytest.mark.parametrize(
    "text",
    [
        "{{ text | truncate(3) }}{{ number | round }}{{ tags | join(',') }}{{ text | first }}",
        "{% if number > 2 and text < 'z' %}{{ tags | length }}{% endif %}",
        "{{ number | round(none) }}",
        "{% for letter in text %}{{ letter }}{% endfor %}{{ number | json | length }}",
        "{{ number | title }}{{ number | upper }}{{ text | default('x') | truncate(3) }}",
    ],
)
def test_a_step_that_works_is_taken(tmp_path: Path, text: str) -> None:
    made = prompt(tmp_path, text, PARTS.replace("\n", ""))

    assert made.render(VALUES).messages


def test_a_text_that_fails_for_some_values_is_not_told_as_a_value_that_is_missing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = prompt(tmp_path, "{{ tags | first }}", PARTS.replace("\n", ""))

    with pytest.raises(Refusal) as refused:
        made.render({"tags": []})

    said = "The text of one, version 1, cannot be filled in with these values."
    assert refused.value.message == said
    assert said in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "{{ group.name }} {{ open.name }} {{ any.name }} {{ people[0].age }} {{ tags[0] }}",
        "{% for text in people %}{{ text.name }}{{ loop.index }}{% endfor %}",
        "{{ text.foo | default('x') }}{% if text.foo is defined %}{% endif %}",
        "{{ (tags | first).name | default('x') }}",
    ],
)
def test_a_part_that_a_value_may_have_is_left_to_the_call(tmp_path: Path, text: str) -> None:
    assert prompt(tmp_path, text, PARTS.replace("\n", "")).id == "one"


def test_a_prompt_without_variables_refuses_any(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("id: one\ntitle: x\nversions: [{version: 1, text: hi}]\n")
    made = PromptStore.read(tmp_path).get("one")

    assert made.render({}).messages[0]["content"] == "hi"
    assert refused(made, {"x": 1})


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="prompts/ is missing"):
        PromptStore.read(tmp_path / "prompts")
