"""The texts of a call for embeddings, also where a client sends the tokens that it cut them into.

Wrappers of OpenAI's client do so by themselves. Tokens become words again before anything is looked
for in them, which needs the vocabulary that made them: it is known for OpenAI's own models.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from microapp_kit.errors import Detail, Refusal
from microapp_llm.embeddings.embedding import Bounds
from microapp_llm.money.counting import vocabulary_of

SIZES = {"cl100k_base": 100_256, "o200k_base": 199_998}
"""Vocabulary → how many of its tokens are text; the tokenizer breaks off at numbers above."""
BOUNDS = Bounds()
SEND_TEXT = (
    "Send the text itself. In LangChain: OpenAIEmbeddings(check_embedding_ctx_length=False)."
)

Tokens = list[int]
Given = Sequence[str | int | Tokens]


def texts_of(given: Given, model: str) -> list[str]:
    """Give the texts of `input`, or refuse tokens that cannot be read; `model` is its own name."""
    every: Sequence[str | int | Tokens] = [given] if _are_tokens(given) else given
    if len(every) > BOUNDS.most_texts:
        raise _refused(f"Send 1 to {BOUNDS.most_texts} texts in one call.")
    if _are_texts(every):
        return list(every)
    texts = [_decoded(tokens, model) for tokens in every]
    if sum(map(len, texts)) > BOUNDS.most_characters:  # a token may be a hundred spaces
        raise _refused(f"Send at most {BOUNDS.most_characters} characters in one call.")
    return texts


def _decoded(tokens: object, model: str) -> str:
    if not _are_tokens(tokens):
        raise _refused("Send a text, or a list of texts, or of lists of tokens.")
    vocabulary = vocabulary_of(model)
    if not vocabulary:
        raise _refused(f"Nobody here can read the tokens of this model. {SEND_TEXT}")
    from rs_bpe.bpe import openai

    text: str | None = None
    if all(0 <= token < SIZES[vocabulary] for token in tokens):
        text = getattr(openai, vocabulary)().decode(tokens)
    if not text:  # a token of another vocabulary, or a piece of a character
        raise _refused(f"These tokens are no text of {vocabulary}. {SEND_TEXT}")
    return text


def _are_texts(given: Sequence[object]) -> TypeGuard[Sequence[str]]:
    return all(isinstance(one, str) for one in given)


def _are_tokens(given: object) -> TypeGuard[Tokens]:
    return isinstance(given, list) and bool(given) and all(type(one) is int for one in given)


def _refused(said: str) -> Refusal:
    return Refusal(422, "invalid", said, details=[Detail("input", said)])
