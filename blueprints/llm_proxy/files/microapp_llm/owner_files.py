"""All files of the owner at once: models, apps, prompts and evals, or what is wrong with one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from microapp_kit.manifest import read_manifest
from microapp_llm.apps import read_apps
from microapp_llm.evals.files import read_evals
from microapp_llm.models import AUTO, Model, Models
from microapp_llm.models_file import read_models
from microapp_llm.money.limits import budget_limits
from microapp_llm.prompts import PromptStore


def read_owner_files(folder: Path) -> Models:
    """Read every file of the owner as a start would, or raise CannotStart; give the models.

    What the environment says, keys and hosts, is no part of it: nothing is asked here.
    """
    manifest, models = read_manifest(folder / "microapp.yaml"), models_in(folder)
    budget_limits(manifest, {}, read_apps(folder / "apps.yaml", manifest.name).caps)
    read_prompts(folder, models)
    return models


def models_in(folder: Path) -> Models:
    """Read the models to know of them, not to ask them."""
    return read_models(folder / "models.yaml", read_manifest(folder / "microapp.yaml"), None)


def read_prompts(folder: Path, models: Iterable[Model]) -> PromptStore:
    """Read the prompts, and the evals where they are, or raise CannotStart with what is wrong."""
    known = chat_names(models)
    prompts = PromptStore.read(folder / "prompts", known)
    if any((folder / "evals").glob("*.yaml")):
        read_evals(folder / "evals", prompts, known)
    return prompts


def chat_names(models: Iterable[Model]) -> Collection[str]:
    """Give the names that a prompt or an eval may say a model by."""
    return {AUTO, *(model.alias for model in models if model.kind == "chat")}
