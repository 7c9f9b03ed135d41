"""`python -m app.evals`, in process: recordings, comparisons, exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from microapp_kit.errors import Refusal
from microapp_llm.evals.command import main
from microapp_llm.evals.comparison import as_table
from microapp_llm.evals.model import Examples, Outcome, Question
from microapp_llm.evals.through_proxy import through_proxy

FILES = Path(__file__).parents[3] / "blueprints" / "llm_proxy" / "files"
KIT = FILES.parents[1] / "base" / "files"
PROMPT = """\
id: hello
title: Say hello
versions:
  - version: 1
    text: Say hello to {{ name }}
    variables: {properties: {name: {type: string}}, required: [name]}
    tests: [{name: the name is there, variables: {name: Ann}, contains: [Ann]}]
"""
SECOND = """\
  - version: 2
    text: Say hello to {{ name }}, politely
    variables: {properties: {name: {type: string}}, required: [name]}
"""
EVALS = """\
prompt: hello
cases:
  - name: it greets
    variables: {name: Ann}
    expect: {contains: [hello]}
"""
SECRET = "sk-" + "a1B2c3D4e5F6g7H8i9J0"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one prompt and its evals."""
    (tmp_path / "prompts").mkdir()
    (tmp_path / "evals").mkdir()
    (tmp_path / "prompts" / "hello.yaml").write_text(PROMPT)
    (tmp_path / "evals" / "hello.yaml").write_text(EVALS)
    return tmp_path


async def polite(question: Question) -> str:
    """A model that greets with the name of the model."""
    asked = question.asked()
    extra = " Kindly yours." if "politely" in asked["messages"][-1]["content"] else ""
    return f"Hello from {asked['model']}.{extra}"


def run(repository: Path, *words: str, answer: str = "") -> int:
    """Run the command; a live model answers politely, or with the given answer."""

    async def fixed(_question: Question) -> str:
        return answer

    return main(words, repository, lambda: fixed if answer else polite)


def test_a_missing_recording_fails_and_says_how_to_record(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(repository)

    assert code == 1
    assert "Record it: python -m app.evals --record" in capsys.readouterr().out


def test_what_was_recorded_is_judged_without_a_model(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(repository, "--record") == 0

    def no_model() -> None:
        raise AssertionError("a model was asked")

    assert main([], repository, no_model) == 0  # type: ignore[arg-type]
    assert "1 of 1 cases passed." in capsys.readouterr().out


def test_a_changed_prompt_makes_its_recording_stale(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(repository, "--record")
    (repository / "prompts" / "hello.yaml").write_text(PROMPT.replace("Say hello to", "Greet"))

    assert run(repository) == 1
    assert "stale" in capsys.readouterr().out


@pytest.mark.parametrize("junk", ["", "null", "{"])
def test_a_broken_recording_is_named_with_its_folder(
    repository: Path, capsys: pytest.CaptureFixture[str], junk: str
) -> None:
    run(repository, "--record")
    (repository / "evals" / "cassettes" / "hello.v1.default.json").write_text(junk)

    assert run(repository) == 2
    told = "evals/cassettes/hello.v1.default.json is no file of recorded answers. "
    assert capsys.readouterr().err.startswith(told)


@pytest.mark.parametrize(
    "more", ["    limits: {max_output_tokens: 9}\n", "    output: {type: json, schema: {}}\n"]
)
def test_a_changed_form_of_the_answer_makes_a_recording_stale(
    repository: Path, capsys: pytest.CaptureFixture[str], more: str
) -> None:
    run(repository, "--record")
    (repository / "prompts" / "hello.yaml").write_text(PROMPT + more)

    assert run(repository) == 1
    assert "stale" in capsys.readouterr().out


def table(told: str) -> list[list[str]]:
    """Give the cells of the table of a comparison, and its last line."""
    lines = told.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("case "))
    return [re.split(r" {2,}", line) for line in lines[first:]]


def test_two_versions_are_compared_side_by_side_without_python(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "prompts" / "hello.yaml").write_text(PROMPT + SECOND)
    versions = ("--compare", "hello:v1", "hello:v2")
    assert run(repository, "--record", *versions) == 0
    capsys.readouterr()

    assert run(repository, *versions) == 0

    title, _, case, _, passed, sent, *_, verdict = table(capsys.readouterr().out)
    assert title[1:] == ["hello v1 on default", "hello v2 on default", "change"]
    assert case == ["it greets", "ok", "ok", "same"]
    assert passed == ["passed", "1 of 1", "1 of 1", "+0"]
    assert sent[0] == "tokens sent, about"
    assert verdict == ["hello v2 on default against hello v1 on default: 1 same."]


def test_a_worse_second_version_fails_the_comparison_a_worse_first_does_not(
    repository: Path,
) -> None:
    (repository / "prompts" / "hello.yaml").write_text(PROMPT + SECOND)
    text = EVALS.replace("contains: [hello]", "not_contains: [kindly]")
    (repository / "evals" / "hello.yaml").write_text(text)

    assert run(repository, "--live", "--compare", "hello:v1", "hello:v2") == 1
    assert run(repository, "--live", "--compare", "hello:v2", "hello:v1") == 0


def test_a_comparison_shows_what_either_version_says(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (repository / "prompts" / "hello.yaml").open("a") as file:
        file.write(SECOND)

    run(repository, "--live", "--compare", "hello:v1", "hello:v2")

    told = capsys.readouterr().out
    assert "hello v1 on default: Hello from default.\n" in told
    assert "hello v2 on default: Hello from default. Kindly yours." in told


def test_two_models_are_compared(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = EVALS.replace("[hello]", "[large]")
    (repository / "evals" / "hello.yaml").write_text(text)

    assert run(repository, "--live", "--models", "small", "large") == 0
    assert table(capsys.readouterr().out)[2] == ["it greets", "WRONG", "ok", "better"]


def test_a_comparison_says_which_case_became_what_and_what_a_thousand_calls_cost() -> None:
    def outcome(case: str, version: int, passed: bool, tokens: int = 10) -> Outcome:
        wrong = () if passed else ("contains: it does not",)
        missing = case == "d" and version == 1
        told_of = ("evals/a.yaml", case, "a", version, "small")
        return Outcome(*told_of, wrong, tokens, "said", 20, is_missing=missing)

    left = [outcome(case, 1, case in "ab") for case in "abcd"]
    right = [outcome(case, 2, case in "acd", tokens=20) for case in "abcd"]

    told = table(as_table(left, right, Examples(0, 0, ()), lambda o: 1_000_000 * o.tokens))

    assert [row[-1] for row in told[2:6]] == ["same", "worse", "better", "unknown"]
    assert told[7] == ["passed", "2 of 4", "3 of 4", "+1"]
    assert told[8] == ["tokens sent, about", "60", "60", "same"]  # of the three both answered
    assert told[9] == ["tokens answered, about", "30", "60", "+100%"]
    assert told[10] == ["dollars for 1000 calls, about", "10.00", "20.00", "+100%"]
    assert told[11] == [
        "a v2 on small against a v1 on small: 1 worse, 1 unknown, 1 better, 1 same."
    ]


def test_answers_that_are_not_there_have_neither_tokens_nor_a_price() -> None:
    there = Outcome("evals/a.yaml", "a", "a", 1, "small", (), 10, "said", 20)
    away = Outcome("evals/a.yaml", "a", "a", 1, "large", ("none",), sent=20, is_missing=True)

    told = table(as_table([there], [away], Examples(0, 0, ()), lambda _: 1_000_000))

    assert [row[1:] for row in told[6:8]] == [["unknown"] * 3] * 2
    assert told[5][0].startswith("tokens sent")


def test_a_version_without_an_answer_comes_with_the_command_that_records_it(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "prompts" / "hello.yaml").write_text(PROMPT + SECOND)

    assert run(repository, "--compare", "hello:v1", "hello:v2") == 1

    told = capsys.readouterr().out
    assert "Record it: python -m app.evals --record --compare hello:v1 hello:v2\n" in told
    assert table(told)[2] == ["it greets", "no answer", "no answer", "unknown"]


def test_a_price_that_is_not_known_is_not_guessed() -> None:
    one = Outcome("evals/a.yaml", "a", "a", 1, "auto", ())

    told = table(as_table([one], [one], Examples(0, 0, ()), lambda _: None))

    assert told[7] == ["dollars for 1000 calls, about", "unknown", "unknown", "unknown"]


def test_the_json_of_a_comparison_says_what_became_of_each_case(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "evals" / "hello.yaml").write_text(EVALS.replace("[hello]", "[large]"))

    run(repository, "--live", "--models", "large", "small", "--json")

    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"worse": 1}
    assert told["changes"] == [{"case": "it greets", "change": "worse"}]


def test_json_tells_a_program_everything(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(repository, "--live", "--json")

    told = json.loads(capsys.readouterr().out)
    assert told["passed"] is True
    assert told["cases"][0]["prompt"] == "hello"


def test_neither_a_secret_nor_the_messages_are_written_to_a_recording(repository: Path) -> None:
    run(repository, "--record", answer=f"hello, the key is {SECRET}")

    written = "".join(p.read_text() for p in (repository / "evals" / "cassettes").iterdir())
    assert "hello, the key is" in written
    assert SECRET not in written
    assert "Say hello to" not in written


def test_a_refusal_of_the_proxy_is_an_answer_and_an_outage_is_not(repository: Path) -> None:
    text = EVALS.replace("contains: [hello]", "refuses: true")
    (repository / "evals" / "hello.yaml").write_text(text)

    async def refuses(_question: Question) -> str:
        raise Refusal(422, "blocked", "No.")

    async def is_down(_question: Question) -> str:
        raise Refusal(503, "unavailable", "Try again.")

    assert main(["--live"], repository, lambda: refuses) == 0
    assert main(["--live"], repository, lambda: is_down) == 1


def test_a_model_that_may_not_be_asked_is_no_answer_and_is_not_recorded(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = EVALS.replace("contains: [hello]", "refuses: true")
    (repository / "evals" / "hello.yaml").write_text(text)

    async def is_closed(_question: Question) -> str:
        raise Refusal(403, "model_not_allowed", "This app may not use this model.")

    assert main(["--record", "--models", "small", "large"], repository, lambda: is_closed) == 1
    row = ["it greets", "no answer", "no answer", "unknown"]
    assert row in table(capsys.readouterr().out)
    assert not any((repository / "evals" / "cassettes").glob("*.json"))
    assert main(["--models", "small", "large"], repository) == 1


def test_where_nothing_can_be_recorded_nothing_is_asked_and_paid(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "evals" / "cassettes").write_text("a file")
    asked = []

    async def model(question: Question) -> str:
        asked.append(question)
        return "hello"

    assert main(["--record"], repository, lambda: model) == 2
    assert asked == []
    assert "evals/cassettes cannot be written (File exists)." in capsys.readouterr().err


def test_a_failing_test_of_a_prompt_fails_the_run(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repository / "prompts" / "hello.yaml"
    path.write_text(PROMPT.replace("contains: [Ann]", "contains: [Bob]"))

    assert run(repository, "--live") == 1
    assert "'Bob' is missing" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ([], "1 of 1 cases passed; 1 of 2 examples of prompts is wrong."),
        (["--models", "small", "large"], "1 of 2 examples of prompts is wrong."),
    ],
)
def test_the_last_line_counts_the_failing_tests_of_prompts_too(
    repository: Path, capsys: pytest.CaptureFixture[str], words: list[str], last: str
) -> None:
    wrong = ", {name: two faults, variables: {name: Ann}, contains: [Bob, Cem]}]"
    (repository / "prompts" / "hello.yaml").write_text(PROMPT.rstrip().removesuffix("]") + wrong)

    assert run(repository, "--live", *words) == 1
    assert capsys.readouterr().out.splitlines()[-1] == last


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--compare", "hello:v1", "hello:v9"], "no such version"),
        (["--compare", "hello:v1", "hello:v9"], "Known: hello:v1"),
        (["--compare", "hello", "hello:v1"], "names no version"),
        (["--compare", "hello:v1"], "expected 2 arguments"),
        (["--nonsense"], "nonsense"),
        (["goodbye"], "no evals for goodbye"),
        (["goodbye"], "but for hello"),
        (["helo"], "Did you mean hello?"),
    ],
)
def test_wrong_use_ends_with_2_and_one_clear_line(
    repository: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert run(repository, *words) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("prompt: hello", "prompt: nobody", 1, "no prompt"),
        ("prompt: hello", "prompt: hello\nversion: 7", 2, "no such version"),
        ("{contains: [hello]}", "{}", 5, "Nothing is expected"),
        ("{contains: [hello]}", "{contain: [hello]}", 5, "`contain`"),
        ("{contains: [hello]}", "{json_schema: true}", 5, "no schema"),
        ("{contains: [hello]}", "{json_schema: {type: x}}", 5, "type must be one of"),
        ("{contains: [hello]}", "{similarity: {to: a, at_least: 2}}", 5, "<= 1"),
    ],
)
def test_a_fault_in_an_eval_file_names_its_line(
    repository: Path,
    capsys: pytest.CaptureFixture[str],
    before: str,
    after: str,
    line: int,
    words: str,
) -> None:
    (repository / "evals" / "hello.yaml").write_text(EVALS.replace(before, after))

    assert run(repository) == 2

    told = capsys.readouterr().err
    assert told.startswith(f"evals/hello.yaml, line {line}: ")
    assert words in told


def spoil_answer(recorded: dict[str, str]) -> None:
    """Write another answer over the recorded one."""
    recorded["answer"] = "hello, as nobody said it"


def spoil_refusal(recorded: dict[str, str]) -> None:
    """Let a refusal stand where an answer was."""
    recorded["refused"] = "blocked"


def forget_digest(recorded: dict[str, str]) -> None:
    """Take away what the content is told by, as in recordings of earlier releases."""
    del recorded["digest"]


@pytest.mark.parametrize("spoil", [spoil_answer, spoil_refusal, forget_digest])
def test_a_recording_that_was_written_by_hand_is_refused_and_to_be_recorded_again(
    repository: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[dict[str, str]], None],
) -> None:
    run(repository, "--record")
    (path,) = (repository / "evals" / "cassettes").iterdir()
    told = json.loads(path.read_text())
    spoil(told["answers"]["it greets"])
    path.write_text(json.dumps(told))

    assert run(repository) == 1

    said = capsys.readouterr().out
    assert "the recorded answer is not as it was recorded" in said
    assert "Record it: python -m app.evals --record" in said
    assert (run(repository, "--record"), run(repository)) == (0, 0)


def test_a_recorded_answer_that_is_copied_to_another_case_is_refused(repository: Path) -> None:
    case = EVALS.partition("cases:\n")[2].replace("it greets", "it greets again")
    (repository / "evals" / "hello.yaml").write_text(EVALS + case)
    run(repository, "--record")
    (path,) = (repository / "evals" / "cassettes").iterdir()
    told = json.loads(path.read_text())
    told["answers"]["it greets again"] = told["answers"]["it greets"]
    path.write_text(json.dumps(told))

    assert run(repository) == 1


def test_a_broken_recording_and_a_folder_without_evals_end_with_2(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(repository, "--record")
    next((repository / "evals" / "cassettes").iterdir()).write_text("[")
    assert run(repository) == 2

    (repository / "evals" / "hello.yaml").unlink()
    assert run(repository) == 2
    assert "There are no evals" in capsys.readouterr().err


def test_live_without_a_token_says_what_is_missing(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--live"], repository, lambda: through_proxy({})) == 2
    assert "EVALS_TOKEN" in capsys.readouterr().err


def test_a_missing_token_names_where_the_proxy_is_looked_for_too(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--live"], repository, lambda: through_proxy({"EVALS_URL": "http://proxy.test/"}))

    told = capsys.readouterr().err
    assert "EVALS_URL, here http://proxy.test (by default http://127.0.0.1:8000)" in told


def test_the_evals_that_ship_pass_from_their_recordings(tmp_path: Path) -> None:
    for name in ("app", "evals", "prompts"):
        shutil.copytree(FILES / name, tmp_path / name)
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{KIT}{os.pathsep}{FILES}"}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "app.evals"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "3 of 3 cases passed." in done.stdout
