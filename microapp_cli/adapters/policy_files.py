"""Reads the questionnaire and the controls, and an organisation's overlay, from their folders."""

from pathlib import Path

from microapp_cli.adapters import strict_yaml
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.policies import Policies

__all__ = ["Policies", "load_policies"]

QUESTIONNAIRE = "questionnaire.yaml"
CONTROLS = "controls.yaml"
LARGEST = 1_000_000


def load_policies(folder: Path, overlay: Path | None = None) -> Policies:
    """The policies in a folder, tightened by those of the overlay folder."""
    policies = Policies.parse(
        _read(folder / QUESTIONNAIRE, QUESTIONNAIRE), _read(folder / CONTROLS, CONTROLS)
    )
    if overlay is None:
        return policies
    found = _overlay_files(overlay)
    return policies.tightened(
        _read(found[QUESTIONNAIRE], str(found[QUESTIONNAIRE])) if QUESTIONNAIRE in found else None,
        _read(found[CONTROLS], str(found[CONTROLS])) if CONTROLS in found else None,
        source=str(overlay),
    )


def _overlay_files(overlay: Path) -> dict[str, Path]:
    """The files of an overlay; one that would be passed over in silence is refused."""
    if not overlay.is_dir():
        raise BadPolicy(f"{overlay}: there is no such folder of policies. Check the path.")
    known = {QUESTIONNAIRE, CONTROLS}
    data = [path for path in sorted(overlay.iterdir()) if path.suffix in (".yaml", ".yml", ".json")]
    for path in data:
        if path.name not in known:
            raise BadPolicy(f"{path} would not be read. Known are: {', '.join(sorted(known))}.")
    if not data:
        raise BadPolicy(f"{overlay}: no {QUESTIONNAIRE} or {CONTROLS} in there. Check the path.")
    return {path.name: path for path in data}


def _read(path: Path, name: str) -> object:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadPolicy(f"{path}: {error.strerror}. Check the folder of policies.") from None
    if len(content) > LARGEST:
        raise BadPolicy(f"{name}: over 1 MB. Is it the right file?")
    try:
        return strict_yaml.parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadPolicy(f"{name}: not UTF-8 text. Save it as UTF-8.") from None
    except ValueError as error:
        raise BadPolicy(f"{name}: {error}") from None
