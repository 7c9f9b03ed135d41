"""The engine outside this process: the program `opa`, or a server of it at OPA_URL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microapp_cli.core.errors import PolicyEngineError
from microapp_cli.core.rulebook import RuleBook
from microapp_cli.core.verdict import findings_of, layers_of

QUERY = "data.microapp.main.verdict"
SECONDS = 60
HOW_TO_GET_IT = (
    "There is no program `opa` on the PATH. Install Open Policy Agent 1.0 or later, "
    "name a server of it in OPA_URL, or leave --engine opa out."
)


class Opa:
    """Judges with OPA; the policies are written once, for any number of repositories."""

    name = "opa"

    def __init__(self, rulebook: RuleBook, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        self.rulebook = rulebook
        self._url = environ.get("OPA_URL", "")
        self._program = shutil.which("opa", path=environ.get("PATH", ""))
        if not (self._url or self._program):
            raise PolicyEngineError(HOW_TO_GET_IT)
        if not self._url:
            self._folder = tempfile.mkdtemp(prefix="microapp-policies-")
            weakref.finalize(self, _remove, self._folder, os.getpid())
            write_bundle(rulebook, Path(self._folder))

    def judge(self, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The findings, sorted; PolicyEngineError when anything stays undecided."""
        layers_of(facts, self.rulebook)
        verdict = self._ask_server(facts) if self._url else self._run(facts)
        return findings_of(verdict, facts, self.rulebook)

    def _run(self, facts: Mapping[str, Any]) -> object:
        words = ["eval", "--format", "json", "--strict-builtin-errors", "--stdin-input"]
        command = [str(self._program), *words, "--bundle", self._folder, QUERY]
        try:
            done = subprocess.run(
                command, input=json.dumps(facts).encode(), capture_output=True, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            raise PolicyEngineError(f"opa did not answer within {SECONDS} seconds.") from None
        except OSError as error:
            raise PolicyEngineError(f"{self._program}: {error.strerror}.") from None
        answer = _parsed(done.stdout)
        if done.returncode or "errors" in answer:
            raise PolicyEngineError(f"opa: {_first_error(answer, done.stderr)}")
        try:
            return answer["result"][0]["expressions"][0]["value"]
        except (KeyError, IndexError, TypeError):
            raise PolicyEngineError("opa gave no verdict: it is undefined.") from None

    def _ask_server(self, facts: Mapping[str, Any]) -> object:
        if not self._url.startswith(("http://", "https://")):
            raise PolicyEngineError(f"OPA_URL must begin with http:// or https://: {self._url}")
        request = urllib.request.Request(  # noqa: S310 (http and https only)
            f"{self._url.rstrip('/')}/v1/{QUERY.replace('.', '/')}?strict-builtin-errors=true",
            data=json.dumps({"input": facts}).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
                answer = _parsed(response.read())
        except urllib.error.HTTPError as error:
            said = str(_parsed(error.read()).get("message", error.reason))
            raise PolicyEngineError(f"{self._url}: {error.code} {said}") from None
        except (OSError, ValueError) as error:
            raise PolicyEngineError(f"{self._url}: {getattr(error, 'reason', error)}.") from None
        if "result" not in answer:
            raise PolicyEngineError(
                f"{self._url} does not have these policies. "
                "Start it with what `microapp policy bundle DIR` writes."
            )
        return answer["result"]


def write_bundle(rulebook: RuleBook, folder: Path) -> None:
    """Write what OPA loads with --bundle: every file of Rego, and the data they read."""
    for number, (path, text) in enumerate(rulebook.sources.items()):
        file = folder / "policies" / f"{number:03}-{Path(path).name}"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    data = folder / "data.json"
    data.write_text(json.dumps(rulebook.document, ensure_ascii=False), encoding="utf-8")


def _remove(folder: str, process: int) -> None:
    if os.getpid() == process:  # and no copy of it, which shares the folder
        shutil.rmtree(folder, ignore_errors=True)


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _first_error(answer: Mapping[str, Any], stderr: bytes) -> str:
    for error in answer.get("errors") or []:
        place = error.get("location") or {}
        where = ":".join(str(place[key]) for key in ("file", "row", "col") if key in place)
        return " ".join(f"{where}: {error.get('message', '')}".strip(": ").split())
    return (stderr.decode(errors="replace").strip() or "no answer").split("\n")[0]
