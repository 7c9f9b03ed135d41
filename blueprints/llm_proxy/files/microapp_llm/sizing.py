"""How long a call and its answer may be, and what it costs at worst."""

from __future__ import annotations

from microapp_kit.errors import Refusal
from microapp_llm.call import Call
from microapp_llm.counted import Counted, counted
from microapp_llm.fitting import (
    bound_of_input,
    check_fits,
    least_input,
    may_fill,
    room_for_answer,
)
from microapp_llm.money.counting import thinks_unseen, vocabulary_of
from microapp_llm.money.need import CHAT, EMBEDDINGS, Need
from microapp_llm.providers.asking import Use
from microapp_llm.rules import Rules

LEASE_SECONDS = 900
ROOM = 1.2  # our count and the provider's differ; the reserve has room for it
BEFORE_TOOLS = 512  # tokens; Anthropic documents up to 530 that it says by itself, ROOM is on top


def measure(call: Call, rules: Rules) -> None:
    """Note the tokens of the request and the most its answer may have; refuse what is too long."""
    model, texts = call.model, counted(call)
    call.input_tokens = bound_of_input(texts, model)
    if call.input_tokens > model.context:
        check_fits(call, texts, model)
    _check_prompt(call, texts)
    stand_ins = {vocabulary_of(one.model): one for one in call.models}
    del stand_ins[vocabulary_of(model.model)]
    for stand_in in stand_ins.values():  # it may cut the same texts into more tokens
        call.input_tokens = max(call.input_tokens, bound_of_input(texts, stand_in))
    if texts.has_tools and any("claude" in one.model for one in call.models):
        call.input_tokens += BEFORE_TOOLS
    if call.kind == "embeddings":
        return
    asked = call.body.pop("max_completion_tokens", None) or call.body.get("max_tokens")
    most = min(rules.max_output_tokens, *(m.max_output for m in call.models))
    call.output_tokens = _answer(call, texts, asked, most)
    call.is_lowered = bool(asked and asked > call.output_tokens)
    call.body["max_tokens"] = call.output_tokens


def check_length(call: Call) -> int:
    """Refuse what is too long before any guard reads it; give the number of its characters."""
    texts = counted(call)
    size = texts.characters
    if may_fill(size, call.model):
        check_fits(call, texts, call.model)
    return size


def need_of(call: Call) -> Need:
    """Give the worst that the call can cost, whichever of its models answers."""
    tokens = most_input(call)
    nano = max(model.most_nano(tokens, call.output_tokens) for model in call.models)
    caller = call.caller
    return Need(
        call.id,
        caller.org,
        caller.app,
        caller.user,
        call.model.alias,
        nano,
        tokens + call.output_tokens,
        LEASE_SECONDS,
        EMBEDDINGS if call.kind == EMBEDDINGS else CHAT,
    )


def most_input(call: Call) -> int:
    """Give the most tokens that a provider may count in the request."""
    return int(call.input_tokens * ROOM) + 1


def use_of_call(call: Call) -> Use:
    """Give what the call used: as the provider says in the end, or as far as it was seen.

    What a provider says before the last words of a stream is not all; unseen thoughts nobody knows.
    """
    is_told = call.use is not None and (call.use.output > 0 or not call.written())
    is_all = not call.stream or (call.ended and not call.wrote_since)
    if call.use is not None and is_told and is_all:
        return call.use
    if call.served is None or thinks_unseen(call.served.model):
        return Use(call.input_tokens, call.output_tokens)
    told = call.use or Use(call.input_tokens, 0)
    return told._replace(output=max(told.output, min(call.written(), call.output_tokens)))


def _answer(call: Call, texts: Counted, asked: int | None, most: int) -> int:
    """Give how long the answer may be, so that it fits beside the request.

    The limit of a stored prompt is none that its caller names: a shorter answer keeps to it too.
    """
    wanted = min(asked or most, most)
    if call.input_tokens + wanted <= min([model.context for model in call.models]):
        return wanted
    if asked and call.prompt is None:
        check_fits(call, texts, call.model, wanted)
        return wanted
    return min(wanted, *(room_for_answer(call, texts, model) for model in call.models))


def _check_prompt(call: Call, texts: Counted) -> None:
    most = call.prompt.most_input if call.prompt else None
    if most is not None and (least := least_input(call, texts, call.model)) > most:
        text = f"The prompt has at least {least} tokens; its own limit is {most}."
        raise Refusal(422, "context_length_exceeded", text)
