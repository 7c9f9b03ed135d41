"""An answers file is read as plain data, or refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from microapp_cli.adapters.answers_file import read
from microapp_cli.core.errors import WrongAnswers

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "name: leave-helper\nowner: {name: 'Ann: ops 😀'}\n"),
        ("a.json", '{"name": "leave-helper", "owner": {"name": "Ann: ops \\ud83d\\ude00"}}'),
        ("bom.yaml", "\ufeffname: leave-helper\nowner: {name: 'Ann: ops 😀'}\n"),
    ],
)
def test_yaml_and_json_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    found = read(path)

    assert found == {"name": "leave-helper", "owner": {"name": "Ann: ops 😀"}}


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.yaml", b"name: x\n" * 200_000, "over 1 MB"),
        ("a.yaml", BOMB.encode(), "aliases"),
        ("a.yaml", b"name: x\nname: y\n", "given twice"),
        ("a.json", b'{"name": "x", "name": "y"}', "given twice"),
        ("a.yaml", b"\xff\xfe\x00name", "not UTF-8"),
        ("a.yaml", b"\x89PNG\r\n\x1a\n\x00", "not UTF-8"),
        ("a.yaml", b"name: \x00\n", "a.yaml"),
        ("a.yaml", b"[" * 400_000, "nested"),
        ("a.json", b"[" * 400_000, "nested"),
        ("a.yaml", b"- just\n- a list\n", "key: value"),
        ("a.yaml", b"", "key: value"),
        ("a.yaml", b"name: [unclosed\n", "line 2"),
        ("a.yaml", b"!!python/object/apply:os.system [id]\n", "a.yaml"),
        ("a.json", b"{nope", "a.json"),
    ],
)
def test_what_is_no_answers_file_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(WrongAnswers, match=problem) as refused:
        read(path)

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("path", ["absent.yaml", "."])
def test_a_path_that_is_no_file_is_refused_by_name(tmp_path: Path, path: str) -> None:
    with pytest.raises(WrongAnswers, match="Give the path of a file"):
        read(tmp_path / path)
