"""Before any test: a file of yours that cannot work is named in one line, and nothing else runs."""

import os
from pathlib import Path

import pytest

from microapp_kit.secrets import CannotStart
from microapp_llm.models import Models
from microapp_llm.owner_files import read_owner_files


def pytest_configure() -> None:
    """Read the files of the owner; let the tests need no key and no host, as they ask no model."""
    try:
        models = read_owner_files(Path.cwd())
    except CannotStart as error:
        raise pytest.UsageError(str(error)) from None
    os.environ.update(_stand_ins(models))


def _stand_ins(models: Models) -> dict[str, str]:
    keys = dict.fromkeys((model.key for model in models if model.key), "no-key-of-anybody")
    hosts = {model.base_url.partition("://")[2].partition("/")[0] for model in models}
    names = sorted(host.rpartition(":")[0] or host for host in hosts if host)
    return {**keys, "LLM_ALLOWED_HOSTS": ",".join(names)}
