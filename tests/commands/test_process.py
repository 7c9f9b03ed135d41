"""The command as a process of its own: what it loads, what stops it, and where it cannot write."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

import microapp_cli
from microapp_cli.core import sample

INTERRUPTED = Path(__file__).with_name("interrupted.py")
HEAVY = ("cookiecutter", "questionary", "prompt_toolkit", "sqlalchemy", "rich", "jinja2")
LOADED = """\
import sys
from microapp_cli.__main__ import main
try:
    main()
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""
FULL, READ_ONLY = "size=400k", "size=4k,ro"


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """A complete answers file."""
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(sample.answers("crud")), encoding="utf-8")
    return path


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder on a disk of its own, mounted with the test's options."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", request.param, "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def microapp(
    *words: str | Path, program: Sequence[str] = ("-m", "microapp_cli"), **environ: str | None
) -> subprocess.CompletedProcess[str]:
    """One run without a terminal; a variable that is None is unset."""
    changed: Mapping[str, str | None] = {**os.environ, **environ}
    return subprocess.run(
        [sys.executable, *program, *map(str, words)],
        env={key: value for key, value in changed.items() if value is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def one_line(text: str) -> str:
    """The text, which is one line and no traceback."""
    assert len(text.splitlines()) == 1, text
    assert "Traceback" not in text
    return text


def test_the_version_is_told_in_one_word_pair() -> None:
    done = microapp("--version")

    assert (done.returncode, done.stdout) == (0, f"microapp {microapp_cli.__version__}\n")


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["new", "--help"]])
def test_a_quick_command_loads_nothing_heavy(words: list[str]) -> None:
    done = microapp(*words, program=("-c", LOADED))

    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert "sys" in loaded
    assert loaded & set(HEAVY) == set()


def test_a_list_of_blueprints_needs_no_renderer() -> None:
    done = microapp("blueprints", "list", program=("-c", LOADED))

    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert done.stdout.startswith("crud")
    assert loaded & {"cookiecutter", "questionary", "jinja2"} == set()


@pytest.mark.parametrize("words", [["nonsense"], ["new", "--nonsense"], ["blueprints", "show"]])
def test_wrong_words_are_wrong_use(words: list[str]) -> None:
    done = microapp(*words)

    assert done.returncode == 2
    assert "Usage: microapp" in done.stderr


def test_the_shell_can_complete_a_command() -> None:
    done = microapp(_MICROAPP_COMPLETE="complete_bash", COMP_WORDS="microapp bl", COMP_CWORD="1")

    assert done.stdout.split() == ["blueprints"]


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    done = microapp("new", "--output", tmp_path)

    assert done.returncode == 2
    assert "name is missing" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("home", [None, "/nonexistent", ""])
def test_no_home_folder_is_needed(answers: Path, tmp_path: Path, home: str | None) -> None:
    done = microapp("new", "--answers", answers, "--output", tmp_path / "out", HOME=home)

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "leave-helper" / "microapp.yaml").is_file()


def test_a_locale_without_umlauts_changes_nothing_that_is_written(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    told = {**sample.answers("crud"), "title": "Müller's 😀"}
    answers.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    words: list[str | Path] = ["new", "--answers", answers, "--output", tmp_path]

    done = microapp(*words, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert (done.returncode, done.stderr) == (0, "")
    assert "title: Müller's 😀\n" in (tmp_path / "leave-helper/microapp.yaml").read_text("utf-8")


@pytest.mark.parametrize("signal_name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("write", [1, 40, 200])
def test_a_stop_in_the_middle_leaves_nothing(
    answers: Path, tmp_path: Path, signal_name: str, write: int
) -> None:
    words: list[str | Path] = ["new", "--answers", answers, "--output", tmp_path / "out"]

    done = microapp(*words, program=(str(INTERRUPTED), signal_name, str(write)))

    assert done.returncode == 130
    assert one_line(done.stderr).startswith("Stopped. Nothing was left at")
    assert not (tmp_path / "out").exists()


def test_a_kill_in_the_middle_leaves_nothing_at_the_target(answers: Path, tmp_path: Path) -> None:
    words: list[str | Path] = ["new", "--answers", answers, "--output", tmp_path]

    killed = microapp(*words, program=(str(INTERRUPTED), "SIGKILL", "150"))
    again = microapp(*words)

    assert killed.returncode == -signal.SIGKILL
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize(
    ("small_disk", "reason"),
    [(FULL, "No space left on device"), (READ_ONLY, "Read-only file system")],
    indirect=["small_disk"],
)
def test_a_disk_that_refuses_is_one_clear_line(
    answers: Path, small_disk: Path, reason: str
) -> None:
    done = microapp("new", "--answers", answers, "--output", small_disk)

    target = small_disk / "leave-helper"
    assert done.returncode == 2
    assert one_line(done.stderr).strip() == (
        f"{target}: cannot be written: {reason}. Nothing was left behind."
    )
    assert list(small_disk.iterdir()) == []


def test_a_limit_on_file_sizes_is_one_clear_line(answers: Path, tmp_path: Path) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    words = ["new", "--answers", str(answers), "--output", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-B", "-m", "microapp_cli", *words],
        preexec_fn=limited,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "File too large. Nothing was left behind." in one_line(done.stderr)
    assert not (tmp_path / "out").exists()


def test_an_output_that_is_a_file_is_one_clear_line(answers: Path) -> None:
    done = microapp("new", "--answers", answers, "--output", answers)

    assert done.returncode == 2
    assert "File exists. Nothing was left behind." in one_line(done.stderr)


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{sys.executable} -m microapp_cli blueprints show crud | head -n 1"

    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)

    assert done.stdout.startswith("crud ")
    assert "Traceback" not in done.stderr
