"""Whether a call fits into the context of a model: here as far as it is sure.

The bound by which money is put aside may be several times too high, so it refuses nothing here.
What is too long by a low estimate is refused; of the rest its provider judges, and its refusal
costs nothing.
"""

from __future__ import annotations

from microapp_kit.errors import Refusal
from microapp_llm.call import Call
from microapp_llm.counted import Counted, counted
from microapp_llm.models import Model
from microapp_llm.money.counting import count_prompt, least_tokens, vocabulary_of

MOST_TOKENS_A_CHARACTER = 4  # no text has more tokens than bytes


def fits(call: Call, model: Model) -> bool:
    """Tell whether a model may take a chat; texts to be embedded stay with the first model.

    Vectors of two models cannot be compared, so a longer text must not get those of another one.
    """
    if call.kind == "embeddings":
        return True
    texts = counted(call)
    return not may_fill(texts.characters, model) or least_input(call, texts, model) <= model.context


def check_fits(call: Call, texts: Counted, model: Model, answer: int = 0) -> None:
    """Refuse what cannot fit, with the answer that its caller asks for."""
    least = least_input(call, texts, model)
    if least + answer <= model.context:
        return
    what = "A text" if call.kind == "embeddings" else "The request"
    has = f"{what} has at least {least} tokens"
    if least <= model.context:
        has += f", and {answer} are asked for as its answer"
    # Frameworks tell a call that is too long from others by these words of OpenAI's.
    text = f"{has}; this model's maximum context length is {model.context} ({model.alias})."
    raise Refusal(422, "context_length_exceeded", text)


def least_input(call: Call, texts: Counted, model: Model) -> int:
    """Give a low estimate of what must be in the context at once: a call, or its longest text.

    Of texts that surely fit it is 0.
    """
    if call.kind == "embeddings":
        may_be_long = [one for one in texts.said if may_fill(len(one), model)]
        return max([least_tokens(text, model.model) for text in may_be_long], default=0)
    said = sum([least_tokens(text, model.model) for text in texts.said])
    return said + sum([least_tokens(text, "") for text in texts.as_json])


def bound_of_input(texts: Counted, model: Model) -> int:
    """Give a number of tokens that a model does not pass for these texts."""
    return count_prompt(texts.texts, texts.frames, model.model)


def room_for_answer(call: Call, texts: Counted, model: Model) -> int:
    """Give how many tokens an answer may be asked for, at least 1, where its caller names none.

    Where the input cannot be counted, half of what may be left is asked for: all of it could be
    too much, and what the bound on the input leaves would often be nothing.
    """
    left = model.context - bound_of_input(texts, model)
    if not vocabulary_of(model.model):
        left = max(left, (model.context - least_input(call, texts, model)) // 2)
    return max(1, left)


def may_fill(characters: int, model: Model) -> bool:
    """Tell whether so many characters may be too much; fewer need not be counted."""
    return characters * MOST_TOKENS_A_CHARACTER > model.context
