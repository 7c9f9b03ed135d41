"""What leaves for a model holds no person's data and no secret, by the policy for each kind."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any, cast

import pytest

from microapp_llm.redaction import KINDS, Action, Policy, Redactor, Vault, redact_json
from tests.adapters.planted_keys import planted
from tests.benchmarks.pii_speed import HOSTILE
from tests.blueprints.llm.sentences_seen import NAMES, NOTHING, PEOPLE

MAIL = "ann@example.org"


def redactor(action: Action = "mask", kind: str = "email") -> Redactor:
    return Redactor(Policy({kind: action}), b"k" * 32)


def redacted(text: str) -> str:
    return redactor().redact(text, Vault("conversation-1")).text


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        (f"Write to {MAIL}.", MAIL, "email"),
        ("Write to ann\u200b@exam\u00adple.org.", "ple.org", "email"),
        ("Write to ann\uff20example.org.", "ann", "email"),
        ("Write to äöü@exämple.de.", "exämple", "email"),
        ("Write to ann&#64;corp.example now.", "ann&#64;corp.example", "email"),
        ("Write to ann&#x40;corp&period;example now.", "ann&#x40;corp&period;example", "email"),
        ("Open /u?to=ann%40corp.example&x=1", "ann%40corp.example", "email"),
        (r"It says ann\u0040corp.example there.", r"ann\u0040corp.example", "email"),
        ("Write to ann (at) corp (dot) example now.", "ann (at) corp (dot) example", "email"),
        ("Write to ann[at]corp dot example now.", "ann[at]corp dot example", "email"),
        ("write to ann at corp dot example now.", "ann at corp dot example", "email"),
        ("Ann\u200b (AT) corp.example", "(AT) corp.example", "email"),
        ("Call %2B49 151 23456789 now", "%2B49 151 23456789", "phone"),
        ("Pay to DE89 3704 0044 0532 0130 00 now", "3704", "iban"),
        ("Pay to DE89 3704\n0044 0532 0130 00 now", "3704", "iban"),
        ("Pay to de89370400440532013000 now", "0440532", "iban"),
        ("Card 4111 1111 1111 1111 exp 12/27", "1111", "card"),
        ("Card \uff14\uff11\uff11\uff11-1111-1111-1111", "1111-1111", "card"),
        ("Card 4111\u200b1111\u200b1111\u200b1111", "1111", "card"),
        ("American 378282246310005", "8224631", "card"),
        ("From 84.12.190.33 we saw", "190.33", "ip"),
        ("From 2001:db8:85a3::8a2e:370:7334 we saw", "8a2e", "ip"),
        ("Deny tcp src outside:2001:db8:a4af:515::ed94/51233", "a4af", "ip"),
        ("Call +49 (0)30 901820", "901820", "phone"),
        ("Call (415) 555-2671 x123", "x123", "phone"),
        ("SSN 536-90-4399", "4399", "national_id"),
        ("Mi DNI es 12345678Z.", "12345678", "national_id"),
        ("Codice fiscale RSSMRA85T10A562S", "T10A", "national_id"),
        ("CPF 529.982.247-25", "247-25", "national_id"),
        ("PESEL 44051401359", "0140", "national_id"),
        ("身份证号 11010519491231002X", "19491231", "national_id"),
        ("I was born on 14 March 1985.", "1985", "birth_date"),
        ("Geburtsdatum: 14.03.1985", "14.03", "birth_date"),
        ("I live at 12 Quaxworth Hill Road.", "Quaxworth", "address"),
        ("Ich wohne in der Lindenstraße 12a.", "12a", "address"),
        ("J'habite au 7 rue de la Paix.", "Paix", "address"),
        ("password = 'Tr0ub4dor&3x'", "dor&3", "secret"),
        ("postgresql://app:s3cr3tPass9@db.internal/app", "s3cr3t", "secret"),
        ("My name is Zorblina Quaxworth", "Quaxworth", "name"),
        ("Telefon 089 / 595811-05", "595811", "phone"),
        ("PESEL: brak\nTelefon: (22) 668 59 35", "668 59", "phone"),
        ("reach me: 1-271-630-8952", "271-630", "phone"),
        ("SVNR 2323 031150", "031150", "national_id"),
        ("personnr 195708039465", "5708", "national_id"),
        ('steuer_id: "67309415804"', "6730", "national_id"),
        ("CF: rssmra85t10a562s", "t10a", "national_id"),
        ("curl -u admin:C0wXCwh6G3bfKEbI https://api.internal", "C0wXC", "secret"),
        ("my key is newvendor_live_q8ZkP2mVx7RtB4nYc9WsD3fJh6LgA5eK", "q8ZkP2", "secret"),
    ],
)
def test_a_value_is_taken_out(text: str, value: str, kind: str) -> None:
    done = redactor().redact(text, Vault("conversation-1"))

    assert value not in done.text
    assert f"[{kind.upper()}]" in done.text
    assert done.counts == {kind: 1}


@pytest.mark.parametrize("key", planted(3), ids=lambda key: key.kind)
def test_a_key_of_any_vendor_is_taken_out(key: Any) -> None:
    assert key.key not in redacted(f"Why does this fail? {key.line}")


@pytest.mark.parametrize("locale", NAMES)
def test_names_that_no_list_holds_are_taken_out(locale: str) -> None:
    for template in NAMES[locale]:
        for name in PEOPLE[locale]:
            assert name not in redacted(template.format(name))


@pytest.mark.parametrize(
    "text",
    [
        *NOTHING,
        "Order 4111111111111112 was shipped.",  # Luhn fails
        "Order 1234567890 and ticket 536904399.",
        "Version 1.2.3.4 of 2024-11-05, build 20241105.",
        "0.12.0 (2017-06-26) and 3.5.0) (2026-08-12) are versions with their days.",
        "The pod my-service-7d4b9c6f58-x2k4p and sha256-47DEQpj8HBSa are no keys.",
        "Request 7f3a9c1e-12ab-4cde-8f01-23456789abcd took 12 ms at 12:34:56.",
        "Commit 3f786850e387550fdab836ed7e6dc881de23001b broke std::vector.",
        "Listen on 127.0.0.1 and 0.0.0.0, mask 255.255.255.0.",
        "DE89 3704 0044 0532 0130 01 is not an account.",
        "",
    ],
)
def test_what_is_no_persons_data_is_left_alone(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(("action", "is_kept"), [("allow", True), ("mask", False), ("hash", False)])
def test_the_policy_decides_for_each_kind(action: Action, is_kept: bool) -> None:
    done = redactor(action).redact(f"{MAIL}, {MAIL}", Vault("conversation-1"))

    assert (MAIL in done.text) is is_kept
    assert done.counts == ({} if is_kept else {"email": 2})
    assert done.blocked == ()


def test_a_kind_that_blocks_is_reported_and_hidden_as_well() -> None:
    done = redactor("block").redact(f"Write to {MAIL}", Vault("conversation-1"))

    assert done.blocked == ("email",)
    assert MAIL not in done.text


def test_a_hash_is_the_same_for_a_value_and_differs_with_the_key() -> None:
    texts = [
        Redactor(Policy({"email": "hash"}), key).redact(MAIL, Vault(conversation)).text
        for key, conversation in ((b"k" * 32, "1"), (b"k" * 32, "2"), (b"j" * 32, "1"))
    ]

    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Policy({"mail": "mask"}),
        lambda: Policy({"email": "erase"}),  # type: ignore[dict-item]
        lambda: Redactor(Policy(), b"short"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"Use|Give"):
        make()


ARGUMENTS = {"to": MAIL, "deep": [{"cc": [MAIL]}], MAIL: 1, "card": 4111111111111111, "n": 12}
REQUEST = {
    "model": "small",
    "messages": [
        {"role": "system", "content": f"Owner: {MAIL}"},
        {"role": "user", "content": [{"type": "text", "text": f"I am {MAIL}"}]},
        {"role": "tool", "tool_call_id": "call_1", "content": json.dumps({"mail": MAIL})},
        {"role": "assistant", "tool_calls": [{"function": {"arguments": json.dumps(ARGUMENTS)}}]},
    ],
    "max_tokens": 12345678,
}


def test_every_string_of_a_request_is_redacted_and_its_shape_stays() -> None:
    done = redact_json(REQUEST, redactor(), Vault("conversation-1"))

    value: Any = done.value
    arguments = json.loads(value["messages"][3]["tool_calls"][0]["function"]["arguments"])
    assert MAIL not in json.dumps(value)
    assert arguments["card"] == "[CARD]"
    assert arguments["n"] == 12
    assert value["messages"][2]["tool_call_id"] == "call_1"
    assert (value["model"], value["max_tokens"]) == ("small", 12345678)
    assert done.counts == {"email": 6, "card": 1}


def test_arguments_hidden_behind_escapes_are_redacted() -> None:
    value = {"arguments": '{"to": "ann\\u0040example.org"}'}

    done = redact_json(value, redactor(), Vault("conversation-1"))

    assert done.value == {"arguments": '{"to": "[EMAIL]"}'}


@pytest.mark.parametrize("broken", ["{", "[" * 100_000, '{"a":'])
def test_arguments_that_cannot_be_parsed_are_redacted_as_text(broken: str) -> None:
    done = redact_json({"arguments": broken + MAIL}, redactor(), Vault("conversation-1"))

    assert MAIL not in str(done.value)


def test_a_blocked_kind_deep_in_a_request_is_reported() -> None:
    assert redact_json(REQUEST, redactor("block"), Vault("conversation-1")).blocked == ("email",)


def test_depth_costs_no_stack() -> None:
    deep: Any = MAIL
    for _ in range(100_000):
        deep = [deep]

    done: Any = redact_json(deep, redactor(), Vault("conversation-1")).value

    while isinstance(done, list):
        done = done[0]
    assert done == "[EMAIL]"


def test_the_name_of_a_field_helps_to_tell_what_it_holds() -> None:
    value = {"arguments": json.dumps({"bsn": "111222333", "order": "111222333"})}

    done = redact_json(value, redactor(), Vault("conversation-1"))

    assert done.value == {"arguments": '{"bsn": "[NATIONAL_ID]", "order": "111222333"}'}


PIXELS = base64.b64encode(bytes(range(256)) * 2).decode()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (f"data:image/png;base64,{PIXELS}", "picture"),
        (f"data:image/svg+xml;charset=utf-8;base64,{PIXELS}", "picture"),
        (f"DATA:Image/PNG;Base64,{PIXELS}\n", "picture"),
        (f"data:audio/mpeg;base64,{PIXELS}", "sound"),
        (f"data:video/mp4;base64,{PIXELS}", "film"),
    ],
)
def test_what_nobody_could_look_into_forbids_to_send_a_tools_json(address: str, kind: str) -> None:
    done = redact_json({"url": [address]}, redactor(), Vault("conversation-1"))

    assert done.blocked == (kind,)
    assert PIXELS not in str(done.value)


@pytest.mark.parametrize(
    "value", ["4111111111111111", "AKIAIOSFODNN7QWERTYU", "DE89370400440532013000"]
)
@pytest.mark.parametrize("head", ["image/png", "a/b", "text/plain"])
def test_what_only_says_that_it_is_a_picture_is_searched(head: str, value: str) -> None:
    text = f"data:{head};base64,{value}"

    done = redact_json({"url": text}, redactor(), Vault("conversation-1"))

    assert value not in str(done.value)
    assert done.blocked == ()


@pytest.mark.parametrize("head", ["text/plain", "application/pdf", "a/b"])
def test_a_long_text_behind_data_is_searched(head: str) -> None:
    text = f"data:{head};base64,{'A' * 300}, {MAIL}"

    assert MAIL not in str(redact_json([text], redactor(), Vault("conversation-1")).value)


def test_what_is_no_picture_is_not_spared() -> None:
    text = f"data:text/plain,{MAIL}"

    assert MAIL not in str(redact_json([text], redactor(), Vault("conversation-1")).value)


@pytest.mark.parametrize(
    ("row", "is_hidden"),
    [
        ("7;613 345 678;ann@example.org", True),
        ("7;613 345 678;open", False),
        ("7;2026-11-26;ann@example.org", False),
        ("see 613 345 678 and ann@example.org", False),
    ],
)
def test_a_number_that_fills_a_cell_beside_an_address_is_a_phone(row: str, is_hidden: bool) -> None:
    assert ("[PHONE]" in redacted(row)) is is_hidden


PARTS = [
    ["Pay with 4111 1111 ", "1111 1111, thanks"],
    ["My SSN is", "536904399"],
    ["IBAN DE89 3704 0044", "0532 0130 00"],
    ["My name is", "Zorblina Quaxworth"],
    ["4", "111111111111111"],
    ["Write to ann@", "example", ".org"],
]


@pytest.mark.parametrize("parts", PARTS, ids=str)
def test_each_piece_of_what_parts_share_comes_back_as_it_was(parts: list[str]) -> None:
    tokenise: dict[str, Action] = dict.fromkeys(KINDS, "tokenise")
    vault = Vault("conversation-1")

    done = Redactor(Policy(tokenise), b"k" * 32).redact_parts(parts, vault)

    assert list(done.texts) != parts
    assert [vault.restore(text) for text in done.texts] == parts


def test_parts_hide_what_each_of_them_holds_alone_too() -> None:
    done = redactor().redact_parts([f"Write to {MAIL}", "x"], Vault("conversation-1"))

    assert done.texts == ("Write to [EMAIL]", "x")
    assert done.counts == {"email": 1}


def test_a_blocked_kind_that_parts_share_is_reported() -> None:
    done = redactor("block", "card").redact_parts(["4111 1111", " 1111 1111"], Vault("one"))

    assert done.blocked == ("card",)


def test_many_parts_that_share_much_take_bounded_time() -> None:
    started = time.process_time()

    redactor().redact_parts(["4111", " 1111"] * 5_000, Vault("conversation-1"))

    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "unit",
    [
        *("1.", "(1", "1 ", "123 ", "12/12/12 ", "1.2.3.4 ", "00 49", "田中"),
        *("mdp ", "heslo ", "pwd:\n", "Mag, Ann ", "Mr Smith. "),
    ],
)
def test_a_long_row_of_numbers_names_or_words_for_secrets_costs_little_more_than_its_length(
    unit: str,
) -> None:
    text = unit * (20_000 // len(unit))
    took = []
    for _ in range(2):
        started = time.process_time()
        redacted(text)
        took.append(time.process_time() - started)

    assert min(took) < 1  # 50 microseconds a character, of which it needs some 3


def test_hostile_texts_take_bounded_time() -> None:
    for unit in HOSTILE:
        text = unit * (4_000 // len(unit))
        started = time.process_time()

        redacted(text)

        assert time.process_time() - started < 2, unit


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        ('{"iban": "a", "iban": "b"}', '{"iban": "a", "iban_2": "b"}'),
        ('{"amount": 12345678901234567.89}', None),
        ('{"x": 1e-400}', None),
        ('{"x": 1e-99999999999999999999}', None),
        ('{"x": 0.1234567890123456789012345, "y": 1.5}', None),
    ],
)
def test_json_of_tools_loses_no_value_and_no_digit(arguments: str, made: str | None) -> None:
    assert _arguments_as_sent(arguments) == (made or arguments)


@pytest.mark.parametrize("odd", ['"x": 0.10000000000000001', '"x": 1, "x": 2'])
def test_json_of_tools_is_redacted_whatever_numbers_stand_in_it(odd: str) -> None:
    name = '"name": "J\\u00fcrgen M\\u00fcller"'

    sent = _arguments_as_sent(f'{{{name}, "password": "xK9\\"2lmQ!z", {odd}}}')

    assert "ller" not in sent
    assert "2lmQ" not in sent


@pytest.mark.parametrize(
    ("arguments", "hidden"),
    [
        ('{"pin": "4711", "pin": "4712"}', "4712"),
        ('{"last_name": "Zyxo", "last_name": "Quaxo"}', "Quaxo"),
        ('{"phone": 41111111111111111e-1}', "4111111"),
    ],
)
def test_a_name_that_is_there_twice_still_says_what_its_value_is(
    arguments: str, hidden: str
) -> None:
    assert hidden not in _arguments_as_sent(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        "{" + ", ".join(['"a": 1'] * 40_000) + "}",
        "[" + ", ".join(["0.10000000000000001"] * 16_000) + "]",
        "{" + ", ".join(f'"a{n}@x.io": 1' for n in range(8_000)) + "}",
    ],
)
def test_json_of_tools_with_a_great_many_names_or_numbers_is_read_soon(arguments: str) -> None:
    began = time.process_time()

    _arguments_as_sent(arguments)

    assert time.process_time() - began < 10


def _arguments_as_sent(arguments: str) -> str:
    call = {"function": {"name": "pay", "arguments": arguments}}
    value = {"messages": [{"role": "assistant", "tool_calls": [call]}]}
    done = cast(Any, redact_json(value, redactor(), Vault("conversation-1")).value)
    return str(done["messages"][0]["tool_calls"][0]["function"]["arguments"])
