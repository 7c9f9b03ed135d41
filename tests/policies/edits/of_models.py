"""Edits of what a proxy's owner writes: models, prompts and evals."""

from __future__ import annotations

from tests.policies.edits.changes import Change, add, swap
from tests.policies.edits.edit import Edit

MODELS = "models.yaml"
SUMMARY = "prompts/summarise-text.yaml"


def model(**changes: str) -> Change:
    """A model outside more, as it should be but for these fields."""
    fields = {
        "provider": "openai",
        "base_url": "https://models.partner.example/v1",
        "key": "LLM_KEY_OUTSIDE",
        "model": "outside-1",
        "kind": "chat",
        "size": "medium",
        "place": "external_default",
        "region": "eu",
        "sensitivity_max": "internal",
        "needs_approval": "false",
        "context": "128000",
        "max_output": "400",
        "price": "{input: 250, output: 2000}",
    }
    told = "".join(f"    {name}: {value}\n" for name, value in (fields | changes).items() if value)
    return add(MODELS, f"  - alias: outside\n{told}")


EDITS = [
    Edit(
        "MA032",
        "evals/address.txt",
        "api.openai.com",
        (
            model(base_url="https://api.openai.com/v1"),
            add("evals/address.txt", "https://api.openai.com/v1\n"),
        ),
        app="proxy",
    ),
    Edit("MA112", MODELS, "size: large", (model(size="large"),), app="proxy"),
    Edit(
        "MA112",
        MODELS,
        "place: external_default",
        (model(needs_approval="true"),),
        app="restricted proxy",
    ),
    Edit("MA113", MODELS, "key: acme", (model(key="acme-models"),), app="proxy"),
    Edit(
        "MA113",
        MODELS,
        "http://models",
        (model(base_url="http://models.partner.example/v1"),),
        app="proxy",
    ),
    Edit(
        "MA114",
        MODELS,
        "needs_approval: false # yet",
        (model(place="external_powerful", needs_approval="false # yet"),),
        app="proxy",
        also=(("MA112", MODELS, "place: external_powerful"),),
        because="a place of which nothing is allowed without approval is beyond the grant as well",
    ),
    Edit(
        "MA115",
        "prompts/greet.yaml",
        "model: small",
        (
            add(
                "prompts/greet.yaml",
                "id: greet\ntitle: Greet somebody\nversions:\n  - version: 1\n"
                "    model: small\n    text: Say hello.\n",
            ),
        ),
        app="proxy",
    ),
    Edit(
        "MA116",
        "evals/answer-as-json.yaml",
        "a question is none",
        (
            add(
                "evals/answer-as-json.yaml",
                "  - name: a question is none\n    variables: {message: Where is it?}\n"
                "    expect: {json_schema: true}\n",
            ),
        ),
        app="proxy",
    ),
    Edit(
        "MA117",
        MODELS,
        "# cheap",
        (
            model(
                base_url="https://eu.api.mistral.ai/v1",
                model="mistral-large-latest",
                price="{input: 1, output: 1} # cheap",
            ),
        ),
        app="proxy",
    ),
    Edit("MA117", MODELS, "# free", (model(price="{input: 0, output: 0} # free"),), app="proxy"),
    Edit(
        "MA118",
        SUMMARY,
        "model: tiny",
        (swap(SUMMARY, "model: small", "model: tiny"),),
        app="proxy",
    ),
]
