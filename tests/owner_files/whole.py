"""One whole file of each kind that a proxy's owner writes, and every small change of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

OTHERS: list[Any] = [None, "", " ", "A", "a-1", True, False, -1, 0, 1, 2.5, 10**9, [], ["a"], {}]
OTHERS += [["a", "a"], [1], {"a": 1}, {"type": "object"}, {"type": "no kind"}, {"minLength": -1}]
SCHEMA = {"type": "object", "properties": {"days": {"type": "integer", "minimum": 1}}}
SHAPE = {"type": "array", "items": {"type": "string", "maxLength": 3}, "minItems": 1}
PROMPT: dict[str, Any] = {
    "id": "file",
    "title": "A title",
    "versions": [
        {
            "version": 1,
            "model": "small",
            "text": "Words.",
            "variables": {
                "type": "object",
                "properties": {"text": {"type": "string"}, "list": SHAPE},
                "required": ["text"],
            },
            "output": {"type": "json", "schema": SCHEMA},
            "limits": {"max_input_tokens": 9, "max_output_tokens": 9, "timeout_seconds": 9},
            "tests": [{"name": "it", "variables": {"text": "A"}, "contains": ["W"]}],
        },
        {"version": 2, "messages": [{"role": "user", "content": "Words."}]},
        {"version": 3, "text": "Words.", "output": {"type": "text"}},
    ],
}
EVAL: dict[str, Any] = {
    "prompt": "file",
    "version": 1,
    "model": "small",
    "cases": [
        {"name": "one", "variables": {"text": "A"}, "expect": {"contains": ["A"]}},
        {"name": "two", "expect": {"not_contains": ["A"], "refuses": True, "no_pii": True}},
        {"name": "three", "expect": {"json_schema": SCHEMA}},
        {"name": "four", "expect": {"similarity": {"to": "A", "at_least": 0.5}, "max_tokens": 9}},
        {"name": "five", "expect": {"json_schema": True}},
    ],
}
MODEL: dict[str, Any] = {
    **{"provider": "local", "model": "m", "kind": "chat", "size": "small", "place": "private"},
    **{"region": "here", "sensitivity_max": "public", "needs_approval": False, "context": 10},
    **{"max_output": 10, "price": {"input": 1, "cached": 1, "output": 1}},
}
MODELS: dict[str, Any] = {
    "models": [
        {"alias": "one", **MODEL, "faults": ["ok"], "fallback": ["two"]},
        {
            "alias": "two",
            **MODEL,
            "provider": "openai",
            "base_url": "https://models.example.com/v1",
            "key": "LLM_KEY_A",
            "price_reason": "A contract of our own says so.",
            "place": "external_powerful",
            "needs_approval": True,
        },
        {"alias": "three", **MODEL, "kind": "embeddings", "max_output": 0},
    ]
}
APPS: dict[str, Any] = {
    "apps": [{"name": "desk", "active": True, "monthly_usd": 2.5, "daily_tokens": 100}]
}
WHOLE: dict[str, Any] = {"prompt": PROMPT, "eval": EVAL, "models": MODELS, "apps": APPS}


def changed(value: Any, others: list[Any]) -> Iterator[Any]:
    """Give a value with one place in it left out, added or replaced, in every way there is."""
    if isinstance(value, dict):
        yield {**value, "no_such_field": 1}
        for key, inner in value.items():
            rest = {k: v for k, v in value.items() if k != key}
            yield rest
            for other in (*others, *changed(inner, others)):
                yield {k: other if k == key else v for k, v in value.items()}
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield value[:number] + value[number + 1 :]
            for other in (*others, *changed(inner, others)):
                yield [*value[:number], other, *value[number + 1 :]]


class Plain(yaml.CSafeDumper):
    """Writes every value out, as the files may hold no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never point back."""
        del data
        return True
