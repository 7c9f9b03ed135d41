"""The command line: mounts the commands, builds what they work with, and turns errors into text."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from types import FrameType
from typing import Annotated, Any

import typer

from microapp_cli import __version__
from microapp_cli.adapters import assets
from microapp_cli.adapters.workbench import Workbench
from microapp_cli.core.errors import MicroappError

COMMANDS = {
    "new": ("new", "new"),
    "check": ("check", "check"),
    "fix": ("fix", "fix"),
    "blueprints": ("blueprints", "app"),
    "contract": ("contract", "app"),
    "policy": ("policy", "app"),
    "register": ("register", "register"),
    "ready": ("ready", "ready"),
    "catalog": ("catalog", "app"),
    "review": ("review", "app"),
    "usage": ("usage", "app"),
    "smoke": ("smoke", "smoke"),
    "try": ("try_", "try_"),
}
"""Every command with its module and what to mount from it, in the order of the help."""


def application(word: str = "") -> typer.Typer:
    """The command line; with the word of a command, that command alone: the others cost time."""
    app = typer.Typer(
        name="microapp",
        help="Give a small app a safe start: five questions in, a running and guarded service out.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(microapp)
    for name in [word] if word in COMMANDS else COMMANDS:
        module, attribute = COMMANDS[name]
        found = getattr(import_module(f"microapp_cli.commands.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


@cache
def command_line(word: str) -> Any:
    """The command line as it is called: reading the words of every option costs time, too."""
    return typer.main.get_command(application(word))


def microapp(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    """Build the adapters once, for whichever command was called."""
    if version:
        typer.echo(f"microapp {__version__}")
        raise typer.Exit
    context.obj = context.obj or workbench()


def workbench() -> Workbench:
    """The adapters of a real run."""
    return Workbench(
        assets=assets.folder(),
        environ=os.environ,
        is_terminal=sys.stdin.isatty() and sys.stdout.isatty(),
        ask=_ask,
    )


def run(words: Sequence[str] | None = None, bench: Workbench | None = None) -> int:
    """Run one command line; gives the exit code: 0 fine, 1 findings, 2 wrong use."""
    signal.signal(signal.SIGTERM, _stop)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    given = sys.argv[1:] if words is None else list(words)
    try:
        command_line("".join(given[:1]))(args=given, obj=bench, prog_name="microapp")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except MicroappError as error:
        print(_shown(str(error)), file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(_shown(_one_line(error)), file=sys.stderr)
        return MicroappError.exit_code
    return 0


def _ask(*given: Any, **more: Any) -> dict[str, Any]:
    from microapp_cli.adapters import prompts  # a prompt library costs more than a whole command

    answers: dict[str, Any] = prompts.ask(*given, **more)
    return answers


def _stop(_: int, __: FrameType | None) -> None:
    """End like Ctrl-C does, so that whatever was begun is cleaned up."""
    raise KeyboardInterrupt


def _shown(text: str) -> str:
    """The text with what would move a cursor spelt out: it may quote what others wrote."""
    from microapp_cli.output.harmless import printable

    return "\n".join(printable(line, at_most=len(line)) for line in text.split("\n"))


def _one_line(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}."
