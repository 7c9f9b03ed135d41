"""Records the answers of the LLM proxy's own evals anew, as an owner does, with its local provider.

Run it as `.venv/bin/python -m tests.recassette` after a prompt, an eval or the local provider
changed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "blueprints/llm_proxy/files"
WORDS = (["--record"], ["--record", "--compare", "summarise-text:v1", "summarise-text:v2"])


def record(folder: Path) -> None:
    """Ask the proxy that lies in `folder` all its evals, through its front door."""
    from microapp_llm.evals.command import main as evals
    from microapp_llm.evals.through_proxy import through_proxy
    from tests.servers.llm import running_proxy

    shutil.rmtree(folder / "evals" / "cassettes")
    with running_proxy(folder) as proxy:
        environ = {"EVALS_URL": proxy.url, "EVALS_TOKEN": proxy.token()}
        for words in WORDS:
            if evals(words, folder, lambda: through_proxy(environ)):
                raise SystemExit("The evals do not hold with the local provider.")


def main() -> None:
    """Record in a fresh proxy, and take its recordings over."""
    sys.path += [str(ROOT / "blueprints" / name / "files") for name in ("base", "llm_proxy")]
    from tests.servers.llm import made

    with tempfile.TemporaryDirectory() as place:
        folder = made(Path(place) / "app")
        record(folder)
        target = FILES / "evals" / "cassettes"
        shutil.rmtree(target)
        shutil.copytree(folder / "evals" / "cassettes", target)


if __name__ == "__main__":
    main()
