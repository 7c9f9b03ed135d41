"""Answers are read strictly: text stays text, and all that is wrong is said at once."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microapp_cli.adapters.policy_files import Policies
from microapp_cli.core.answers import FIELDS, Answers, check_people, parse_answers
from microapp_cli.core.controls import required
from microapp_cli.core.errors import WrongAnswers
from microapp_cli.core.questionnaire import assess
from tests.answers import ANSWERS as RAW

OFFERS: dict[str, Any] = {
    "blueprints": ("crud",),
    "runtimes": ("container",),
    "cis": ("github", "gitlab"),
}
LINES = ["title", "purpose", "owner.name", "owner.team", "backup_owner.name", "backup_owner.team"]


def parse(raw: object, policies: Policies) -> Answers:
    return parse_answers(raw, policies.questionnaire, controls=policies.controls, **OFFERS)


def problems(raw: object, policies: Policies) -> tuple[str, ...]:
    with pytest.raises(WrongAnswers) as refused:
        parse(raw, policies)
    return refused.value.problems


def outcome(raw: object, policies: Policies) -> Answers | tuple[str, ...]:
    """The answers, or all that is wrong with them; anything else escapes."""
    try:
        return parse(raw, policies)
    except WrongAnswers as wrong:
        return wrong.problems


def changed(field: str, value: object) -> dict[str, Any]:
    """Right answers with one field put to a value."""
    raw = copy.deepcopy(RAW)
    place, _, key = field.rpartition(".")
    (raw[place] if place else raw)[key] = value
    return raw


def test_right_answers_are_read_as_they_were_written(policies: Policies) -> None:
    answers = parse(RAW, policies)

    assert (answers.name, answers.title, answers.ci) == ("leave-helper", "Leave helper", "github")
    assert answers.owner.email == "ann@acme.example"
    assert answers.answers == RAW["answers"]


@pytest.mark.parametrize("field", LINES)
@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }} is what a template would make 49 of",
        "{% raw %}{% endraw %}{# a remark that nobody reads #}",
        "Ann: ops, and a [list], and a # that is no comment",
        "🦊 the fox, 👩🏽‍🔬 a scientist with a joiner, and é ü ß 漢字",
        "\"double\" and 'single' and `back` and \\ and $HOME $(id)",
        "<script>alert(1)</script> &amp; ../../etc/passwd <!-- -->",
    ],
)
def test_text_that_looks_like_code_stays_text(field: str, text: str, policies: Policies) -> None:
    answers = parse(changed(field, text), policies)

    place, _, key = field.rpartition(".")
    assert getattr(getattr(answers, place) if place else answers, key) == text


def test_spaces_around_a_text_are_left_out(policies: Policies) -> None:
    assert parse(changed("title", "  Leave helper\n"), policies).title == "Leave helper"


@pytest.mark.parametrize("field", [*LINES, "name", "owner.email"])
@pytest.mark.parametrize(
    "sign",
    ["\n", "\r", "\x00", "\x1b[31m", "\x85", "\u2028", "\u202e", "\u200b", "\ud800", "\x7f"],
    ids=ascii,
)
def test_a_line_holds_no_break_and_nothing_invisible(
    field: str, sign: str, policies: Policies
) -> None:
    (problem,) = problems(
        changed(field, f"a line of text {sign} that goes on long enough"), policies
    )

    assert problem.startswith(field)
    assert sign not in problem


@pytest.mark.parametrize(
    "name",
    [
        *("", "ab", "a" * 41, "Leave-helper", "leave helper", "leave_helper", "-leave", "leave-"),
        *("9leave", "..", "../../x", "/etc/passwd", "leave/helper", "leave.helper", "lêave", "a\n"),
        *("con", "nul", "aux", "prn", "com1", "lpt9", "microapp", "{{ 7*7 }}", "x" * 300, "~root"),
        *("leave-helper\x00", "leave-helper ; id", "C:leave", "漢字漢字"),
    ],
)
def test_a_name_that_could_be_anything_but_a_folder_is_refused(
    name: str, policies: Policies
) -> None:
    (problem,) = problems(changed("name", name), policies)

    assert problem.startswith("name")
    assert len(problem) < 250


@pytest.mark.parametrize("name", ["abc", "leave-helper", "a1-b2-c3", "con-app", "a" * 40])
def test_a_plain_name_is_accepted(name: str, policies: Policies) -> None:
    assert parse(changed("name", name), policies).name == name


def test_a_wrong_name_comes_with_a_right_one(policies: Policies) -> None:
    (problem,) = problems(changed("name", "Urlaub für Ännchen!"), policies)

    assert "such as urlaub-fur-annchen" in problem


@pytest.mark.parametrize(
    "email",
    [
        *("ann", "ann@acme", "@acme.example", "ann@", "ann@@acme.example", "ann @acme.example"),
        *("ann@acme..example", "a..b@acme.example", ".a@acme.example", "ann@-acme.example"),
        *("ann@acme.example, bob@acme.example", "Ann <ann@acme.example>", "änn@acme.example"),
        *(f"{'a' * 250}@acme.example", "ann@acme.e", "ann@1.2.3.4", "a#b@acme.example"),
    ],
)
def test_what_is_no_address_is_refused(email: str, policies: Policies) -> None:
    (problem,) = problems(changed("owner.email", email), policies)

    assert problem.startswith("owner.email: ")
    assert "ann@acme.example" in problem


@pytest.mark.parametrize("email", ["o'brien+x@mail.acme.co.uk", "a_b-c%d@acme.example"])
def test_unusual_addresses_are_accepted(email: str, policies: Policies) -> None:
    assert parse(changed("owner.email", email), policies).owner.email == email


@pytest.mark.parametrize(
    ("field", "text"),
    [("title", "x" * 81), ("owner.name", "x" * 81), ("purpose", "x" * 301), ("purpose", "x" * 29)],
)
def test_text_has_a_length_a_person_can_read(field: str, text: str, policies: Policies) -> None:
    (problem,) = problems(changed(field, text), policies)

    assert f"{field} has {len(text)} characters" in problem


def test_a_purpose_padded_with_spaces_is_too_short(policies: Policies) -> None:
    (problem,) = problems(changed("purpose", f"short{' ' * 40}text"), policies)

    assert "fewer than 30" in problem


@pytest.mark.parametrize("value", [[], {}, True, 7, 1.5, ["a"], {"a": 1}, object(), b"x", ("a",)])
@pytest.mark.parametrize("field", [*FIELDS, "owner.email", "answers.data", "backup_owner.name"])
def test_a_value_of_the_wrong_kind_is_named(field: str, value: object, policies: Policies) -> None:
    found = problems(changed(field, value), policies)

    assert all(problem.startswith(field) for problem in found)


@pytest.mark.parametrize("raw", [None, [], "name: x", 7, True, [RAW]])
def test_answers_that_are_no_mapping_are_refused(raw: object, policies: Policies) -> None:
    assert problems(raw, policies)[0].startswith("The answers must be a mapping with name, title")


def test_everything_that_is_missing_is_listed_at_once(policies: Policies) -> None:
    found = problems({}, policies)

    assert [problem.split()[0] for problem in found] == [
        *("name", "title", "purpose", "owner", "blueprint", "runtime", "ci"),
        *("answers.data", "answers.audience", "answers.actions"),
        *("answers.ai_and_egress", "answers.outage"),
    ]
    assert all("is missing. " in problem for problem in found)


def test_several_problems_are_a_list_a_person_can_work_through() -> None:
    assert str(WrongAnswers(["one", "two"])) == "2 answers need a change:\n  - one\n  - two"


@pytest.mark.parametrize(
    ("field", "near"),
    [
        *[("ownr", "owner"), ("Name", "name"), ("backup-owner", "backup_owner")],
        *[("answers.q1_data", "data"), ("answers.q4_ai_and_egress", "ai_and_egress")],
        *[("owner.mail", "email"), ("blueprnt", "blueprint")],
        *[("data", "answers.data"), ("audiense", "answers.audience"), ("email", "owner.email")],
    ],
)
def test_an_unknown_key_is_an_error_with_a_hint(field: str, near: str, policies: Policies) -> None:
    (problem,) = problems(changed(field, "x"), policies)

    assert problem.endswith(f"is not asked for. Did you mean {near}?")


@pytest.mark.parametrize("key", [7, None, True, ("a",), "\x1b[31m", "x" * 10_000, ""])
def test_a_strange_key_is_an_error_in_one_short_line(key: object, policies: Policies) -> None:
    raw: dict[object, object] = dict(RAW.items())
    raw[key] = 1

    (problem,) = problems(raw, policies)

    assert "is not asked for" in problem
    assert problem.isprintable()
    assert len(problem) < 250


def test_a_thousand_unknown_keys_are_counted_and_not_all_listed(policies: Policies) -> None:
    found = problems({**RAW, **{f"key{n}": n for n in range(1000)}}, policies)

    assert len(found) == 11
    assert "1000 keys" in found[-1]


def test_a_wrong_choice_comes_with_the_near_and_the_possible_ones(policies: Policies) -> None:
    (problem,) = problems(changed("answers.data", "persnal"), policies)

    assert problem == (
        "answers.data: 'persnal' is not on offer. Did you mean personal? "
        "Choose one of: public, internal, personal, unknown, regulated."
    )


def test_a_wrong_choice_is_answered_with_those_that_the_blueprint_allows(
    policies: Policies,
) -> None:
    raw = {**changed("answers.ai_and_egress", "nope"), "blueprint": "llm-proxy"}

    told = problems(raw, policies)

    assert told[-1] == (
        "answers.ai_and_egress: 'nope' is not on offer. "
        "Choose one of: private_ai, approved_ext, powerful_ext, unknown, autonomous."
    )


def test_the_backup_owner_is_asked_for_in_the_words_of_the_answer(policies: Policies) -> None:
    (problem,) = problems(changed("backup_owner", None), policies)

    assert problem.startswith("backup_owner is missing. ")
    assert problem.endswith("because you said “A department or the whole company”.")


def test_a_personal_tier_needs_no_backup_owner(policies: Policies) -> None:
    raw = changed("answers.audience", "me_team")
    del raw["backup_owner"]

    assert parse(raw, policies).backup_owner is None


def test_the_owner_cannot_stand_in_for_the_owner(policies: Policies) -> None:
    (problem,) = problems(changed("backup_owner.email", "ANN@acme.example"), policies)

    assert problem == "backup_owner.email is the owner's. Name a second person."


def test_the_tiers_demands_can_be_checked_on_their_own(policies: Policies) -> None:
    raw = changed("backup_owner", None)
    answers = parse_answers(raw, policies.questionnaire, **OFFERS)
    assessment = assess(policies.questionnaire, answers.answers, "crud")

    with pytest.raises(WrongAnswers, match="backup_owner is missing"):
        check_people(answers, required(policies.controls, assessment))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FUZZED = st.fixed_dictionaries(
    {},
    optional={field: st.just(RAW[field]) | ANYTHING for field in FIELDS if field != "answers"}
    | {
        "answers": ANYTHING
        | st.dictionaries(
            st.sampled_from(list(RAW["answers"])) | st.text(),
            st.sampled_from(["public", "none", "unknown"]) | ANYTHING,
        )
    },
)


@given(raw=ANYTHING | FUZZED)
@settings(max_examples=300, deadline=None)
def test_whatever_is_given_is_answers_or_a_list_of_problems(
    raw: object, policies: Policies
) -> None:
    found = outcome(raw, policies)

    if not isinstance(found, Answers):
        assert found
        assert all(len(problem) < 500 for problem in found)
        assert "\n".join(found).encode("utf-8")


@given(
    field=st.sampled_from([*LINES, "name", "owner.email", "blueprint", "answers.data"]),
    text=st.text(max_size=320),
)
@settings(max_examples=300, deadline=None)
def test_whatever_text_is_given_comes_out_as_it_went_in_or_is_refused(
    field: str, text: str, policies: Policies
) -> None:
    found = outcome(changed(field, text), policies)

    if not isinstance(found, Answers):
        assert all(problem.startswith(field) for problem in found)
    elif field == "answers.data":
        assert found.answers["data"] == text
    else:
        place, _, key = field.rpartition(".")
        assert getattr(getattr(found, place) if place else found, key) == text.strip()


def test_a_proxy_to_models_whose_answers_deny_any_ai_is_refused(policies: Policies) -> None:
    offers = {**OFFERS, "blueprints": ("crud", "llm-proxy")}
    raw = changed("blueprint", "llm-proxy")

    with pytest.raises(WrongAnswers) as refused:
        parse_answers(raw, policies.questionnaire, controls=policies.controls, **offers)
    raw["answers"]["ai_and_egress"] = "private_ai"
    taken = parse_answers(raw, policies.questionnaire, controls=policies.controls, **offers)

    assert taken.blueprint == "llm-proxy"
    assert refused.value.problems == (
        "answers.ai_and_egress is none, and llm-proxy asks AI models. Choose one of: private_ai, "
        "approved_ext, powerful_ext, unknown, autonomous; or start from another blueprint.",
    )
