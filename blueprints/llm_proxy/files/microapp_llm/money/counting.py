"""Counting tokens without a network: exact where the vocabulary is known, else an upper bound.

Every vocabulary in use falls back to single bytes, so a text never has more tokens than bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

PER_FRAME = 8  # of a message, a part, a tool: role, separators, a name; OpenAI documents 3 to 4
CHARACTERS_A_TOKEN = 5  # the largest vocabulary has 1.4 (Japanese) to 4.8 (English) in plain text
PER_CALL = 16  # what opens the answer, and a beginning-of-text mark
VOCABULARIES = (
    (re.compile(r"(gpt-4o|gpt-4\.1|gpt-4\.5|chatgpt-4o|gpt-5|gpt-oss|o1|o3|o4)\b"), "o200k_base"),
    (re.compile(r"(gpt-4|gpt-3\.5|text-embedding-3|text-embedding-ada)\b"), "cl100k_base"),
)

THINKS_UNSEEN = re.compile(r"(o1|o3|o4|gpt-5(?!-chat)|gemini-(2\.5|[3-9])|grok-[4-9])\b")


def count_tokens(text: str, model: str) -> int:
    """Give the number of tokens of a text, or an upper bound where the vocabulary is unknown."""
    vocabulary = vocabulary_of(model)
    if vocabulary:
        try:
            return _counter(vocabulary)(text)
        except UnicodeEncodeError:
            pass  # a lone surrogate is no text that any model takes; the bound below holds
    return len(text.encode("utf-8", "surrogatepass"))


def least_tokens(text: str, model: str) -> int:
    """Give the number of tokens of a text, or a low estimate where the vocabulary is unknown."""
    return count_tokens(text, model) if vocabulary_of(model) else len(text) // CHARACTERS_A_TOKEN


def head_of(text: str, tokens: int, model: str) -> str:
    """Give the longest beginning of a text that has no more tokens than that."""
    if not vocabulary_of(model):
        most = max(0, tokens)
        return text.encode("utf-8", "surrogatepass")[:most].decode("utf-8", "ignore")
    if count_tokens(text, model) <= tokens:
        return text
    fits, least, most = 0, 0, len(text)
    while least <= most:
        middle = (least + most) // 2
        if count_tokens(text[:middle], model) <= tokens:
            fits, least = middle, middle + 1
        else:
            most = middle - 1
    return text[:fits]


def count_prompt(texts: Iterable[str], frames: int, model: str) -> int:
    """Give an upper bound of a whole prompt: all its texts, and what frames them."""
    counted = sum([count_tokens(text, model) for text in texts])
    return counted + PER_FRAME * frames + PER_CALL


@lru_cache(maxsize=1024)
def thinks_unseen(model: str) -> bool:
    """Say whether a model takes tokens that its stream does not show."""
    return THINKS_UNSEEN.match(model.rpartition("/")[2].removeprefix("ft:")) is not None


@lru_cache(maxsize=1024)
def vocabulary_of(model: str) -> str:
    """Give the name of a model's vocabulary, or nothing; `openai/` and `ft:` before it are fine."""
    name = model.rpartition("/")[2].removeprefix("ft:")
    return next((known for pattern, known in VOCABULARIES if pattern.match(name)), "")


@lru_cache(maxsize=2)
def _counter(vocabulary: str) -> Callable[[str], int]:
    """Load a vocabulary at its first use: 0.2 s, and some 35 MB that stay."""
    from rs_bpe.bpe import openai

    count: Callable[[str], int] = getattr(openai, vocabulary)().count
    return count
