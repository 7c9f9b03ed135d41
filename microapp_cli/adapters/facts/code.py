"""Facts about code: what it imports and calls, which hosts it names, where secrets lie.

python {imports:  [{path, line, module}] each name with its module: `from google import genai` is
                  google.genai; import_module("openai") counts,
        calls:    [{path, line, name, text, options}] of imported and built-in names, resolved
                  through aliases, and of any name that is given a False; text: the first argument,
                  where it is a written-out string, or null; options: the arguments that are given
                  by name as True, False, None or text,
        problems: [{path, line, message}] of files that cannot be parsed; lint tells them too, and
                  what lint may not see is among what cannot be read}
hosts  [{path, line, host}] each host once a file, in small letters
key_names [{path, line, name}] names of settings with _KEY or _TOKEN in them, each once a file
secrets [{path, line, column, kind}] never the value
The kit's own files are read for secrets only: they are what every app has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from microapp_cli.adapters.facts import host_names, key_names, python_code
from microapp_cli.adapters.facts.remembered import LargeRemembered, remembered
from microapp_cli.adapters.secrets_scan import Hit, scan

KIT = ("microapp_kit/", "tests/kit/")
PYTHON = (".py", ".pyi", ".pyw")
Fact = dict[str, Any]


def facts(files: Mapping[str, bytes], owners: Mapping[str, str]) -> dict[str, Any]:
    """What these files import, call, name and give away."""
    python: dict[str, list[Fact]] = {"imports": [], "calls": [], "problems": []}
    hosts: list[Fact] = []
    names: list[Fact] = []
    secrets: list[Fact] = []
    for path, content in sorted(files.items()):
        said = _said(content)
        secrets += [
            {"path": path, "line": hit.line, "column": hit.column, "kind": hit.kind}
            for hit in said.secrets
        ]
        if path.startswith(KIT) and owners.get(path) == "platform":
            continue
        hosts += [{"path": path, "line": line, "host": host} for line, host in said.hosts]
        names += [{"path": path, "line": line, "name": name} for line, name in said.key_names]
        if path.endswith(PYTHON):
            for key, found in _python(content).items():
                python[key] += [{"path": path, **fact} for fact in found]
    unreadable = [problem for problem in python["problems"] if not problem["line"]]
    return {
        "python": python,
        "hosts": hosts,
        "key_names": names,
        "secrets": secrets,
        "unreadable": unreadable,
    }


class _Said(NamedTuple):
    """What a text of any kind says."""

    secrets: list[Hit]
    hosts: list[tuple[int, str]]
    key_names: list[tuple[int, str]]


def _read(content: bytes) -> _Said:
    return _Said(scan(content), host_names.find(content), key_names.find(content))


_large = LargeRemembered(_read)
_said = remembered(_large)

_python = remembered(python_code.read)
