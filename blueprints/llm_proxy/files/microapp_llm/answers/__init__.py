"""Reads what a model answers before a caller does, whole or while it streams."""

from __future__ import annotations

from microapp_llm.answers.guard import AnswerGuard, Checked, StreamGuard
from microapp_llm.answers.rules import AnswerRules

__all__ = ["AnswerGuard", "AnswerRules", "Checked", "StreamGuard"]
