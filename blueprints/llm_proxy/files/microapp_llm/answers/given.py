"""The form in which an answer leaves: filtered, restored, and nothing but what callers know."""

from __future__ import annotations

import hashlib

from microapp_llm import texts
from microapp_llm.answers import AnswerGuard
from microapp_llm.answers.form import form_of
from microapp_llm.answers.json_texts import JsonTexts
from microapp_llm.answers.lanes import hash_of_all, held_back, not_read
from microapp_llm.answers.length import within
from microapp_llm.beside_words import created_of, finish_of, known_names, usage_of
from microapp_llm.call import Call
from microapp_llm.embeddings.encoding import as_bytes
from microapp_llm.providers.asking import Body
from microapp_llm.redaction import Vault

ONLY_CONTENT = 2  # fields of a message with a role and content


def vectors_given(call: Call, body: Body) -> Body:
    """Give vectors on as they are; their hash is that of their numbers, one behind the other."""
    said = hashlib.sha256()
    for vector in body["data"]:
        said.update(as_bytes(vector))
    call.output_hash = said.hexdigest()
    return body


def given(call: Call, guard: AnswerGuard, body: Body) -> Body:
    """Filter an answer, restore its placeholders, and check that it has the form asked for."""
    form = form_of(call)
    vault = call.vault if form is None else JsonTexts(call.vault)
    of_content = guard if form is None else guard.of_json()
    made = _changed(call, guard, of_content, vault, within(call, _plain(call, body)))
    message = made["choices"][0]["message"]
    if form is not None and not message.get("tool_calls") and not refuses(call, message):
        form.check(message["content"])
    call.output_hash = hash_of_all(_hash(text) for text in texts.texts_of_answer(made) if text)
    return {**made, "id": _name(call), "model": call.asked}


def refuses(call: Call, message: Body) -> bool:
    """Whether the model says no, as a caller's own words must be ready for; a prompt's need not."""
    return call.prompt is None and bool(message.get("refusal")) and not message.get("content")


def _changed(
    call: Call, guard: AnswerGuard, of_content: AnswerGuard, vault: Vault, body: Body
) -> Body:
    """Give an answer with each of its texts filtered and restored; most have but one."""
    message = body["choices"][0]["message"]
    if isinstance(message["content"], str) and len(message) == ONLY_CONTENT:
        message["content"] = vault.restore(_checked(call, of_content, message["content"]))
        return body
    return texts.changed_answer(
        body,
        texts.Changes(
            lambda text: vault.restore(_checked(call, of_content, text)),
            lambda text: JsonTexts(call.vault).restore(_checked(call, guard.of_json(), text)),
            refusal=lambda text: call.vault.restore(_checked(call, guard, text)),
            name=known_names(call.body),
        ),
    )


def _checked(call: Call, guard: AnswerGuard, text: str) -> str:
    try:
        checked = guard.check(text)
    except Exception:
        raise not_read() from None
    if checked.findings:
        call.findings.update(checked.findings)
    if checked.refused:
        raise held_back()
    return checked.text


def _plain(call: Call, body: Body) -> Body:
    """Give the parts of an answer that every provider has; anything else stays behind."""
    choice = body["choices"][0]
    message = {"role": "assistant", "content": choice["message"].get("content")}
    for name in ("refusal", "tool_calls"):
        if choice["message"].get(name):
            message[name] = choice["message"][name]
    if "tool_calls" in message:
        calls = enumerate(message["tool_calls"])
        message["tool_calls"] = [
            {**one, "id": one.get("id") or f"{call.id} {number}"} for number, one in calls
        ]
    kept = {"index": 0, "message": message, "logprobs": None}
    kept["finish_reason"] = finish_of(choice.get("finish_reason"))
    created = created_of(body) or call.created
    head = {"created": created, "object": "chat.completion", "choices": [kept]}
    return {**head, **usage_of(body)}


def as_chunks(body: Body) -> list[Body]:
    """Give a whole answer as the chunks of a stream."""
    head = {**body, "object": "chat.completion.chunk"}
    message = body["choices"][0]["message"]
    delta: Body = {"role": "assistant", "content": message.get("content") or ""}
    if message.get("refusal"):
        delta["refusal"] = message["refusal"]
    if message.get("tool_calls"):
        delta["tool_calls"] = [{**c, "index": n} for n, c in enumerate(message["tool_calls"])]
    choice = {"index": 0, "logprobs": None}
    finish = body["choices"][0]["finish_reason"]
    return [
        {**head, "choices": [{**choice, "delta": delta, "finish_reason": None}]},
        {**head, "choices": [{**choice, "delta": {}, "finish_reason": finish}]},
    ]


def chunk_given(call: Call, chunk: Body) -> Body:
    """Give a chunk with the parts that every provider has; anything else stays behind."""
    head = {"id": _name(call), "object": "chat.completion.chunk", "model": call.asked}
    created = created_of(chunk) or call.created
    return {**head, "created": created, "choices": chunk["choices"]}


def _name(call: Call) -> str:
    return f"chatcmpl-{call.id}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
