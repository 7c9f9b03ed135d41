"""The collection of a fresh LLM proxy is green from top to bottom, with vectors and without."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from microapp_cli.core.contract import postman
from tests.houses import ROOT
from tests.interop.test_newman_agrees import Verdict, as_verdict, newman
from tests.servers.llm import Proxy, made, running_proxy
from tests.servers.sqlite_vec import with_vec

pytestmark = pytest.mark.interop
CONNECTORS = ROOT / "blueprints/llm_proxy/files/connectors"
Program = Callable[[Path, str, str], Verdict]


def smoke(collection: Path, url: str, token: str) -> Verdict:
    """Run `microapp smoke` as a process of its own: the proxy writes its log in this one."""
    words = ["smoke", str(collection), "--url", url, "--json"]
    command = [sys.executable, "-m", "microapp_cli", *words]
    environ = {**os.environ, "MICROAPP_TOKEN": token}
    done = subprocess.run(command, capture_output=True, text=True, env=environ)
    return as_verdict(done.returncode, done.stdout)


both = pytest.mark.parametrize("program", [newman, smoke])


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy as it comes, without vectors."""
    with running_proxy(made(tmp_path_factory.mktemp("fresh") / "app")) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that keeps vectors."""
    folder = made(tmp_path_factory.mktemp("keeping") / "app")
    with with_vec(), running_proxy(folder, LLM_VECTORS="on") as proxy:
        yield proxy


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """The collection and the environment as they come with a proxy."""
    for name in (postman.COLLECTION, postman.ENVIRONMENT):
        shutil.copy(CONNECTORS / name, tmp_path)
    return tmp_path / postman.COLLECTION


def statuses(verdict: Verdict, word: str) -> set[int]:
    return {status for name, status, _ in verdict.requests if word in name}


@both
def test_all_tests_hold_and_what_is_off_is_refused_as_the_contract_says(
    proxy: Proxy, collection: Path, program: Program
) -> None:
    verdict = program(collection, proxy.url, proxy.token(role="admin"))

    assert verdict.failed == set()
    assert verdict.code == 0
    assert statuses(verdict, "where an output comes from") == {200}
    assert statuses(verdict, "vector") == {200, 404}


@both
def test_vectors_are_tested_where_the_platform_keeps_them(
    keeping: Proxy, collection: Path, program: Program
) -> None:
    verdict = program(collection, keeping.url, keeping.token(role="admin"))

    assert verdict.failed == set()
    assert statuses(verdict, "vector") <= {200, 204}


@both
def test_another_404_than_that_of_what_is_off_is_found(
    keeping: Proxy, collection: Path, program: Program
) -> None:
    text = collection.read_text("utf-8")
    collection.write_text(text.replace('"search"', '"serch"'), "utf-8")

    verdict = program(collection, keeping.url, keeping.token(role="admin"))

    assert {name for name, _ in verdict.failed} == {"Find the nearest texts"}
