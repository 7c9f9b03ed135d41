"""`microapp catalog evidence`: what an auditor asks for about one app, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from microapp_cli.adapters.workbench import Workbench
from microapp_cli.commands.catalog_options import AsJson, Name
from microapp_cli.output import catalog_text as shown


def evidence(
    context: typer.Context,
    name: Name,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.zip", help="A new file.")],
    as_json: AsJson = False,
) -> None:
    """Write the evidence for an app as a zip.

    The same state and day give the same bytes.

    Manifest, answers, controls with their proof, the check's report, reviews, exceptions, the
    audit log, an SBOM, and a README that says how to verify it without microapp.
    """
    from microapp_cli.adapters.catalog import evidence as found
    from microapp_cli.adapters.catalog import evidence_zip
    from microapp_cli.adapters.catalog.opening import open_catalog
    from microapp_cli.adapters.catalog.standings import shipped

    bench: Workbench = context.obj
    evidence_zip.check_free(output)
    with open_catalog(bench.environ).read() as reading:
        files = found.gather(reading, name, shipped(bench.layers))
        count = evidence_zip.write(output, files)
    data = {"app": name, "file": str(output), "files": count}
    typer.echo(shown.as_json(data) if as_json else f"{count} files of evidence in {output}.")
