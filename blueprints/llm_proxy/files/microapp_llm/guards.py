"""The guards around a model, set as the controls of the app say."""

from __future__ import annotations

from microapp_llm.answers import AnswerGuard
from microapp_llm.call import Call
from microapp_llm.redaction import KINDS, Policy, Redactor
from microapp_llm.redaction.policy import Action
from microapp_llm.rules import Rules

INSIDE_ONLY = "tokenise_reversible_inside_only"


def redactor_for(rules: Rules, secret: bytes) -> Redactor:
    """Give the redactor: secrets are always masked, the rest as the control `llm_redaction` says."""
    action: Action = "tokenise" if rules.llm_redaction == INSIDE_ONLY else "mask"
    actions: dict[str, Action] = dict.fromkeys(KINDS, action)
    actions["secret"] = "mask"
    return Redactor(Policy(actions), secret)


def guard_for(call: Call) -> AnswerGuard:
    """Give the guard of one answer."""
    return AnswerGuard(None, call.vault)
