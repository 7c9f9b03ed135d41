"""What `microapp new --no-input` costs beside `copier copy` of the same files.

Run it as `.venv/bin/python tests/benchmarks/new_cpu.py`. The copier template holds the very
files that microapp writes; those that are templates for microapp are templates for copier too,
and copier gets the manifest, its schema and the lock ready-made.
"""

from __future__ import annotations

import itertools
import json
import shutil
import sys
import tempfile
from pathlib import Path

from microapp_cli import __version__
from microapp_cli.adapters import renderer, repository
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.core import sample
from microapp_cli.core.manifest import template_values
from microapp_cli.core.plan import DATA_FILES
from microapp_cli.main import workbench
from tests.benchmarks.cpu import compare, seconds

BAR = 0.7
BIN = Path(sys.executable).parent


def main() -> int:
    """Print the ratio; gives 1 when it is over the bar."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copier_template(folder)
        answers = folder / "answers.json"
        answers.write_text(json.dumps(sample.answers("crud")), encoding="utf-8")
        numbers = itertools.count()
        new = [str(BIN / "microapp"), "new", "--no-input", "--answers", str(answers), "--output"]
        copy = [str(BIN / "copier"), "copy", "--quiet", "--defaults", str(folder / "copier")]
        check_same_files(folder, [*new, str(folder / "ours")], [*copy, str(folder / "theirs")])
        return compare(
            ("microapp new --no-input", "copier copy"),
            lambda: [*new, str(folder / f"ours-{next(numbers)}")],
            lambda: [*copy, str(folder / f"theirs-{next(numbers)}")],
            at_most=BAR,
        )


def copier_template(folder: Path) -> None:
    """Write the repository that microapp would make as a copier template."""
    bench = workbench()
    design = sample_design(bench, "crud", ci="github", runtime="container")
    made = repository.write(design, bench.layers, folder / "made")
    (folder / "copier").mkdir()
    template = folder / "copier" / "template"
    values = template_values(
        design.manifest, dependencies=design.plan.dependencies, version=__version__
    )
    renderer.stage(design.plan, values, bench.layers, folder / "staged")
    (folder / "staged" / renderer.PROJECT).rename(template)
    for file in design.plan.files:
        if file.is_template:
            (template / file.path).rename(template / f"{file.path}.jinja")
    for path in DATA_FILES:
        (template / path).parent.mkdir(exist_ok=True)
        shutil.copyfile(made / path, template / path)
    questions = {
        "_subdirectory": "template",
        "_envops": renderer.JINJA_OPTIONS,
        "cookiecutter": {"type": "json", "default": json.dumps(values)},
    }
    (folder / "copier" / "copier.yml").write_text(json.dumps(questions), encoding="utf-8")


def check_same_files(folder: Path, ours: list[str], theirs: list[str]) -> None:
    """Stop unless both commands write the same files with the same bytes."""
    seconds(ours)
    seconds(theirs)
    trees = [
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }
        for root in (folder / "ours" / "leave-helper", folder / "theirs")
    ]
    if trees[0] != trees[1]:
        different = {
            path for path in trees[0] | trees[1] if trees[0].get(path) != trees[1].get(path)
        }
        raise SystemExit(f"The files differ: {sorted(different)}")


if __name__ == "__main__":
    raise SystemExit(main())
