"""What the optional store of vectors adds to the contract."""

from __future__ import annotations

from typing import Any

from microapp_kit.contract_schemas import MOMENT_SCHEMA
from microapp_llm.asked import MOST_DIMENSIONS
from microapp_llm.contract.calls import USAGE
from microapp_llm.contract.chat import NAME
from microapp_llm.contract.shapes import (
    ALIAS,
    INT64,
    count,
    group,
    named,
    number,
    one_of,
    several,
    text,
)
from microapp_llm.vector_store.metadata import LARGEST_NUMBER, LONGEST, MOST_FIELDS

Part = dict[str, Any]
OPTIONAL: Part = {"x-optional": "LLM_VECTORS=on"}
"""Says that an operation answers 404 until the platform turns it on."""
VECTOR_ID = named("^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$", "handbook-12")
METADATA: Part = {
    "type": "object",
    "maxProperties": MOST_FIELDS,
    "propertyNames": {key: value for key, value in NAME.items() if key != "example"},
    "additionalProperties": {
        "anyOf": [
            text("handbook", LONGEST),
            number(-LARGEST_NUMBER, LARGEST_NUMBER),
            {"type": "boolean"},
        ]
    },
    "description": "Small facts about a text; personal data in them is masked.",
}
ASKED = {"model": ALIAS, "dimensions": count(MOST_DIMENSIONS)}
FOUND_TEXT: Part = {
    **text("Ann is away."),
    "type": ["string", "null"],
    "description": "The redacted text; null where the controls keep no texts.",
}
VECTOR_SCHEMAS: dict[str, Part] = {
    "VectorPut": {
        **group(
            ["model", "items"],
            **ASKED,
            items=several(
                group(
                    ["id", "text"],
                    id=VECTOR_ID,
                    text=text("Ann is away.", minLength=1),
                    metadata=METADATA,
                ),
                256,
                1,
            ),
            encoding=one_of("int8", "float"),
        ),
        "description": "Texts to be kept as vectors.",
        "example": {"model": "embed", "items": [{"id": "handbook-12", "text": "Ann is away."}]},
    },
    "VectorsPut": group(
        ["model", "stored", "pruned", "dimension", "usage"],
        model=ALIAS,
        stored=count(256),
        pruned=INT64,
        dimension=count(8192),
        usage=USAGE,
    ),
    "VectorSearch": {
        **group(
            ["model", "text"],
            **ASKED,
            text=text("Who is away?", minLength=1),
            top=count(50, example=10),
        ),
        "description": "A text whose nearest are looked for.",
        "example": {"model": "embed", "text": "Who is away?"},
    },
    "VectorsFound": group(
        ["model", "items", "usage"],
        model=ALIAS,
        items=several(
            group(
                ["id", "score", "metadata", "text", "at"],
                id=VECTOR_ID,
                score=number(-1, 1),
                metadata=METADATA,
                text=FOUND_TEXT,
                at=MOMENT_SCHEMA,
            ),
            50,
        ),
        usage=USAGE,
    ),
    "VectorsForgotten": group(["deleted"], deleted=INT64),
}
