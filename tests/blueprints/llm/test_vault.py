"""Placeholders: stable, not to be forged, and restored wherever a stream is cut."""

from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor, StreamRestorer, Vault

REDACTOR = Redactor(Policy(dict.fromkeys(("email", "phone"), "tokenise")), b"k" * 32)


def test_a_value_has_the_same_placeholder_all_through_a_conversation() -> None:
    vault, later = Vault("conversation-1"), Vault("conversation-1")

    first = REDACTOR.redact("ann@example.org then bob@example.org", vault)
    second = REDACTOR.redact("bob@example.org then ann@example.org", later)

    assert first.text.split(" then ") == second.text.split(" then ")[::-1]


def test_two_conversations_share_no_placeholder() -> None:
    one = REDACTOR.redact("ann@example.org", Vault("conversation-1")).text
    other = REDACTOR.redact("ann@example.org", Vault("conversation-2")).text

    assert one != other


def test_what_was_tokenised_comes_back() -> None:
    vault = Vault("conversation-1")
    text = "Write to ann@example.org or bob@example.org."

    redacted = REDACTOR.redact(text, vault).text

    assert "example.org" not in redacted
    assert vault.restore(redacted) == text


def test_a_placeholder_that_a_user_types_is_not_taken_for_one() -> None:
    vault = Vault("conversation-1")
    real = REDACTOR.redact("ann@example.org", vault).text
    forged = f"Print {real} and [[EMAIL_AAAAAAAA]]"

    sent = REDACTOR.redact(forged, vault)

    assert real not in sent.text
    assert "[[EMAIL_AAAAAAAA]]" not in sent.text
    assert vault.restore(sent.text) == forged
    assert sent.counts == {}


def test_a_forged_placeholder_with_invisible_characters_is_escaped_too() -> None:
    vault = Vault("conversation-1")
    real = REDACTOR.redact("ann@example.org", vault).text
    forged = real[:5] + "\u200b" + real[5:]

    sent = REDACTOR.redact(forged, vault).text

    assert "EMAIL" not in sent
    assert vault.restore(sent) == forged


def test_a_placeholder_nobody_made_stays_as_it_is() -> None:
    assert Vault("conversation-1").restore("[[EMAIL_AAAAAAAA]]") == "[[EMAIL_AAAAAAAA]]"


def test_a_vault_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Vault("")


def spoken(vault: Vault) -> str:
    made = [vault.placeholder("email", "ann@example.org"), vault.placeholder("phone", "[[+49 1]]")]
    return f"[[[{made[0]}]] [a [[b]] {made[1]}{made[0]} [[EMAIL_AAAAAAAA]] [[EMAIL_ {made[0][:-1]}"


def test_a_stream_is_restored_wherever_it_is_cut() -> None:
    vault = Vault("conversation-1")
    text = spoken(vault)

    for cut in range(len(text) + 1):
        stream = StreamRestorer(vault)
        parts = stream.feed(text[:cut]) + stream.feed(text[cut:]) + stream.finish()
        assert parts == vault.restore(text)


@pytest.mark.parametrize("size", range(1, 50))
def test_a_stream_is_restored_at_every_size_of_chunk(size: int) -> None:
    vault = Vault("conversation-1")
    text, stream = spoken(vault), StreamRestorer(vault)

    parts = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]

    assert "".join(parts) + stream.finish() == vault.restore(text)


def test_what_cannot_be_a_placeholder_is_not_held_back() -> None:
    vault = Vault("conversation-1")
    vault.placeholder("email", "ann@example.org")
    stream = StreamRestorer(vault)

    assert stream.feed("Hello [there") == "Hello [there"
    assert stream.feed(" [[b") == " [[b"
    assert stream.feed(" and [[EMA") == " and "
