"""Policy files on disk: whatever is wrong with one is said in one line with its name."""

import shutil
from pathlib import Path

import pytest

from microapp_cli.adapters.policy_files import load_policies
from microapp_cli.core.errors import BadPolicy

POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    folder.mkdir()
    return folder


def refusal(folder: Path, overlay: Path | None = None) -> str:
    """What a person reads when policies are refused."""
    with pytest.raises(BadPolicy) as refused:
        load_policies(folder, overlay)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_the_policies_that_ship_load() -> None:
    assert len(load_policies(POLICIES).controls.definitions) > 100


def test_an_overlay_tightens(overlay: Path) -> None:
    (overlay / "controls.yaml").write_text(
        "kind: Controls\ncontrols:\n  auth:\n    service_token_ttl_s: {tiers: {T0: 60}}\n"
    )

    definition = load_policies(POLICIES, overlay).controls.get("auth.service_token_ttl_s")

    assert definition is not None
    assert definition.at_tier("T3") == 60


def test_a_loosening_overlay_is_refused_with_its_file_key_and_values(overlay: Path) -> None:
    (overlay / "controls.yaml").write_text(
        "kind: Controls\ncontrols:\n  auth:\n    service_token_ttl_s: {tiers: {T0: 9999}}\n"
    )

    assert refusal(POLICIES, overlay) == (
        f"{overlay}/controls.yaml: auth.service_token_ttl_s: tiers.T0: 9999 loosens what holds "
        "now (3600). An overlay may only tighten; remove the line or make it stricter."
    )


def test_a_file_of_an_overlay_that_would_not_be_read_is_refused(overlay: Path) -> None:
    (overlay / "controls.yml").write_text("kind: Controls\n")

    assert "controls.yml would not be read. Known are: controls.yaml" in refusal(POLICIES, overlay)


def test_an_overlay_that_is_missing_or_empty_is_refused(overlay: Path) -> None:
    assert "there is no such folder" in refusal(POLICIES, overlay / "missing")
    assert "no controls.yaml, questionnaire.yaml, data/ or rules/ in there" in refusal(
        POLICIES, overlay
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"kind: Controls\nkind: Controls\n", "line 2: 'kind' is given twice"),
        (b"kind: [\n", "line 2: did not find expected node content"),
        (b"\tkind: x", "line 1: found character that cannot start any token"),
        (b"a: &x [1]\nb: *x\n", "line 2: aliases (*name) are not allowed"),
        (b"[" * 60_000, "nested more than 20 levels deep"),
        (b"kind: !!python/name:os.system x", "could not determine a constructor"),
        (b"kind: \xff\xfe", "not UTF-8 text"),
        (b"kind: \x00", "line 1: a control character stands here (U+0000). Remove it."),
        (b"when: 2026-99-99", "month must be in 1..12"),
        (b"#" * 1_000_001, "over 1 MB"),
        (b"", "must be a mapping, not nothing"),
        (b"- kind", "must be a mapping, not a list"),
        (b"7: 8", "the key 7 must be text"),
    ],
)
@pytest.mark.parametrize("name", ["questionnaire.yaml", "controls.yaml"])
def test_a_broken_file_is_named_in_one_line(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    (folder / name).write_bytes(content)

    text = refusal(folder)

    assert text.startswith(f"{name}")
    assert said in text


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (
        f"{tmp_path}/questionnaire.yaml: No such file or directory. Check the folder of policies."
    )
