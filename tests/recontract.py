"""Rewrites each blueprint's openapi.yaml and connectors from what its app declares.

Run it as `.venv/bin/python tests/recontract.py` after the kit's contract, a derivation or the
resources of a blueprint changed.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from microapp_cli.adapters import contract_files, repository
from microapp_cli.commands.blueprints import sample_design
from microapp_cli.core.blueprints import of_kind
from microapp_cli.main import workbench
from tests.servers.rendered import installed


def main() -> None:
    """Render each blueprint, let its own app write the contract, and derive the rest."""
    bench = workbench()
    for blueprint in of_kind(bench.layers.all, "blueprint"):
        files = bench.layers.folder(blueprint) / "files"
        design = sample_design(bench, blueprint.name, ci="github", runtime="container")
        with tempfile.TemporaryDirectory() as place:
            app = repository.write(design, bench.layers, Path(place, "app"))
            command = [str(installed(app)), "-m", "microapp_kit.contract_file"]
            subprocess.run(command, cwd=app, check=True)
            shutil.copyfile(app / contract_files.CONTRACT, files / contract_files.CONTRACT)
        connectors = files / contract_files.CONNECTORS
        shutil.rmtree(connectors, ignore_errors=True)
        derived = contract_files.derive_from(files / contract_files.CONTRACT)
        contract_files.write(connectors, derived)


if __name__ == "__main__":
    main()
