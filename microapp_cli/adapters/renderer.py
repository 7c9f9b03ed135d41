"""Renders a plan: the layers become one cookiecutter template, and cookiecutter fills it in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cookiecutter.exceptions import CookiecutterException, UndefinedVariableInTemplate
from cookiecutter.generate import generate_files
from jinja2 import TemplateError

from microapp_cli.adapters.layers import Layers
from microapp_cli.core.errors import BadLayer
from microapp_cli.core.plan import Plan

PROJECT = "{{cookiecutter.name}}"
JINJA_OPTIONS = {"trim_blocks": True, "lstrip_blocks": True}


def render(plan: Plan, values: Mapping[str, Any], layers: Layers, folder: Path) -> Path:
    """Write the files of a plan below an empty folder; gives the repository's path.

    Only `generate_files` is called, and with finished values: `cookiecutter()` itself would
    evaluate an answer such as `{{ 7*7 }}` as code.
    """
    template = folder / "template"
    stage(plan, values, layers, template)
    output = folder / "output"
    output.mkdir()
    try:
        made = generate_files(
            repo_dir=template,
            context={"cookiecutter": {**values, **options(plan)}},
            output_dir=output,
            accept_hooks=False,
        )
    except UndefinedVariableInTemplate as error:
        raise BadLayer(f"{error.message}: {error.error}") from None
    except (CookiecutterException, TemplateError) as error:
        raise BadLayer(f"A template does not render: {' '.join(str(error).split())}") from None
    repository = Path(made)
    _must_hold_exactly(repository, plan)
    return repository


def stage(plan: Plan, variables: Mapping[str, Any], layers: Layers, template: Path) -> None:
    """Write a complete cookiecutter template, with these variables as its defaults."""
    for file in plan.files:
        target = template / PROJECT / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(layers.source(file), target)
    settings = json.dumps({**variables, **options(plan)}, indent=2, ensure_ascii=False)
    (template / "cookiecutter.json").write_text(settings + "\n", encoding="utf-8")


def options(plan: Plan) -> dict[str, Any]:
    """How cookiecutter treats the files: templates are rendered, all others are copied."""
    return {"_copy_without_render": list(plan.copied), "_jinja2_env_vars": JINJA_OPTIONS}


def _must_hold_exactly(repository: Path, plan: Plan) -> None:
    """Fail unless the files on disk are those of the plan, no more and no fewer."""
    found = {
        Path(folder, name).relative_to(repository).as_posix()
        for folder, _, names in os.walk(repository)
        for name in names
    }
    wrong = sorted(found ^ {file.path for file in plan.files})
    if wrong or any((repository / path).is_symlink() for path in found):
        raise BadLayer(f"The rendered files are not those of the plan: {', '.join(wrong)}")
