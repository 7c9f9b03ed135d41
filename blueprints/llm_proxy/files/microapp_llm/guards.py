"""The guards around a model, set as the controls of the app say."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace

from microapp_llm.answers import AnswerGuard, AnswerRules
from microapp_llm.answers.canary import canary_of, plant
from microapp_llm.beside_words import GUESSED
from microapp_llm.call import Call
from microapp_llm.presidio import Analyse, WithPresidio
from microapp_llm.redaction import KINDS, Policy, Redactor
from microapp_llm.redaction.known import Known
from microapp_llm.redaction.policy import Action
from microapp_llm.rules import INSIDE_ONLY, Rules

MakeRedactor = Callable[[Policy, bytes], Redactor]
ALWAYS_MASKED: Mapping[str, Action] = {"secret": "mask"}


class Guards:
    """What looks at requests before a model sees them, and at answers before a caller does."""

    def __init__(
        self,
        rules: Rules,
        secret: bytes,
        words: tuple[str, ...],
        links: frozenset[str],
        make_redactor: MakeRedactor = Redactor,
        analyse: Analyse | None = None,
    ) -> None:
        action: Action = "tokenise" if rules.llm_redaction == INSIDE_ONLY else "mask"
        actions: dict[str, Action] = dict.fromkeys(KINDS, action)
        actions |= ALWAYS_MASKED
        key = hmac.digest(secret, b"redactor", "sha256")
        self.redactor = make_redactor(Policy(actions), key)
        self.of_requests = self.redactor  # answers flow on, so nothing slow reads them
        if analyse is not None:
            self.of_requests = WithPresidio(Policy(actions), key, analyse)
        self.of_notes = make_redactor(Policy(), key)  # for what persons read: it masks
        self._secret = secret
        sure = frozenset(KINDS) - GUESSED if rules.blocks_answers else frozenset()
        self._rules_of_answers = AnswerRules(words=words, allowed_hosts=links, blocked=sure)
        self._known_answers = Known()

    def plant(self, call: Call) -> None:
        """Mark the instructions of a stored prompt."""
        plant(call, self._secret)

    def of_answer(self, call: Call) -> AnswerGuard:
        """Give the guard of one answer."""
        rules, prompt = self._rules_of_answers, call.prompt
        if prompt is not None:
            canary = canary_of(call, self._secret)
            told, said = prompt.instructions, prompt.said
            rules = replace(rules, canary=canary, instructions=told, said=said)
        values, known = call.vault.values(), self._known_answers
        return AnswerGuard(rules, self.redactor, call.vault, values, known)
