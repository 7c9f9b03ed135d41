"""Prompts as data: files of the micro-app's owner, read strictly and rendered within bounds."""

from microapp_llm.prompts.model import Output, Rendered
from microapp_llm.prompts.prompt import Prompt
from microapp_llm.prompts.store import PromptStore

__all__ = ["Output", "Prompt", "PromptStore", "Rendered"]
