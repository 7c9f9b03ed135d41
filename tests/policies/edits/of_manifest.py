"""Edits of what an app says of itself, and of its files: the layer base and the mix-ins."""

from __future__ import annotations

from microapp_cli.adapters.contract_files import CONTRACT
from microapp_cli.core.file_names import LOCK, MANIFEST
from tests.policies.edits.apps import attestation
from tests.policies.edits.changes import (
    Change,
    add,
    derived_again,
    remove,
    replace,
    swap,
    within,
    without,
)
from tests.policies.edits.edit import Edit

MERGED = """\
<<<<<<< HEAD
  "tier": "T1",
=======
  "tier": "T0",
>>>>>>> less-to-do
"""
"""What git leaves where two changes meet."""
NEW = "    NoteCreate:\n"
"""Where in the contract stands what people send for a new note."""
ANOTHER = """\
        {name}:
          type: {kind}
          description: What the form asks for.
          {bound}
        title:
"""


def field(name: str, kind: str = "string", bound: str = "maxLength: 100") -> Change:
    """A field more in what people send for a new note."""
    text = ANOTHER.format(name=name, kind=kind, bound=bound)
    return within(CONTRACT, NEW, swap(CONTRACT, "        title:\n", text))


def layer(name: str) -> tuple[str, str]:
    """A policy more, which the owner takes on by hand."""
    return "policies: [base,", f"policies: [base, {name},"


EDITS = [
    Edit(
        "MA001",
        MANIFEST,
        "email: ann@acme",
        (swap(MANIFEST, "ann@acme.example", "ann@acme"), derived_again),
    ),
    Edit(
        "MA002",
        MANIFEST,
        "email: ann@acme.example",
        (swap(MANIFEST, "bob@acme.example", "ann@acme.example"), derived_again),
    ),
    Edit(
        "MA003",
        MANIFEST,
        "purpose:",
        (
            swap(
                MANIFEST, "Shows everybody in the team who is away, and until when.", "To be done."
            ),
            derived_again,
        ),
    ),
    Edit("MA004", MANIFEST, "homepage", (add(MANIFEST, "homepage: https://acme.example\n"),)),
    Edit(
        "MA005",
        MANIFEST,
        "assessed",
        (swap(MANIFEST, "  created:", "  assessed: '2027-11-20'\n  created:"),),
    ),
    Edit(
        "MA006",
        MANIFEST,
        "outage: unknown",
        (
            swap(MANIFEST, "outage: stops_team", "outage: unknown"),
            swap(MANIFEST, "needs_help: false", "needs_help: true"),
        ),
        app="going live",
    ),
    Edit(
        "MA007",
        MANIFEST,
        "rpm_user",
        (swap(MANIFEST, "rpm_user: {value: 30", "rpm_user: {value: 300"),),
    ),
    Edit("MA008", MANIFEST, "policies", (swap(MANIFEST, ", supply_chain, deploy]", ", deploy]"),)),
    Edit("MA009", CONTRACT, "birth_date:", (field("birth_date"), derived_again)),
    Edit(
        "MA009",
        CONTRACT,
        "birth_date:",
        (field("birth_date"), derived_again),
        app="of unknown data",
    ),
    Edit(
        "MA010",
        MANIFEST,
        "answers:",
        (
            swap(MANIFEST, "ai_and_egress: private_ai", "ai_and_egress: approved_ext"),
            swap(MANIFEST, "llm: private", "llm: external_default"),
            swap(MANIFEST, "  egress: none", "  egress: allowlist"),
        ),
        app="restricted",
    ),
    Edit(
        "MA011",
        MANIFEST,
        "expires:",
        (swap(MANIFEST, "expires: '2027", "expires: '2031"), derived_again),
    ),
    Edit("MA012", "ops/prometheus/alerts.yml", 1, (add("ops/prometheus/alerts.yml", "# quiet\n"),)),
    Edit(
        "MA013",
        LOCK,
        "<<<<<<< HEAD",
        (swap(LOCK, '  "tier": "T1",\n', MERGED),),
    ),
    Edit(
        "MA014",
        "README.md",
        1,
        (replace("README.md", "# Wer fehlt für wie lange\n".encode("latin-1")),),
    ),
    Edit(
        "MA015",
        "app/routes.py",
        "import os",
        (swap("app/routes.py", "from microapp_kit", "import os\n\nfrom microapp_kit"),),
    ),
    Edit(
        "MA016",
        "CODEOWNERS",
        "* ann@",
        (swap(MANIFEST, "email: ann@acme", "email: eve@acme"), derived_again),
    ),
    Edit(
        "MA017",
        "docs/data_inventory.md",
        1,
        (replace("docs/data_inventory.md", b"# Data inventory\n\nTo be written.\n"),),
        app="going live",
    ),
    Edit(
        "MA018",
        MANIFEST,
        "attestations:",
        (without(MANIFEST, "  - control: environments.smoke_test"),),
        app="going live",
    ),
    Edit(
        "MA019",
        MANIFEST,
        "- control: environments.smoke_test",
        (add(MANIFEST, f"attestations:\n{attestation('environments.smoke_test', '2027-11-23')}"),),
    ),
    Edit("MA025", MANIFEST, "abac", (remove("app/policies/notes.rego"),), app="going live"),
    Edit(
        "MA025",
        "app/resources.py",
        "notes = Resource(",
        (swap("app/resources.py", "app.notes.allow", "notes"),),
        app="going live",
    ),
    # Mix-ins
    Edit("MA201", MANIFEST, "audit_days", (swap(MANIFEST, *layer("finance")),)),
    Edit("MA210", MANIFEST, "sensitivity", (swap(MANIFEST, *layer("hr")),)),
    Edit(
        "MA211",
        MANIFEST,
        "app_data_days",
        (
            swap(
                CONTRACT,
                "    NoteCreate:\n",
                "    Applicant:\n      type: object\n    NoteCreate:\n",
            ),
            derived_again,
        ),
        app="mixed",
    ),
    Edit("MA212", MANIFEST, "ai_and_egress", (swap(MANIFEST, *layer("hr")),), app="agent"),
    Edit("MA220", CONTRACT, "diagnosis:", (field("diagnosis"), derived_again), app="mixed"),
    Edit("MA221", MANIFEST, "ai_and_egress", (swap(MANIFEST, *layer("health")),), app="agent"),
    Edit(
        "MA222",
        MANIFEST,
        "attestations",
        (
            swap(MANIFEST, *layer("health")),
            swap(MANIFEST, "audit_days: {value: 730", "audit_days: {value: 2555"),
        ),
        app="going live",
    ),
    Edit("MA223", MANIFEST, "audit_days", (swap(MANIFEST, *layer("health")),)),
]
