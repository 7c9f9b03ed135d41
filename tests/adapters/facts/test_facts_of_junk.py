"""Whatever stands in a file: facts come out, every key there, plain JSON, and no traceback."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microapp_cli.adapters import facts
from microapp_cli.adapters.facts import tree
from microapp_cli.adapters.facts.tree import Tree
from tests.adapters.facts.made import KEYS, TODAY, bench, policies

KNOWN = (
    *("microapp.yaml", ".microapp/lock.json", "openapi.yaml", "pyproject.toml", "uv.lock"),
    *("requirements.txt", ".github/workflows/ci.yml", ".gitlab-ci.yml", "deploy/Dockerfile"),
    *("deploy/compose.yaml", "deploy/kustomize/base/deployment.yaml", "README.md", "CODEOWNERS"),
    *("app/routes.py", "connectors/postman.json", "junk.yaml", "junk.json", "junk.bin"),
)
PIECES = (
    *(
        b"\xff",
        b"\0",
        b"{",
        b"[",
        b"}",
        b"]",
        b"&a ",
        b"*a",
        b": ",
        b"- ",
        b"\n",
        b"\t",
        b"'",
        b'"',
    ),
    *(b"!!python/object:os.system x", b"!!binary x", b"1e999", b".inf", b".nan", b"NaN", b"null"),
    *(b"\\ud800", b"\xed\xa0\x80", b"9" * 5000, b"[" * 3000, b'{"a":' * 3000, b"0x" + b"f" * 900),
    *(b"1:1:1:1:1", b"\n---\n", b"? ", b"<<: *a", b"2026-01-01", b"\r\n", b"\xe2\x80\xae", b"~"),
    *(b"&a [*a]", b"\nname: x\nname: y\n", b"%YAML 9.9\n", b"{{ 7*7 }}", b"${x}", b"\n  " * 500),
)
NASTY = (
    *(b"", b"\0" * 1000, b"\xff\xfe\0\0", b"[" * 100_000, b"{" * 100_000, b"- " * 100_000),
    *(b'{"a":' * 100_000, b"a:\n " * 3000, b"9" * 100_000, b"x: " + b"1:" * 100_000, b"&a [*a]"),
    *(b"\n".join(b"a%d: &a%d [%s]" % (n, n, b"*a%d," % (n - 1) * 9) for n in range(1, 40)),),
    *(b"%PDF-1.7\n" + bytes(range(256)) * 50, b"\n" * 1_000_000, b"a" * 4_000_000),
)


@pytest.fixture(scope="session")
def whole(original: Path) -> Tree:
    """A fresh repository as it was read."""
    return tree.read(original)


def facts_of(whole: Tree, path: str, content: bytes) -> dict[str, Any]:
    files = dict(sorted({**whole.files, path: content}.items()))
    return facts.read(
        whole.folder,
        policies=policies(),
        layers=bench().layers,
        today=TODAY,
        files=Tree(whole.folder, files, whole.programs),
    )


def check(found: dict[str, Any]) -> None:
    assert set(found) >= KEYS
    text = json.dumps(found, allow_nan=False, ensure_ascii=False)
    text.encode("utf-8")
    if found["demanded"] is None:
        assert found["manifest_problems"]


@pytest.mark.parametrize("path", KNOWN)
def test_hostile_content_of_a_known_file_stops_nothing(whole: Tree, path: str) -> None:
    for content in NASTY:
        began = time.perf_counter()

        check(facts_of(whole, path, content))

        assert time.perf_counter() - began < 20, (path, content[:40])


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_known_file_that_is_spoilt_somewhere_stops_nothing(
    whole: Tree, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from([path for path in KNOWN if path in whole.files]))
    content = whole.files[path]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=20))
        content = content[:start] + piece + content[end:]

    check(facts_of(whole, path, content))
