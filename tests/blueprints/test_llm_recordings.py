"""The recorded answers that ship are what the local provider says, recorded by the real command."""

from __future__ import annotations

from pathlib import Path

from tests.recassette import FILES, record
from tests.servers.llm import made


def test_recording_anew_gives_the_very_files_that_ship(tmp_path: Path) -> None:
    folder = made(tmp_path / "app")

    record(folder)

    shipped, anew = (recordings(place) for place in (FILES, folder))
    assert len(shipped) == 3
    assert anew == shipped, "Run python -m tests.recassette."


def recordings(folder: Path) -> dict[str, str]:
    """Give each recording by the name of its file."""
    files = (folder / "evals" / "cassettes").iterdir()
    return {path.name: path.read_text("utf-8") for path in files}
