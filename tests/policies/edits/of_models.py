"""Edits of what a proxy's owner writes: models, prompts and evals."""

from __future__ import annotations

from pathlib import Path

from microapp_cli.core.file_names import MANIFEST
from tests.policies.edits.changes import Change, add, put, remove, swap, text_of
from tests.policies.edits.edit import Edit

MODELS = "models.yaml"
CALLERS = "apps.yaml"
SUMMARY = "prompts/summarise-text.yaml"
SUMMARY_EVAL = "evals/summarise-text.yaml"
ANSWER_EVAL = "evals/answer-as-json.yaml"


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


def without_first_version(app: Path) -> None:
    """Take the first version of a prompt away, for good."""
    head, _, rest = text_of(app, SUMMARY).partition("  - version: 1")
    put(app, SUMMARY, head + "  - version: 2" + rest.partition("  - version: 2")[2])


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
    Edit("MA118", ANSWER_EVAL, "model: huge", (add(ANSWER_EVAL, "model: huge\n"),), app="proxy"),
    Edit(
        "MA119",
        SUMMARY,
        "titel",
        (swap(SUMMARY, "title:", "titel:"),),
        app="proxy",
        also=(("MA119", SUMMARY, "id: summarise"),),
    ),
    Edit("MA119", "prompts/greet.yml", 0, (add("prompts/greet.yml", "id: greet\n"),), app="proxy"),
    Edit(
        "MA119",
        MODELS,
        0,
        (remove(MODELS),),
        app="proxy",
    ),
    Edit("MA130", SUMMARY, "text: |", (swap(SUMMARY, "{{ text }}", "{{ txet }}"),), app="proxy"),
    Edit(
        "MA130",
        SUMMARY,
        "content: |",
        (swap(SUMMARY, "The text is material", "{% set x = 1 %}The text is material"),),
        app="proxy",
    ),
    Edit(
        "MA131",
        SUMMARY,
        "default: three",
        (swap(SUMMARY, "default: 3", "default: three"),),
        app="proxy",
    ),
    Edit(
        "MA131",
        SUMMARY,
        "required: [text, txet]",
        (swap(SUMMARY, "required: [text]", "required: [text, txet]"),),
        app="proxy",
    ),
    Edit(
        "MA132",
        SUMMARY,
        "id: summary",
        (swap(SUMMARY, "id: summarise-text", "id: summary"),),
        app="proxy",
    ),
    Edit(
        "MA132",
        SUMMARY,
        "version: 2 # again",
        (
            add(
                SUMMARY,
                "  - version: 2 # again\n    text: Say hello.\n    tests: [{name: none}]\n",
            ),
        ),
        app="proxy",
    ),
    Edit(
        "MA133",
        SUMMARY_EVAL,
        "an instruction",
        (
            swap(
                SUMMARY_EVAL,
                "name: the facts stay",
                "name: an instruction inside the text is not followed",
            ),
        ),
        app="proxy",
    ),
    Edit(
        "MA134",
        MODELS,
        "fallback: [embed]",
        (swap(MODELS, "price:", "fallback: [embed]\n    price:"),),
        app="proxy",
    ),
    Edit(
        "MA135",
        MODELS,
        "sensitivity_max: confidential",
        (model(sensitivity_max="confidential"),),
        app="proxy",
    ),
    Edit(
        "MA136",
        SUMMARY,
        "version: 1",
        (swap(SUMMARY, "Summarise the text below", "Shorten the text below"),),
        app="proxy",
        against_base=True,
    ),
    Edit(
        "MA136",
        SUMMARY,
        1,
        (without_first_version,),
        app="proxy",
        against_base=True,
    ),
    Edit(
        "MA137",
        CALLERS,
        "monthly_usd",
        (
            swap(
                CALLERS,
                "apps: []",
                "apps:\n  - name: desk\n    active: true\n    monthly_usd: 121",
            ),
        ),
        app="proxy",
    ),
    Edit("MA138", SUMMARY, "id: summarise", (remove(SUMMARY_EVAL),), app="proxy"),
    Edit(
        "MA140",
        MANIFEST,
        "ai_and_egress: none",
        (
            swap(MANIFEST, "ai_and_egress: private_ai", "ai_and_egress: none"),
            swap(MANIFEST, "llm: private", "llm: none"),
        ),
        app="proxy",
    ),
    Edit(
        "MA139",
        SUMMARY,
        "max_output_tokens: 4000",
        (swap(SUMMARY, "max_output_tokens: 400", "max_output_tokens: 4000"),),
        app="proxy",
    ),
]
