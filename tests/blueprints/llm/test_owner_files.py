"""The JSON Schemas that editors read say what the proxy says: what it takes, they take."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from microapp_kit.manifest import Manifest, read_manifest
from microapp_kit.secrets import CannotStart
from microapp_llm.apps import read_apps
from microapp_llm.evals.files import read_evals
from microapp_llm.models_file import read_models
from microapp_llm.money.limits import budget_limits
from microapp_llm.prompts.store import PromptStore
from tests.owner_files.schemas import FILE_SCHEMAS, TARGET, text_of
from tests.owner_files.whole import OTHERS, PROMPT, WHOLE, Plain, changed
from tests.servers.llm import made

SCHEMAS = {name: jsonschema_rs.Draft202012Validator(s) for name, s in FILE_SCHEMAS.items()}
FILES = Path(__file__).parents[3] / "blueprints/llm_proxy/files"
NAMES = ("answer-as-json", "summarise-text")
NEW = ["models.yaml", "apps.yaml"]
NEW += [f"{kind}/{name}.yaml" for kind in ("prompts", "evals") for name in NAMES]
LINE = "# yaml-language-server: $schema="
MOST = 250  # of the changes, spread evenly: all of them take 30 s, and agree


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """The manifest of a proxy."""
    return read_manifest(made(tmp_path_factory.mktemp("files") / "app") / "microapp.yaml")


class Loader:
    """Reads one kind of file as the proxy does."""

    def __init__(self, kind: str, folder: Path, manifest: Manifest) -> None:
        self._kind, self._folder, self._manifest = kind, folder, manifest
        self._path = folder / "file.yaml"
        (folder / "prompts").mkdir()
        prompt = yaml.dump(PROMPT, Dumper=yaml.CSafeDumper)
        (folder / "prompts" / "file.yaml").write_text(prompt, "utf-8")
        self._prompts = PromptStore.read(folder / "prompts")

    def wrong(self, value: Any) -> str:
        """Tell what the proxy says of a file; nothing when it takes it."""
        text = yaml.dump(copy.deepcopy(value), Dumper=Plain)
        self._path.write_text(text, "utf-8")
        try:
            self._read()
        except CannotStart as error:
            return str(error)
        return ""

    def _read(self) -> None:
        if self._kind == "prompt":
            read_one_prompt(self._path)
        elif self._kind == "eval":
            read_evals(self._folder, self._prompts)
        elif self._kind == "models":
            read_models(self._path, self._manifest, frozenset())
        else:
            budget_limits(self._manifest, {}, read_apps(self._path, "own").caps)


def read_one_prompt(path: Path) -> None:
    """Read the prompts of a folder that holds this one."""
    PromptStore.read(path.parent)


BESIDE_THE_FORM = (
    "like the name of the file",  # what the schema of one file cannot know
    "is here twice",
    "There are two cases",
    "is there twice",
    "There is no prompt",
    "no such version",
    "The prompt has no schema",
    "which is not among the properties",
    "is not another model",
    "this app may use",
    "no frozen price",
    "lower than the frozen one",
    "base_url must",  # only its beginning has a form
    "base_url leads",
    "must be among the properties",
    "does not fit",
    "microapp.yaml grants",
)


@pytest.mark.parametrize("kind", FILE_SCHEMAS)
def test_a_schema_takes_what_the_proxy_takes_and_refuses_what_it_refuses(
    kind: str, tmp_path: Path, manifest: Manifest
) -> None:
    loader, schema = Loader(kind, tmp_path, manifest), SCHEMAS[kind]
    apart, taken, refused = [], 0, 0

    every = list(changed(WHOLE[kind], OTHERS))
    for value in (WHOLE[kind], *every[:: 1 + len(every) // MOST]):
        wrong = loader.wrong(value)
        if any(word in wrong for word in BESIDE_THE_FORM):
            continue
        taken, refused = taken + (not wrong), refused + bool(wrong)
        if schema.is_valid(value) != (not wrong):
            apart.append((wrong or "the proxy takes it", value))

    assert apart[:1] == []
    assert min(taken, refused) > 5


@pytest.mark.parametrize("kind", FILE_SCHEMAS)
def test_the_files_of_the_schemas_are_current(kind: str) -> None:
    written = (TARGET / f"{kind}.schema.json").read_text("utf-8")

    assert written == text_of(FILE_SCHEMAS[kind]), "Run python -m tests.reschema_llm."


@pytest.mark.parametrize(
    "path",
    [
        "models.yaml",
        "apps.yaml",
        *(
            f"{n}/{f}"
            for n in ("prompts", "evals")
            for f in ("answer-as-json.yaml", "summarise-text.yaml")
        ),
    ],
)
def test_each_file_of_a_new_proxy_names_its_schema_and_holds_to_it(path: str) -> None:
    first, _, rest = (FILES / path).read_text("utf-8").partition("\n")
    schema = (FILES / path).parent / first.removeprefix(LINE)

    assert first.startswith(LINE)
    assert SCHEMAS[schema.resolve().name.partition(".")[0]].is_valid(yaml.safe_load(rest))
    assert schema.is_file()
