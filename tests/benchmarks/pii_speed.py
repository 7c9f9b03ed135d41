"""How long redaction takes: usual texts, texts with nothing, hostile texts, and a guarded stream.

Run it as `.venv/bin/python tests/benchmarks/pii_speed.py`, with `.` and
`blueprints/llm_proxy/files` on PYTHONPATH. It gives 1 when a bar is missed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from statistics import median

from microapp_llm.answers import AnswerGuard, AnswerRules, StreamGuard
from microapp_llm.redaction import Policy, Redactor, Vault
from microapp_llm.redaction.numbers import said_before
from microapp_llm.redaction.people import around

BAR_FULL_MS, BAR_NOTHING_MS, BAR_GROWTH = 0.5, 0.1, 2.5
FULL = (
    "Hello, my name is Anna Schmidt and I live in Berlin. Please write to anna.schmidt@example.org "
    "or call +49 30 901820 after five. My card 4111 1111 1111 1111 was charged twice for order "
    "10023445, and the refund should go to DE89 3704 0044 0532 0130 00. The support agent, Mr. Jones, "
    "told me on Monday that version 2.14.3 of the app had a bug, and that the server 84.12.190.33 was "
    "down. Could you draft a polite letter to Google Cloud about this, please? Thanks and have a nice day."
)[:500]
NOTHING = (
    "Could you explain how a hash map works and why the lookup is fast on average? Please give an "
    "example with strings as keys, say what happens when two keys fall into the same bucket, and how "
    "the table grows. Then compare it with a balanced tree in a few sentences, and say when the tree "
    "would be the better choice. Keep the answer short and simple, without any code, so that a person "
    "who has never written a program can follow it. End with one question that checks understanding, ok."
)[:500]
HOSTILE = (
    *("01.", "0 1", "00 49", "(0)", "1/", "1.2.3.4 ", "ssn 123456789 ", "4111 1111 1111 1112 "),
    *("田中さん", "김민준님", "王伟", "محمد بن ", "दीपक ", "anna ", "Name: X\n", "Aa Bb, "),
    *("a", "A", "1", "@", "a@", "a.", "1 ", "1-", "+1", "(1", "A ", "Aa ", "Aa-", "[[", "[[A", ":"),
    *(
        "::",
        "1.",
        "0:",
        "eyJ",
        "eyJa.",
        "://",
        "://a:",
        "key=",
        "password ",
        "&#64;",
        "%40",
        "a at b dot ",
        "( at ",
        "-----BEGIN ",
        "AB12 ",
    ),
    *(
        "\u200b",
        "\uff11",
        "van Aa ",
        "漢字",
        "sk-",
        "xox",
        "ghp_a1",
        "12/12/12 ",
        "Dr. ",
        "my name is ",
    ),
    *(
        "-----BEGIN PRIVATE KEY-----A",
        "http:",
        "![",
        "](",
        "@a.b",
        "1x1 ",
        "Aa. ",
        "DE89 3704 0044 ",
    ),
)
SHORT_LENGTH, LONG_LENGTH = 10_000, 20_000


def main() -> int:
    """Print the table; gives 1 when a bar is missed."""
    redactor = Redactor(Policy(), b"a key for measuring with")
    full = p50(lambda: redactor.redact(FULL, Vault(os.urandom(16))))
    nothing = p50(lambda: redactor.redact(NOTHING, Vault(os.urandom(16))))
    streamed = p50(lambda: stream(redactor), rounds=40)
    print(f"{len(FULL)} characters, something of each kind   p50 {full:.3f} ms")
    print(f"{len(NOTHING)} characters, nothing                  p50 {nothing:.3f} ms")
    print(f"guarded stream of {len(NOTHING)} characters by words  p50 {streamed:.3f} ms")
    worst = max((growth(redactor, unit), unit) for unit in HOSTILE)
    print(
        f"hostile texts: {len(HOSTILE)}; doubling takes at most {worst[0]:.2f} times ({worst[1]!r})"
    )
    slowest = max((took(redactor, unit, LONG_LENGTH), unit) for unit in HOSTILE)
    print(f"slowest at {LONG_LENGTH} characters: {slowest[0]:.1f} ms ({slowest[1]!r})")
    is_missed = full > BAR_FULL_MS or nothing > BAR_NOTHING_MS or worst[0] > BAR_GROWTH
    return int(is_missed)


def stream(redactor: Redactor) -> None:
    """One answer through the guard, word by word."""
    guard = AnswerGuard(AnswerRules(canary="canary-7f3a9c1e"), redactor, Vault(os.urandom(16)))
    guarded = StreamGuard(guard)
    for word in NOTHING.split(" "):
        guarded.feed(word + " ")
    guarded.finish()


def p50(run: Callable[[], object], rounds: int = 400) -> float:
    """The median processor time of a run, in milliseconds: others on the machine count less."""
    times = []
    for _ in range(rounds):
        for cache in (said_before._places, said_before._said_by, around._said_before):
            cache.cache_clear()  # what a text before this one looked up is no help
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return median(times) * 1000


def growth(redactor: Redactor, unit: str) -> float:
    """How many times longer a text takes that is twice as long; beyond the bar, the least of five.

    Other work on the machine lengthens one measure, a search that is not linear each of them.
    """
    least = 9.0
    for _ in range(5):
        short = max(2.0, took(redactor, unit, SHORT_LENGTH))
        least = min(least, took(redactor, unit, LONG_LENGTH) / short)
        if least <= BAR_GROWTH:
            break
    return least


def took(redactor: Redactor, unit: str, length: int) -> float:
    """The best of three times for the unit repeated up to the length, in milliseconds."""
    text = unit * (length // len(unit))
    return min(p50(lambda: redactor.redact(text, Vault(os.urandom(16))), rounds=1) for _ in "123")


if __name__ == "__main__":
    raise SystemExit(main())
