"""A page that is not true is found."""

from pathlib import Path

import pytest

from tests.docs.pages import NotTrue, run


def page(folder: Path, text: str) -> Path:
    """A page with this text, in which `~~~` stands for the fence of a block."""
    path = folder / "page.md"
    path.write_text(text.replace("~~~", "```"))
    return path


def test_a_page_that_says_what_happens_is_true(tmp_path: Path) -> None:
    said = page(
        tmp_path,
        "~~~yaml a/b.yaml\nx: 1\n~~~\n~~~bash\ncd a\nY=2\n~~~\n"
        "~~~bash\ncat b.yaml; echo more; echo $Y\n~~~\n~~~text\nx: …\n2\n~~~\n",
    )

    run(said, tmp_path, port=1, instead={})


@pytest.mark.parametrize(
    "untrue",
    [
        "~~~bash\necho one\n~~~\n~~~text\ntwo\n~~~\n",
        "~~~bash\necho one; echo two\n~~~\n~~~text\ntwo\none\n~~~\n",
        "~~~bash\nfalse\n~~~\n",
        "~~~bash\nfalse | true\n~~~\n",
        "~~~bash\necho $NOT_SET\n~~~\n",
        "~~~bash keeps running\nfalse\n~~~\n",
        "~~~text\nnobody prints this\n~~~\n",
        "~~~\nno language\n~~~\n",
        "~~~python\nprint('nobody runs this')\n~~~\n",
    ],
)
def test_a_page_that_is_not_true_is_found(tmp_path: Path, untrue: str) -> None:
    said = page(tmp_path, untrue)

    with pytest.raises(NotTrue):
        run(said, tmp_path, port=1, instead={})
