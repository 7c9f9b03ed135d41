"""Runs the code blocks of a Markdown page, in order, as a reader would type them.

- ```bash``` is run, and a ```text``` block right below it is what it must print: its lines must
  come in this order, and `…` stands for anything.
- ```bash keeps running``` is started in the background, in the place of the one before it.
- ```python app/notes.py``` (any language, then a path) is written to that file.
- ```text picture``` is for the eye. Any other block is an error.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
PORT = "8000"
PATIENCE_S = 300
END_OF_BLOCK = "\x1e\n"
TOOLS = Path(sys.executable).parent
Addresses = Mapping[str, str]
NONE: Addresses = {}
PRELUDE = r"""
set -euo pipefail
set -m
server=
stop() {
  if [ -z "$server" ]; then return; fi
  kill -TERM -- "-$server" 2>/dev/null
  wait "$server" || true
  server=
}
trap stop EXIT
ready() {
  for _ in $(seq 300); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then return; fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cat "$SERVER_LOG" >&2; echo "The service does not answer." >&2; exit 1
}
"""


@dataclass(frozen=True)
class Block:
    """One code block: what it is, and what it says."""

    info: str
    code: str

    @property
    def language(self) -> str:
        """The first word behind the fence."""
        return self.info.partition(" ")[0]

    @property
    def target(self) -> str:
        """The path of a block that is a file."""
        _, _, words = self.info.partition(" ")
        return words if "/" in words or "." in words else ""


class NotTrue(AssertionError):
    """A page says something that does not happen."""


def blocks(text: str) -> list[Block]:
    """The code blocks of a Markdown text."""
    return [Block(found["info"].strip(), found["code"]) for found in FENCE.finditer(text)]


def run(
    name: str,
    page: list[Block],
    folder: Path,
    *,
    port: int,
    instead: Addresses = NONE,
    programs: Path = TOOLS,
    more: Mapping[str, str] = NONE,
) -> None:
    """Run the blocks of a page in a folder; NotTrue where one fails or prints something else.

    The service listens on `port`; the addresses of servers in the page are read as `instead` says.
    What lies in the folder `programs` is found first. `more` are variables of the reader.
    """
    script = "\n".join([PRELUDE, *_steps(page)])
    for said, meant in {PORT: str(port), **instead}.items():
        script = script.replace(said, meant)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**_environment(port, folder, programs), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    printed = done.stdout.split(END_OF_BLOCK)
    if done.returncode:
        last = page[min(len(printed), len(page)) - 1]
        raise NotTrue(f"{name}: this block fails:\n{last.code}\n{printed[-1]}{done.stderr}")
    _compare(name, page, printed)


def _steps(found: list[Block]) -> Iterator[str]:
    """What bash does for each block; a mark ends the output of each."""
    for block in found:
        if block.info == "bash":
            yield block.code
        elif block.info == "bash keeps running":
            yield f'stop; ( {block.code} ) >"$SERVER_LOG" 2>&1 &\nserver=$!; ready'
        elif block.target:
            target = shlex.quote(block.target)
            yield f'mkdir -p "$(dirname {target})"; printf %s {shlex.quote(block.code)} >{target}'
        elif block.language != "text":
            raise NotTrue(f"a block is neither run nor written: ```{block.info}\n{block.code}")
        yield r"printf '\036\n'"


def _compare(name: str, found: list[Block], printed: list[str]) -> None:
    for number, block in enumerate(found):
        if block.info != "text":
            continue
        if number == 0 or found[number - 1].info != "bash":
            raise NotTrue(f"{name}: no command prints this:\n{block.code}")
        if not _as_expected(block.code, printed[number - 1]):
            command = found[number - 1].code
            raise NotTrue(f"{name}:\n{command}prints\n{printed[number - 1]}not\n{block.code}")


def _as_expected(expected: str, printed: str) -> bool:
    pieces = re.split(r"\s*\n\s*|\s*…\s*", expected.strip())
    return re.search(".*?".join(map(re.escape, pieces)), printed, re.DOTALL) is not None


def _environment(port: int, folder: Path, programs: Path) -> dict[str, str]:
    """The reader's environment: our tools on PATH, none of our settings."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PATH": os.pathsep.join([str(programs), str(TOOLS), os.environ["PATH"]]),
        "PORT": str(port),
        "SERVER_LOG": str(folder / ".server.log"),
        "UV_PYTHON": sys.executable,
    }
