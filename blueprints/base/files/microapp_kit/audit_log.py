"""`python -m microapp_kit.audit_log verify|show`: proves the audit log whole, or prints it."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from microapp_kit.audit import Audit
from microapp_kit.audit_chains import check_chains, orgs_of, pages
from microapp_kit.errors import Refusal
from microapp_kit.opening import open_store
from microapp_kit.schema import metadata_of
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import read_settings
from microapp_kit.sql import moment_text
from microapp_kit.store import Store

NAMES = (
    "org",
    "seq",
    "at",
    "actor",
    "action",
    "target",
    "request_id",
    "changes",
    "previous",
    "hash",
)


def main(arguments: Sequence[str], environ: Mapping[str, str], folder: Path) -> int:
    """Verify or show the audit log; give the exit code: 1 where the chain is broken."""
    wish = _parser().parse_args(arguments)
    try:
        settings = read_settings(environ, folder)
        return asyncio.run(_run(open_store(settings.database_url), wish))
    except (CannotStart, Refusal) as error:
        print(error, file=sys.stderr)
        return 2


async def _run(store: Store, wish: argparse.Namespace) -> int:
    await store.start()
    try:
        audit = Audit(metadata_of([]), store.compiler)
        orgs = [wish.org] if wish.org is not None else await orgs_of(store, audit)
        if wish.command == "show":
            return await _show(store, audit, orgs)
        return await _verify(store, audit, orgs)
    finally:
        await store.close()


async def _verify(store: Store, audit: Audit, orgs: Sequence[str]) -> int:
    """Check each org's chain from its first entry; tell the first break of each."""
    chains = [chain async for chain in check_chains(store, audit, orgs)]
    broken = [chain for chain in chains if chain.broken_at is not None]
    for chain in broken:
        print(f"broken: org {chain.org!r}, entry {chain.broken_at}")
    if not broken:
        print(f"whole: {sum(c.entries for c in chains)} entries in {len(chains)} chains")
    return 1 if broken else 0


async def _show(store: Store, audit: Audit, orgs: Sequence[str]) -> int:
    for org in orgs:
        async for rows in pages(store, audit, org):
            for row in rows:
                entry = dict(zip(NAMES, row, strict=True))
                if not isinstance(entry["at"], str):
                    entry["at"] = moment_text(entry["at"])
                entry["changes"] = msgspec.json.decode(entry["changes"])
                print(msgspec.json.encode(entry).decode())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m microapp_kit.audit_log",
        description="Verify the audit log's hash chains, or show it as JSON lines.",
    )
    parser.add_argument("command", choices=("verify", "show"))
    parser.add_argument("--org", help="only this org (all without it)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ, Path.cwd()))
