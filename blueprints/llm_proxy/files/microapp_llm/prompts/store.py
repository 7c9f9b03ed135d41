"""All prompts of a micro-app, read once from `prompts/`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from microapp_kit.errors import Refusal
from microapp_kit.secrets import CannotStart
from microapp_llm.meant import did_you_mean
from microapp_llm.prompts.model import ID, PromptFile
from microapp_llm.prompts.prompt import Prompt
from microapp_llm.prompts.schema_parts import Place
from microapp_llm.prompts.source import Source, read_source

MOST_FILES = 1_000


class PromptStore:
    """Finds a prompt by its id and version."""

    def __init__(self, prompts: Mapping[str, Mapping[int, Prompt]]) -> None:
        self._prompts = prompts

    @classmethod
    def read(cls, folder: Path, models: Collection[str] | None = None) -> PromptStore:
        """Read every `*.yaml` of a folder; all files with a fault are told at once.

        `models` are those that a prompt may name, where they are known.
        """
        if not folder.is_dir():
            raise CannotStart(f"{folder.name}/ is missing. Add a folder with your prompts.")
        files = sorted(folder.glob("*.yaml"))
        if len(files) > MOST_FILES:
            raise CannotStart(f"{folder.name}/ holds more than {MOST_FILES} prompts.")
        prompts: dict[str, dict[int, Prompt]] = {}
        faults: list[str] = []
        for path in files:
            try:
                source = read_source(path, f"{folder.name}/{path.name}")
                prompts[path.stem] = _versions(source, path, models)
            except CannotStart as fault:
                faults.append(str(fault))
        if faults:
            raise CannotStart("\n".join(faults))
        return cls(prompts)

    def __iter__(self) -> Iterator[Prompt]:
        """Go through every version of every prompt."""
        for versions in self._prompts.values():
            yield from versions.values()

    def get(self, prompt_id: str, version: int | None = None) -> Prompt:
        """Give a version of a prompt, or the latest; 404 says which of the two is unknown."""
        versions = self._prompts.get(prompt_id)
        if versions is None:
            raise Refusal(
                404,
                "unknown_prompt",
                "There is no prompt with this id: none of the files in prompts/ is named so."
                + did_you_mean(prompt_id, self._prompts),
            )
        found = versions.get(max(versions) if version is None else version)
        if found is None:
            raise Refusal(
                404,
                "unknown_prompt",
                "This prompt has no such version. Leave version out for the latest.",
            )
        return found


def check_model(
    source: Source, place: Place, model: str | None, models: Collection[str] | None
) -> None:
    """Refuse a file that names a model which models.yaml does not."""
    if model is None or models is None or model in models:
        return
    known = ", ".join(sorted(models))
    what = f"There is no model {model!r} for chat in models.yaml. Name one that is: {known}."
    raise source.fault((*place, "model"), what + did_you_mean(model, models))


def _versions(source: Source, path: Path, models: Collection[str] | None) -> dict[int, Prompt]:
    file = source.as_type(PromptFile)
    if file.id != path.stem:
        raise source.fault(("id",), _one_name(file.id, path.stem))
    found: dict[int, Prompt] = {}
    for number, told in enumerate(file.versions):
        if told.version in found:
            what = f"Version {told.version} is here twice. Give the new one the next number."
            raise source.fault(("versions", number, "version"), what)
        check_model(source, ("versions", number), told.model, models)
        found[told.version] = Prompt(source, file, number)
    return found


def _one_name(told: str, of_file: str) -> str:
    if ID.fullmatch(of_file):
        return f"The id must be {of_file!r}, like the name of the file."
    return f"No id can be {of_file!r}, like the name of the file. Call the file '{told}.yaml'."
