"""The files of a repository: all that git would keep, bounded, never through a link out of it."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from microapp_cli.adapters.facts import tree
from microapp_cli.adapters.facts.tree import Limits, Tree
from microapp_cli.core.errors import NotAMicroApp
from tests.adapters.facts.made import commit, git

SECRET = b"root:x:0:0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a manifest and nothing else."""
    made = tmp_path / "app"
    made.mkdir()
    (made / "microapp.yaml").write_text("name: x\n")
    return made


def complaints(found: Tree) -> dict[str, str]:
    return {str(entry["path"]): str(entry["message"]) for entry in found.unreadable}


def test_every_file_is_read_with_its_mode(folder: Path) -> None:
    (folder / "bin").mkdir()
    (folder / "bin" / "run").write_bytes(b"#!/bin/sh\n")
    (folder / "bin" / "run").chmod(0o755)

    found = tree.read(folder)

    assert found.files == {"bin/run": b"#!/bin/sh\n", "microapp.yaml": b"name: x\n"}
    assert set(found.programs) == {"bin/run"}
    assert not found.unreadable


@pytest.mark.parametrize("kind", ["missing", "file", "empty"])
def test_what_is_no_micro_app_is_refused_with_what_to_do(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "x"
    if kind == "file":
        place.write_text("x")
    if kind == "empty":
        place.mkdir()

    with pytest.raises(NotAMicroApp, match=r"Name a repository") as refused:
        tree.read(place)

    assert refused.value.exit_code == 2


def test_a_lost_manifest_is_told_from_a_wrong_folder(folder: Path) -> None:
    (folder / "microapp.yaml").unlink()
    (folder / ".microapp").mkdir()

    with pytest.raises(NotAMicroApp, match="Restore it from git"):
        tree.read(folder)


@pytest.mark.parametrize("in_git", [True, False])
@pytest.mark.parametrize("target", ["/etc/passwd", "../outside", "/dev/zero", "missing", "link"])
def test_a_link_out_of_the_tree_is_told_and_never_followed(
    folder: Path, target: str, in_git: bool
) -> None:
    (folder.parent / "outside").write_bytes(SECRET)
    (folder / "link").symlink_to(target)
    if in_git:
        commit(folder)

    found = tree.read(folder)

    assert "a link to something that is not judged" in complaints(found)["link"]
    assert "link" not in found.files


def test_a_link_to_a_file_that_is_judged_is_read(folder: Path) -> None:
    (folder / "link").symlink_to("microapp.yaml")

    found = tree.read(folder)

    assert found.files["link"] == b"name: x\n"
    assert not found.unreadable


def test_a_link_into_a_cache_shows_no_hidden_code(folder: Path) -> None:
    (folder / ".venv").mkdir()
    (folder / ".venv" / "evil.py").write_text("x")
    (folder / "code.py").symlink_to(".venv/evil.py")
    (folder / "package").symlink_to(".venv")

    assert set(complaints(tree.read(folder))) == {"code.py", "package"}


def test_a_folder_that_a_link_replaced_since_the_last_commit_is_not_followed(folder: Path) -> None:
    (folder / "app").mkdir()
    (folder / "app" / "passwd").write_text("mine")
    commit(folder)
    (folder / "app" / "passwd").unlink()
    (folder / "app").rmdir()
    (folder.parent / "etc").mkdir()
    (folder.parent / "etc" / "passwd").write_bytes(SECRET)
    (folder / "app").symlink_to(folder.parent / "etc")

    found = tree.read(folder)

    assert SECRET not in found.files.values()
    assert "its folder is a link" in complaints(found)["app/passwd"]


def test_pipes_and_sockets_are_told_and_never_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket"))

        found = tree.read(folder)

    assert set(complaints(found)) == {"pipe", "socket"}


def test_a_file_of_100_mb_is_told_at_once(folder: Path) -> None:
    with (folder / "dump.bin").open("wb") as file:
        file.truncate(100 * 2**20)

    began = time.perf_counter()
    found = tree.read(folder)

    assert complaints(found) == {"dump.bin": "over 5 MB. Keep large files out of git."}
    assert time.perf_counter() - began < 1


def test_what_goes_beyond_the_size_in_all_is_told(folder: Path) -> None:
    for name in "abc":
        (folder / name).write_bytes(b"x" * 600)

    found = tree.read(folder, Limits(in_all=1300))

    assert list(found.files) == ["a", "b", "microapp.yaml"]
    assert "the repository holds more than" in complaints(found)["c"]


@pytest.mark.parametrize("in_git", [True, False])
def test_50_000_files_are_told_in_bounded_time(folder: Path, in_git: bool) -> None:
    (folder / "one").touch()
    for number in range(250):
        (folder / f"d{number}").mkdir()
        for name in range(200):
            os.link(folder / "one", f"{folder}/d{number}/{name}.txt")  # half the time of a new file
    if in_git:
        commit(folder)

    began = time.perf_counter()
    found = tree.read(folder)

    assert complaints(found)[""] == "more than 20,000 files: not all were judged."
    assert len(found.files) <= 20_000
    assert time.perf_counter() - began < 10


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(folder: Path) -> None:
    (folder / "closed").write_text("x")
    (folder / "closed").chmod(0)
    (folder / "shut").mkdir(mode=0)

    assert set(complaints(tree.read(folder))) == {"closed", "shut"}


@pytest.mark.parametrize("in_git", [True, False])
def test_a_name_that_is_no_text_is_told_as_text(folder: Path, in_git: bool) -> None:
    for name in (b"\xff\xfe.py", b"a\n::error::b", b"\xe2\x80\xaegpj.py"):
        (folder / os.fsdecode(name)).write_text("x")
    if in_git:
        commit(folder)

    found = tree.read(folder)

    assert list(found.files) == ["microapp.yaml"]
    assert set(complaints(found)) == {r"\udcff\udcfe.py", r"a\n::error::b", r"\u202egpj.py"}


def test_what_git_ignores_is_not_read_unless_git_tracks_it(folder: Path) -> None:
    (folder / ".gitignore").write_text(".env\nold.env\n.venv/\n")
    (folder / "old.env").write_text("tracked before it was ignored")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "code.py").write_text("tracked in a folder of caches")
    git(folder, "init", "--quiet")
    git(folder, "add", "--force", "old.env", ".venv/code.py", ".gitignore")
    (folder / ".env").write_text("mine alone")
    (folder / ".venv" / "other.py").write_text("x")
    (folder / "new.py").write_text("not yet added")

    found = tree.read(folder)

    assert set(found.files) == {
        *(".gitignore", ".venv/code.py", "microapp.yaml", "new.py", "old.env"),
    }


def test_a_file_that_git_tracks_and_that_is_gone_is_no_file(folder: Path) -> None:
    (folder / "gone.py").write_text("x")
    commit(folder)
    (folder / "gone.py").unlink()

    found = tree.read(folder)

    assert (list(found.files), found.unreadable) == (["microapp.yaml"], ())


def test_a_repository_inside_is_told(folder: Path) -> None:
    commit(folder)
    (folder / "inner").mkdir()
    (folder / "inner" / "code.py").write_text("x")
    commit(folder / "inner")

    assert "a repository of its own" in complaints(tree.read(folder))["inner"]


def test_without_git_all_but_caches_is_read(folder: Path) -> None:
    (folder / ".gitignore").write_text("*\n")
    (folder / ".env").write_text("x")
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "a.js").write_text("x")

    assert set(tree.read(folder).files) == {".env", ".gitignore", "microapp.yaml"}


def test_where_git_cannot_list_a_cache_is_told(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".venv").mkdir()

    found = tree.read(folder)

    assert "git cannot say whether it tracks files in here" in complaints(found)[".venv"]


def test_a_home_folder_in_git_that_ignores_everything_hides_nothing(folder: Path) -> None:
    (folder.parent / ".gitignore").write_text("*\n")
    git(folder.parent, "init", "--quiet")

    assert "microapp.yaml" in tree.read(folder).files


def test_an_app_in_a_folder_of_a_larger_repository_is_read_alone(folder: Path) -> None:
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "secret.py").write_text("x")
    commit(folder.parent)

    assert list(tree.read(folder).files) == ["microapp.yaml"]


def test_no_program_that_the_repository_names_is_run(folder: Path) -> None:
    commit(folder)
    trap = folder.parent / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {folder.parent}/sprung\n")
    trap.chmod(0o755)
    for setting in ("core.fsmonitor", "core.hooksPath", "core.pager", "filter.x.clean"):
        git(folder, "config", setting, str(trap))
    (folder / ".gitattributes").write_text("* filter=x\n")

    tree.read(folder)

    assert not (folder.parent / "sprung").exists()


def test_settings_of_git_in_the_environment_lead_nowhere_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(folder)
    other = folder.parent / "other"
    other.mkdir()
    (other / "x.py").write_text("x")
    git(other, "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))

    assert list(tree.read(folder).files) == ["microapp.yaml"]


def test_the_hash_follows_names_contents_and_modes(folder: Path) -> None:
    seen = {tree.read(folder).sha256}
    for change in ("content", "name", "mode", "unreadable"):
        if change == "content":
            (folder / "a").write_text("1")
        if change == "name":
            (folder / "a").rename(folder / "b")
        if change == "mode":
            (folder / "b").chmod(0o755)
        if change == "unreadable":
            (folder / "c").symlink_to("/etc")
        seen.add(tree.read(folder).sha256)

    assert len(seen) == 5
    assert tree.read(folder).sha256 in seen
