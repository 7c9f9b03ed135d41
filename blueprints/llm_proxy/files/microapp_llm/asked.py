"""What may be asked, field by field; an unknown field is refused, never passed on."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from microapp_kit.errors import Detail, Refusal
from microapp_llm.meant import did_you_mean
from microapp_llm.not_taken import NO_CACHE, why_not
from microapp_llm.plain_words import NOT_A_WORD, about, words_at

MOST_MESSAGES, MOST_TOOLS, MOST_PARTS, MOST_CALLS, MOST_INPUTS = 1000, 128, 100, 128, 256
MOST_DIMENSIONS = 8_192
Name = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]
Speaker = Annotated[str, Meta(min_length=1, max_length=200)]  # told apart, and never named
CallId = Annotated[str, Meta(pattern="^[A-Za-z0-9_.:-]{1,128}$")]
Alias = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9._-]{0,63}$")]
PromptName = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$")]
Place = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Count = Annotated[int, Meta(ge=1, le=10_000_000)]
Sequence4 = Annotated[list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(max_length=4)]

ONE_ANSWER = "n must be 1: a call gives one answer. Make as many calls as you want answers."
NOT_TEXT = {
    "image_url": "A picture is not taken:",
    "input_image": "A picture is not taken:",
    "input_audio": "A sound is not taken:",
    "file": "A file is not taken:",
    "input_file": "A file is not taken:",
}
NO_CACHE_CONTROL = f"cache_control is not taken. {NO_CACHE}"
NO_SUCH_MODEL = "No model here has such a name. GET /v1/models lists those that are."
FUNCTION_ROLE = "The role function is the role tool by now: send that, with its tool_call_id."
STEP = re.compile(r"\.([^.\[\]]+)")  # of a place such as .tools[0].type
TEXT_ONLY = "nobody could look for personal data in it. Send text, like what it shows or says."


class Strict(Struct, forbid_unknown_fields=True):
    """A part of a request with known fields only."""


class TextPart(Strict):
    """A text among several; images and sounds cannot be redacted, so they are not taken."""

    type: Literal["text"]
    text: str


class SaidPart(Strict, tag_field="type", tag="text"):
    """A text that the model said before, among several."""

    text: str


class RefusalPart(Strict, tag_field="type", tag="refusal"):
    """What the model said before to refuse, among several texts."""

    refusal: str


Content = str | Annotated[list[TextPart], Meta(min_length=1, max_length=MOST_PARTS)]
Said = str | Annotated[list[SaidPart | RefusalPart], Meta(min_length=1, max_length=MOST_PARTS)]


class CalledFunction(Strict):
    """The function of a tool call, with its arguments as JSON text."""

    name: Name
    arguments: str
    parsed_arguments: Any = None  # OpenAI's client writes this down beside them; it is not read


class ToolCall(Strict):
    """A call of a tool that the model asked for."""

    id: CallId
    type: Literal["function"]
    function: CalledFunction
    index: Place | None = None  # as in a stream; their order says the same


class System(Strict, tag_field="role", tag="system"):
    """What the app says to the model."""

    content: Content
    name: Speaker | None = None


class Developer(Strict, tag_field="role", tag="developer"):
    """What the app says to the model, by its newer name."""

    content: Content
    name: Speaker | None = None


class User(Strict, tag_field="role", tag="user"):
    """What a person says."""

    content: Content
    name: Speaker | None = None


class Assistant(Strict, tag_field="role", tag="assistant"):
    """What the model said before."""

    content: Said | None = None
    tool_calls: Annotated[list[ToolCall], Meta(max_length=MOST_CALLS)] | None = None
    refusal: str | None = None
    name: Speaker | None = None
    annotations: None = None  # these OpenAI's client writes down of an answer that has none of them
    audio: None = None
    function_call: None = None
    parsed: Any = None  # OpenAI's client writes this down beside the content; it is not read


class ToolResult(Strict, tag_field="role", tag="tool"):
    """What a tool gave back."""

    content: Content
    tool_call_id: CallId
    name: Speaker | None = None


class Function(Strict):
    """A tool's name, words and parameters as JSON Schema."""

    name: Name
    description: Annotated[str, Meta(max_length=4096)] | None = None
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class Tool(Strict):
    """A tool that the model may ask for."""

    type: Literal["function"]
    function: Function


class Named(Strict):
    """The name of a function."""

    name: Name


class NamedTool(Strict, tag_field="type", tag="function"):
    """A wish for one tool."""

    function: Named


class ToolName(Strict):
    """A tool by its name."""

    type: Literal["function"]
    function: Named


class Allowed(Strict):
    """Some of the tools, and whether one of them must be called."""

    mode: Literal["auto", "required"]
    tools: Annotated[list[ToolName], Meta(min_length=1, max_length=MOST_TOOLS)]


class AllowedTools(Strict, tag_field="type", tag="allowed_tools"):
    """A wish for some of the tools."""

    allowed_tools: Allowed


class StreamOptions(Strict):
    """What a stream tells beside the answer."""

    include_usage: bool | None = None
    include_obfuscation: bool | None = None


class JsonSchema(Strict):
    """The JSON Schema that an answer must hold to."""

    name: Name
    schema: dict[str, Any] | None = None
    description: Annotated[str, Meta(max_length=4096)] | None = None
    strict: bool | None = None


class ResponseFormat(Strict):
    """The form of the answer."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
Message = System | Developer | User | Assistant | ToolResult


class Chat(Strict):
    """A chat completion."""

    model: Alias
    messages: Annotated[list[Message], Meta(min_length=1, max_length=MOST_MESSAGES)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    presence_penalty: Annotated[float, Meta(ge=-2, le=2)] | None = None
    frequency_penalty: Annotated[float, Meta(ge=-2, le=2)] | None = None
    max_tokens: Count | None = None
    max_completion_tokens: Count | None = None
    stop: Annotated[str, Meta(min_length=1, max_length=200)] | Sequence4 | None = None
    seed: Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)] | None = None
    n: Annotated[int, Meta(ge=1, le=1)] | None = None
    tools: Annotated[list[Tool], Meta(max_length=MOST_TOOLS)] | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedTool | AllowedTools | None = None
    parallel_tool_calls: bool | None = None
    response_format: ResponseFormat | None = None
    user: Annotated[str, Meta(max_length=200)] | None = None
    safety_identifier: Annotated[str, Meta(max_length=200)] | None = None  # as `user` is called now
    prompt_cache_key: Annotated[str, Meta(max_length=200)] | None = None
    reasoning_effort: Effort | None = None
    verbosity: Literal["low", "medium", "high"] | None = None


Text = Annotated[str, Meta(min_length=1)]


class Embeddings(Strict):
    """Texts to be turned into vectors."""

    model: Alias
    input: Text | Annotated[list[Text | int | list[int]], Meta(min_length=1)]  # or tokens
    encoding_format: Literal["float", "base64", "int8"] | None = None
    dimensions: Annotated[int, Meta(ge=1, le=MOST_DIMENSIONS)] | None = None
    user: Annotated[str, Meta(max_length=200)] | None = None


class PromptRun(Strict):
    """A run of a stored prompt."""

    variables: dict[str, Any] = {}
    version: Annotated[int, Meta(ge=1, le=1_000_000)] | UnsetType = UNSET
    stream: bool = False


class LlmRun(Strict):
    """A run of a stored prompt by the short route."""

    promptTemplateId: PromptName
    variables: dict[str, Any] = {}


def check(shape: type[Any], body: dict[str, Any]) -> Any:
    """Give a request as its shape, or refuse what does not fit it."""
    try:
        return msgspec.convert(body, shape)
    except msgspec.ValidationError as error:
        if known := _well_known(body):
            raise Refusal(422, "invalid", known.message, details=[known]) from None
        place, name, text = about(str(error))
        field = ".".join(filter(None, (place.lstrip("."), name))) or "body"
        if field == "model" and "regex" in text:
            raise Refusal(404, "model_not_found", NO_SUCH_MODEL) from None
        said = text[:200]
        said += words_at(shape, STEP.findall(place)) if text.startswith(NOT_A_WORD) else ""
        if name and not place and name not in shape.__struct_fields__:
            said += f", it takes {', '.join(shape.__struct_fields__)}"
        meant = did_you_mean(name, shape.__struct_fields__) if name and not place else ""
        details = [Detail(field[:100], f"{said}.{meant}" if meant else said)]
        is_named = field == "body" or f"`{field}`" in said
        message = f"The request is not valid: {'' if is_named else f'{field}: '}{said}.{meant}"
        raise Refusal(422, "invalid", message, details=details) from None


def _well_known(body: dict[str, Any]) -> Detail | None:
    """Say plainly what clients often ask for and never get here."""
    number = body.get("n")
    if type(number) is int and number != 1:
        return Detail("n", ONE_ANSWER)
    if refused := why_not(body):
        return Detail(*refused)
    messages = body.get("messages")
    for at, message in enumerate(messages if isinstance(messages, list) else ()):
        if isinstance(message, dict) and message.get("role") == "function":
            return Detail(f"messages[{at}].role", FUNCTION_ROLE)
        content = message.get("content") if isinstance(message, dict) else None
        for part, told in enumerate(content if isinstance(content, list) else ()):
            kind = told.get("type") if isinstance(told, dict) else None
            if isinstance(kind, str) and kind in NOT_TEXT:
                return Detail(f"messages[{at}].content[{part}]", f"{NOT_TEXT[kind]} {TEXT_ONLY}")
            if isinstance(told, dict) and "cache_control" in told:
                return Detail(f"messages[{at}].content[{part}].cache_control", NO_CACHE_CONTROL)
    return None
