"""Where `microapp` and `python -m microapp_cli` start."""

import sys

from microapp_cli import __version__


def main() -> int:
    """Run the command line; gives the exit code."""
    if sys.argv[1:] == ["--version"]:  # answered before the command line itself is loaded
        print(f"microapp {__version__}")
        return 0
    from microapp_cli.main import run

    return run()


if __name__ == "__main__":
    raise SystemExit(main())
