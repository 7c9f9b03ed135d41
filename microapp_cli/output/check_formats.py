"""The formats of a check by name; a module is loaded when its format is asked for."""

from __future__ import annotations

from importlib import import_module

from microapp_cli.core.checked import Checked
from microapp_cli.output.look import PLAIN, Look

FORMATS = ("table", "json", "sarif", "junit", "github", "markdown")


def shown(name: str, checked: Checked, look: Look = PLAIN) -> str:
    """The check in the format of this name, which ends in a line break."""
    module = import_module(f"microapp_cli.output.check_{name}")
    write = getattr(module, f"as_{name}")
    text: str = write(checked, look) if name == "table" else write(checked)
    return text.rstrip("\n") + "\n"
