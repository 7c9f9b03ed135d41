"""Whether a document is OpenAPI 3.0 or 3.1."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

import jsonschema_rs

from microapp_cli.core.contract import openapi_schema
from microapp_cli.core.plain_data import pointer

MOST = 100
LONGEST = 300


def problems(document: object) -> Iterator[tuple[str, str]]:
    """A JSON pointer and a sentence for everything that is no OpenAPI; the first hundred."""
    version = document.get("openapi") if isinstance(document, dict) else None
    validator = _validator(new=isinstance(version, str) and version.startswith("3.1"))
    for error in islice(validator.iter_errors(document), MOST):
        where = ""
        for key in error.instance_path:
            where = pointer(where, key)
        yield where, f"{error.message[:LONGEST]}."


@cache
def _validator(*, new: bool) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        openapi_schema.schema(new=new), offline=True, mask="this value", validate_formats=True
    )
