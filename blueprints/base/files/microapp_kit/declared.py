"""What `app/` declares, loaded with a clear word on what is wrong in it."""

from __future__ import annotations

import importlib
import importlib.util
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from microapp_kit.secrets import CannotStart

if TYPE_CHECKING:
    from fastapi import APIRouter

    from microapp_kit.brought import Brought
    from microapp_kit.resource import Resource


def declared_brought() -> Brought | None:
    """Give what the blueprint brings by `app/brings.py`; many bring nothing."""
    if not _is_there("app.brings"):
        return None
    found: Brought = _name("app.brings", "brought")
    return found


def declared_resources() -> Sequence[Resource]:
    """Give the resources of `app/resources.py`; no two of one name.

    Where the blueprint brings its routes itself, there may be no such file.
    """
    if not _is_there("app.resources") and _is_there("app.brings"):
        return ()
    found: Sequence[Resource] = _name("app.resources", "resources")
    names = [resource.name for resource in found]
    for name in names:
        if names.count(name) > 1:
            raise CannotStart(f"app/resources.py has two resources called {name}. Rename one.")
    return found


def declared_routers() -> Sequence[APIRouter]:
    """Give the router of `app/routes.py`, if the blueprint leaves room for one."""
    if not _is_there("app.routes") and _is_there("app.brings"):
        return ()
    return [_name("app.routes", "router")]


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except Exception:
        return True  # loading it then says what is wrong


def _name(module: str, name: str) -> Any:
    file = module.replace(".", "/") + ".py"
    try:
        loaded = importlib.import_module(module)
    except CannotStart:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise CannotStart(f"{_place(error, file)}: {' '.join(what.split())}") from None
    if not hasattr(loaded, name):
        raise CannotStart(f"{file} has no `{name}`. Restore the line that sets it.")
    return getattr(loaded, name)


def _place(error: Exception, file: str) -> str:
    """Give the file and line in `app/` where loading failed."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_short(error.filename)}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    mine = [frame for frame in frames if Path(frame.filename).parent.name == "app"]
    return f"{_short(mine[-1].filename)}, line {mine[-1].lineno}" if mine else file


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-2:])
