"""Reads the questionnaire and the controls, and an organisation's overlay, from their folders."""

from collections.abc import Iterator
from pathlib import Path

from microapp_cli.adapters import policy_text, strict_yaml
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.policies import Policies

__all__ = ["Policies", "load_policies"]

QUESTIONNAIRE = "questionnaire.yaml"
CONTROLS = "controls.yaml"
FILES = (CONTROLS, QUESTIONNAIRE)
FOLDERS = ("data", "rules")
POLICY_SUFFIXES = (".yaml", ".yml", ".json", ".rego")


def load_policies(folder: Path, overlay: Path | None = None) -> Policies:
    """The policies in a folder, tightened by those of the overlay folder."""
    policies = Policies.parse(
        _read(folder / QUESTIONNAIRE, QUESTIONNAIRE), _read(folder / CONTROLS, CONTROLS)
    )
    if overlay is None:
        return policies
    found = check_overlay(overlay)
    return policies.tightened(
        _read(found[QUESTIONNAIRE], str(found[QUESTIONNAIRE])) if QUESTIONNAIRE in found else None,
        _read(found[CONTROLS], str(found[CONTROLS])) if CONTROLS in found else None,
        source=str(overlay),
    )


def check_overlay(overlay: Path) -> dict[str, Path]:
    """What an overlay holds by name; what would be passed over in silence is refused."""
    if not overlay.is_dir():
        raise BadPolicy(f"{overlay}: there is no such folder of policies. Check the path.")
    found = {}
    for path in sorted(overlay.iterdir()):
        if path.name in (FOLDERS if path.is_dir() else FILES):
            found[path.name] = path
        elif next(_policies_in(path), None):
            known = ", ".join([*FILES, *(f"{name}/" for name in FOLDERS)])
            raise BadPolicy(f"{path} would not be read. Known are: {known}.")
    if not found:
        known = ", ".join([*FILES, *(f"{name}/" for name in FOLDERS[:-1])])
        raise BadPolicy(f"{overlay}: no {known} or {FOLDERS[-1]}/ in there. Check the path.")
    return found


def _policies_in(path: Path) -> Iterator[Path]:
    """What looks like a policy at this path or below it."""
    if path.name.startswith("."):
        return
    paths = path.rglob("*") if path.is_dir() else [path]
    yield from (path for path in paths if path.suffix in POLICY_SUFFIXES)


def _read(path: Path, name: str) -> object:
    text = policy_text.read(path, name)
    try:
        return strict_yaml.parse(text)
    except ValueError as error:
        raise BadPolicy(f"{name}: {error}") from None
