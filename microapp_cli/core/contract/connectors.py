"""Everything that follows from a contract, in one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from microapp_cli.core.contract import make, postman, power_automate, zapier
from microapp_cli.core.contract.derived import Derived, Note
from microapp_cli.core.contract.document import Contract

CONNECTORS = {
    "Postman": postman.derive,
    "Power Automate": power_automate.derive,
    "Zapier": zapier.derive,
    "Make": make.derive,
}


def derive_all(contract: Contract, stamp: str) -> Derived:
    """Give the files of all connectors, and their notes under each connector's name."""
    made = {name: derive(contract, stamp) for name, derive in CONNECTORS.items()}
    files = {path: data for derived in made.values() for path, data in derived.files.items()}
    notes = [
        Note(f"{name}: {note.where}", note.what)
        for name, derived in made.items()
        for note in derived.notes
    ]
    return Derived(files, (*_of_no_connector(contract), *notes))


def _of_no_connector(contract: Contract) -> Iterator[Note]:
    """What no connector can express: it would be the same note for each of them."""
    webhooks = contract.raw.get("webhooks")
    for name in webhooks if isinstance(webhooks, Mapping) else ():
        yield Note(f"webhook {name}", "Calls that the API makes by itself are in no connector.")
    for operation in contract.operations:
        callbacks = operation.raw.get("callbacks")
        for name in callbacks if isinstance(callbacks, Mapping) else ():
            yield Note(operation.where, f"The callback {name} is in no connector.")
        if operation.raw.get("servers"):
            yield Note(operation.where, "Its own server is not used: it is called at the first.")
