"""What a model says that it used: believed up to what was put aside, counted where it says none."""

from __future__ import annotations

import logging

from microapp_llm.beside_words import usage_shown
from microapp_llm.call import Call
from microapp_llm.models import Model
from microapp_llm.providers.asking import Body, Use, use_of, use_within
from microapp_llm.sizing import most_input, use_of_call

log = logging.getLogger("microapp")


def note_use(call: Call, model: Model, body: Body) -> Body:
    """Note what an answer, or a chunk of it, says was used; give it with what is paid."""
    said = use_of(body)
    if said is None:
        return body
    use = said if said.input else said._replace(input=call.input_tokens)  # no request has none
    use = use_within(use, use.input, use.output)
    call.wrote_since = False
    most = most_input(call)
    if (use.input <= most and use.output <= call.output_tokens) or _fits(call, model, use):
        call.use, call.claimed = use, None
        return body if use == said else {**body, "usage": usage_shown(use)}
    log.warning("The model %s says that it used more than was put aside for it.", model.alias)
    call.use = use_within(use, most, call.output_tokens)
    call.claimed = use
    return {**body, "usage": usage_shown(call.use)}


def covers(call: Call, said: Body) -> None:
    """Note, once its words are written, that what a chunk says was used is for them as well."""
    if "usage" in said and use_of(said) is not None:
        call.wrote_since = False


def with_use(call: Call, body: Body) -> Body:
    """Give a whole answer that came in pieces, with what it cost."""
    return {**body, "usage": usage_shown(use_of_call(call))}


def note_words(call: Call, body: Body) -> Body:
    """Count the words of a whole answer that does not say what was used; give it with that."""
    message = body["choices"][0]["message"]
    for name, value in message.items():
        if name != "role" and isinstance(value, str):
            call.wrote(value)
    for tool in message.get("tool_calls") or ():
        call.wrote(tool["function"]["name"])
        call.wrote(tool["function"]["arguments"])
    call.use = use_of_call(call)
    return {**body, "usage": usage_shown(call.use)}


def _fits(call: Call, model: Model, use: Use) -> bool:
    """Whether all that was used fits into what was put aside, though one part of it is larger."""
    hold = call.hold
    if hold is None or use.input + use.output > hold.tokens:
        return False
    return model.nano(*use) <= hold.nano
