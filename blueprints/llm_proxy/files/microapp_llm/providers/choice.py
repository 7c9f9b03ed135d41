"""Which provider each model is asked through."""

from __future__ import annotations

from collections.abc import Mapping

from microapp_llm.llm_settings import read_keys
from microapp_llm.models import Model, Models
from microapp_llm.providers.anthropic import AnthropicProvider
from microapp_llm.providers.asking import Provider
from microapp_llm.providers.http import Lines
from microapp_llm.providers.local import LocalProvider
from microapp_llm.providers.openai import OpenAIProvider


def providers_of(
    models: Models, lines: Lines, environ: Mapping[str, str], *, all_local: bool
) -> dict[str, Provider]:
    """Give the provider of each model by alias; the local one for all, where that is wished."""
    local = LocalProvider()
    if all_local:
        return {model.alias: local for model in models}
    keys = read_keys(models, environ)
    return {model.alias: _provider(model, keys[model.alias], lines, local) for model in models}


def _provider(model: Model, key: str, lines: Lines, local: LocalProvider) -> Provider:
    if model.provider == "local":
        return local
    if model.provider == "anthropic":
        return AnthropicProvider(lines, key)
    return OpenAIProvider(lines, key)
