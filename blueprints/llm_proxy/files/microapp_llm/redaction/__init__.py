"""Takes persons' data and secrets out of what goes to a model, and puts it back in the answer."""

from __future__ import annotations

from microapp_llm.redaction.json_values import RedactedJson, redact_json, redact_number
from microapp_llm.redaction.policy import KINDS, Action, Policy
from microapp_llm.redaction.redactor import Redacted, RedactedParts, Redactor
from microapp_llm.redaction.vault import StreamRestorer, Vault

__all__ = [
    "KINDS",
    "Action",
    "Policy",
    "Redacted",
    "RedactedJson",
    "RedactedParts",
    "Redactor",
    "StreamRestorer",
    "Vault",
    "redact_json",
    "redact_number",
]
