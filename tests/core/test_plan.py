"""A plan says of every file where it comes from and whose it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from microapp_cli.core.blueprints import Layer, choose, find
from microapp_cli.core.errors import BadLayer
from microapp_cli.core.plan import build


def layer(
    *files: str,
    name: str = "crud",
    kind: str = "blueprint",
    classes: Sequence[tuple[str, str]] = (("**", "yours"),),
    dependencies: Sequence[str] = (),
) -> Layer:
    """A layer that brings these files."""
    return Layer(name, kind, "T", "D", "1.0.0", tuple(dependencies), tuple(classes), files)


def test_a_template_loses_its_suffix_and_nothing_else_does() -> None:
    plan = build([layer("README.md.jinja", "app/a.py", "jinja")])

    assert [(file.path, file.is_template) for file in plan.files] == [
        ("README.md", True),
        ("app/a.py", False),
        ("jinja", False),
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "is_match"),
    [
        ("app/**", "app/a.py", True),
        ("app/**", "app/b/c.py", True),
        ("app/**", "application.py", False),
        ("*.md", "README.md", True),
        ("*.md", "docs/README.md", False),
        ("**/*.md", "README.md", True),
        ("**/*.md", "docs/deep/README.md", True),
        ("requirements*.txt", "requirements-dev.txt", True),
        ("a.b", "axb", False),
        ("**", ".hidden/x", True),
    ],
)
def test_a_pattern_matches_whole_paths(pattern: str, path: str, is_match: bool) -> None:
    lines = [(pattern, "platform"), ("**", "yours")]

    (file,) = build([layer(path, classes=lines)]).files

    assert file.owner == ("platform" if is_match else "yours")


def test_the_first_line_that_matches_decides() -> None:
    lines = [("tests/kit/**", "platform"), ("tests/**", "yours")]

    plan = build([layer("tests/kit/a.py", "tests/b.py", classes=lines)])

    assert [file.owner for file in plan.files] == ["yours", "platform"]


def test_a_file_without_a_class_is_an_error() -> None:
    with pytest.raises(BadLayer, match=r"crud: app/x\.py has no class"):
        build([layer("app/x.py", classes=[("docs/**", "yours")])])


@pytest.mark.parametrize("other", ["app/x.py", "app/x.py.jinja", "APP/X.py"])
def test_a_path_that_two_layers_bring_is_an_error(other: str) -> None:
    with pytest.raises(BadLayer, match="comes from base and from crud"):
        build([layer("app/x.py", name="base", kind="base"), layer(other)])


@pytest.mark.parametrize("path", ["microapp.yaml", ".microapp/lock.json", "Microapp.yaml"])
def test_a_layer_cannot_bring_what_microapp_writes(path: str) -> None:
    with pytest.raises(BadLayer, match="comes from microapp itself"):
        build([layer(path)])


@pytest.mark.parametrize(
    "path",
    ["../x", "a/../b", "/etc/x", "a//b", "{{x}}", "a[1]", "a b", "a\\b", "x*", ".", "a/{% x %}"],
)
def test_a_path_that_could_mean_something_else_is_an_error(path: str) -> None:
    with pytest.raises(BadLayer, match="is no plain path"):
        build([layer(path)])


def test_dependencies_are_merged_and_sorted() -> None:
    layers = [layer(dependencies=["b>=1", "a>=2"], name="base"), layer(dependencies=["b>=1"])]

    assert build(layers).dependencies == ("a>=2", "b>=1")


def test_a_folder_without_templates_is_copied_as_one() -> None:
    files = ["README.md.jinja", "app/a.py", "app/b/c.py", "docs/x.md.jinja", "docs/y.md", "z"]

    assert build([layer(*files)]).copied == ("app", "docs/y.md", "z")


def test_every_file_of_the_repository_has_a_class() -> None:
    owners = build([layer("b", "a")]).owners

    assert list(owners.items()) == [
        (".microapp/lock.json", "platform"),
        (".microapp/manifest.schema.json", "platform"),
        ("a", "yours"),
        ("b", "yours"),
        ("catalog-info.yaml", "derived"),
        ("microapp.yaml", "yours"),
    ]


def test_an_app_is_made_of_four_layers_in_order() -> None:
    names = {"ci": "github", "blueprint": "crud", "runtime": "container", "base": "base"}
    layers = [layer(name=name, kind=kind) for kind, name in names.items()]

    chosen = choose(layers, blueprint="crud", runtime="container", ci="github")

    assert [layer.kind for layer in chosen] == ["base", "blueprint", "runtime", "ci"]


def test_an_unknown_layer_is_answered_with_the_known_ones() -> None:
    layers = [layer(name="github", kind="ci"), layer(name="gitlab", kind="ci")]

    with pytest.raises(BadLayer, match=r"no ci named 'jenkins'\. There are: github, gitlab\."):
        find(layers, "ci", "jenkins")
