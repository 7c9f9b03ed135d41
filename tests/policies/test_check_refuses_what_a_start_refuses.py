"""What keeps a proxy from starting, check says before; and what check passes, starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import getsource as source
from pathlib import Path

import pytest

from microapp_cli.adapters.facts import llm_apps, prompt_parts, prompt_texts
from microapp_cli.adapters.facts import schema_parts as facts_schema_parts
from microapp_cli.adapters.rego import Engine
from microapp_cli.core import unseen as core_unseen
from microapp_kit import unseen
from microapp_kit.manifest import Manifest, read_manifest
from microapp_llm.money.limits import APP_CAPS
from microapp_llm.prompts import parts, schema_parts, template
from tests.blueprints.llm.test_files_at_start import EVAL, PROMPT, WRONG_EVALS, WRONG_PROMPTS
from tests.owner_files.whole import OTHERS, WHOLE, changed
from tests.policies.edits.apps import Apps
from tests.policies.starts.spoilt import RIGHT, SPOILT
from tests.policies.starts.starting import (
    MODELS,
    MORE,
    NAMED,
    PATHS,
    Found,
    check,
    start,
    whole,
    written,
)

WRONG = {"prompts": WRONG_PROMPTS, "evals": WRONG_EVALS}
NO_YAML = {
    "another encoding": (b"# caf\xe9\n", "not UTF-8"),
    "a bell": (b"# bell \x07\n", "a control character stands here (U+0007)"),
    "an empty character": (b"# caf\xc3\xa9 \0\n", "a control character stands here (U+0000)"),
    "an open quote": (b"more: 'a\nb: c\n", "quote that is opened here"),
    "a second document": (b"---\na: b\n", "A second document begins. Remove the line ---."),
    "a tab": (b"a: b\n\tc: d\n", "Put spaces in place of tabs."),
}
"""What stands at the end of a file → what is said of it."""
UNSEEN = {
    "\u202e": "U+202E RIGHT-TO-LEFT OVERRIDE",
    "\u2066": "U+2066 LEFT-TO-RIGHT ISOLATE",
    "\u200b": "U+200B ZERO WIDTH SPACE",
    "\u00ad": "U+00AD SOFT HYPHEN",
    "\ufeff": "U+FEFF ZERO WIDTH NO-BREAK SPACE",
    "\U000e0061": "U+E0061 TAG LATIN SMALL LETTER A",
}
"""Signs that nobody sees → what is said of them."""
NEEDED = "\u0646\u0645\u06cc\u200c\u0634\u0648\u062f \u0915\u094d\u200d\u0937 \u200eA\u200f \u061c1"
"""A text with the joiners and marks that Persian, Hindi and Arabic need."""
MOST = 16  # of each kind of file, spread evenly over thousands


@pytest.fixture(scope="module")
def manifest(apps: Apps) -> Manifest:
    """The manifest of a proxy."""
    return read_manifest(apps.folder_of("proxy") / "microapp.yaml")


@pytest.fixture(scope="module")
def engine(apps: Apps) -> Engine:
    """What judges."""
    return apps.checker(False).engine


def apart(
    changes: Iterator[dict[str, bytes]], folder: Path, manifest: Manifest, engine: Engine
) -> tuple[list[str], set[bool]]:
    """Where start and check do not agree, and whether any change was refused, and any taken."""
    found: list[str] = []
    answers: set[bool] = set()
    for files in changes:
        said, findings = start(folder, files, manifest), check(files, engine)
        answers.add(bool(said))
        named = NAMED.match(said)
        if said and not any(one.line and (not named or one.path == named[1]) for one in findings):
            found.append(f"The start says {said!r}, and check {findings}")
        if not said and (more := [one for one in findings if one.rule not in MORE]):
            found.append(f"The start has no complaint, and check says {more}")
    return found, answers


def structured(kind: str) -> Iterator[dict[str, bytes]]:
    """Files in which one value of one of them is another."""
    every = list(changed(MODELS if kind == "models" else WHOLE[kind], OTHERS))
    right = whole()
    del right[PATHS["eval"]], right[PATHS["prompt"]]
    right |= {PATHS[name]: RIGHT[name].encode() for name in ("prompt", "eval")}
    right |= {PATHS["prompt"]: written(WHOLE["prompt"])} if kind == "eval" else {}
    for value in every[:: 1 + len(every) // MOST]:
        yield {**right, PATHS[kind]: written(value)}


def textual(kind: str) -> Iterator[dict[str, bytes]]:
    """Files in which the text of one of them is another."""
    right = {PATHS[name]: text for name, text in RIGHT.items()}
    for before, after in SPOILT[kind]:
        assert before in RIGHT[kind]
        text = RIGHT[kind].replace(before, after, 1)
        yield {path: told.encode() for path, told in {**right, PATHS[kind]: text}.items()}


@pytest.mark.parametrize("kind", PATHS)
def test_check_and_a_start_refuse_the_same_values(
    kind: str, tmp_path: Path, manifest: Manifest, engine: Engine
) -> None:
    found, answers = apart(structured(kind), tmp_path, manifest, engine)

    assert found == []
    assert True in answers  # most changes spoil a file


@pytest.mark.parametrize("kind", PATHS)
def test_check_and_a_start_refuse_the_same_texts(
    kind: str, tmp_path: Path, manifest: Manifest, engine: Engine
) -> None:
    found, answers = apart(textual(kind), tmp_path, manifest, engine)

    assert found == []
    assert answers == {True, False}  # or the test proves nothing


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize("name", NO_YAML)
def test_what_is_no_yaml_is_told_by_both_at_its_line_in_plain_words(
    kind: str, name: str, tmp_path: Path, manifest: Manifest, engine: Engine
) -> None:
    spoilt, words = NO_YAML[name]
    files = {PATHS[one]: RIGHT[one].encode() for one in PATHS}
    line = files[PATHS[kind]].count(b"\n") + 1 + (name == "a tab")
    files[PATHS[kind]] += spoilt

    said, found = start(tmp_path, files, manifest), check(files, engine)

    assert said.startswith(f"{PATHS[kind]}, line {line}: ")
    assert [(one.path, one.line) for one in found] == [(PATHS[kind], line)]
    assert (words in said, words in found[0].message) == (True, True)


def test_an_id_that_begins_with_a_digit_is_answered_by_both_with_what_may_stand_there(
    tmp_path: Path, manifest: Manifest, engine: Engine
) -> None:
    files = {PATHS[one]: RIGHT[one].encode() for one in PATHS}
    files[PATHS["prompt"]] = RIGHT["prompt"].replace("id: file", "id: 2nd").encode()

    said, found = start(tmp_path, files, manifest), check(files, engine)

    for told in (said, found[0].message):
        assert "small letters, digits and -, first a letter, at most 63 in all" in told


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_a_sign_that_nobody_sees_is_named_by_both_at_its_line(
    kind: str, sign: str, tmp_path: Path, manifest: Manifest, engine: Engine
) -> None:
    files = {PATHS[one]: RIGHT[one].encode() for one in PATHS}
    line = files[PATHS[kind]].count(b"\n") + 1
    files[PATHS[kind]] += f"# all is well{sign}\n".encode()

    said, found = start(tmp_path, files, manifest), check(files, engine)

    told = f"A sign that nobody sees stands here ({UNSEEN[sign]}). Remove it."
    assert said == f"{PATHS[kind]}, line {line}: {told}"
    assert found == [Found("MA119", PATHS[kind], line, told)]


@pytest.mark.parametrize("kind", ["prompt", "eval"])
def test_a_folder_that_is_named_as_a_file_is_refused_by_both(
    kind: str, tmp_path: Path, manifest: Manifest, engine: Engine
) -> None:
    files = {PATHS[one]: RIGHT[one].encode() for one in PATHS}
    folder = PATHS[kind].replace(".yaml", "-too.yaml")
    files[f"{folder}/notes.txt"] = b"All is well.\n"

    said, found = start(tmp_path, files, manifest), check(files, engine)

    assert said.startswith(f"{folder}, line 1: The file cannot be read (Is a directory).")
    told = "This is a folder. Remove it, or name it without .yaml at its end."
    assert found == [Found("MA119", folder, 1, told)]


def test_a_text_may_hold_the_joiners_and_marks_that_languages_need(
    tmp_path: Path, manifest: Manifest, engine: Engine
) -> None:
    files = {PATHS[one]: RIGHT[one].encode() for one in PATHS}
    files[PATHS["prompt"]] = RIGHT["prompt"].replace("Say hello", NEEDED).encode()

    assert start(tmp_path, files, manifest) == ""
    assert [one for one in check(files, engine) if one.rule not in MORE] == []


@pytest.mark.parametrize("right", [RIGHT, {k: v.decode() for k, v in whole().items()}])
def test_what_nothing_is_wrong_with_starts_and_is_green(
    right: Mapping[str, str], tmp_path: Path, manifest: Manifest, engine: Engine
) -> None:
    files = {PATHS.get(name, name): text.encode() for name, text in right.items()}

    assert start(tmp_path, files, manifest) == ""
    assert [one for one in check(files, engine) if one.rule not in MORE] == []


@pytest.mark.parametrize(("kind", "name"), [(k, name) for k in WRONG for name in WRONG[k]])
def test_what_the_start_is_tested_to_refuse_is_refused_at_its_line_or_nearby(
    kind: str, name: str, engine: Engine
) -> None:
    right, wrong, line, _ = WRONG[kind][name]
    files = {"models.yaml": RIGHT["models"], "prompts/hello.yaml": PROMPT, "evals/hello.yaml": EVAL}
    files[f"{kind}/hello.yaml"] = files[f"{kind}/hello.yaml"].replace(right, wrong)

    found = check({path: text.encode() for path, text in files.items()}, engine)

    assert any(one.path == f"{kind}/hello.yaml" and abs(one.line - line) < 4 for one in found)


def test_a_text_may_hold_for_check_what_it_may_hold_for_the_proxy() -> None:
    assert prompt_texts.FILTERS == template.FILTERS
    assert prompt_texts.TESTS == template.TESTS
    assert prompt_texts.STEPS == template.STEPS
    assert prompt_texts.LONGEST == template.MAX_TEMPLATE
    assert prompt_texts.DEEPEST == template.MAX_DEPTH
    assert prompt_texts.MOST_LOOPS_INSIDE == template.MAX_LOOPS_INSIDE
    assert source(prompt_parts) == source(parts)
    assert source(core_unseen) == source(unseen)
    assert source(facts_schema_parts) == source(schema_parts)
    assert set(llm_apps.CAPS) == set(APP_CAPS)
