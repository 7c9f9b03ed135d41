"""`python -m app.evals`: runs the evals in evals/ against recorded answers, or `--live`."""

import sys
from pathlib import Path

from microapp_llm.evals.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
