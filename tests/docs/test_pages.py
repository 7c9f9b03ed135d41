"""A page that is not true is found."""

from pathlib import Path

import pytest

from tests.docs.pages import Block, NotTrue, blocks, run


def page(text: str) -> list[Block]:
    """The blocks of a page with this text, in which `~~~` stands for the fence of a block."""
    return blocks(text.replace("~~~", "```"))


def test_a_page_that_says_what_happens_is_true(tmp_path: Path) -> None:
    said = page(
        "~~~yaml a/b.yaml\nx: 1\n~~~\n~~~bash\ncd a\nY=2\n~~~\n"
        "~~~bash\ncat b.yaml; echo more; echo $Y\n~~~\n~~~text\nx: …\n2\n~~~\n",
    )

    run("page.md", said, tmp_path, port=1)


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
    said = page(untrue)

    with pytest.raises(NotTrue):
        run("page.md", said, tmp_path, port=1)
