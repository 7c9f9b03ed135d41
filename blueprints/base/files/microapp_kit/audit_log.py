"""`python -m microapp_kit.audit_log verify|show`: proves the audit log whole, or prints it."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import msgspec

from microapp_kit.audit import START, Audit, first_break
from microapp_kit.errors import Refusal
from microapp_kit.schema import metadata_of
from microapp_kit.secrets import CannotStart
from microapp_kit.settings import read_settings
from microapp_kit.sql import Row, moment_text
from microapp_kit.store import Store, open_store

NAMES = ("org", "seq", "at", "actor", "action", "target", "request_id", "changes")


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
        orgs = [wish.org] if wish.org is not None else await _orgs(store, audit)
        if wish.command == "show":
            return await _show(store, audit, orgs)
        return await _verify(store, audit, orgs)
    finally:
        await store.close()


async def _orgs(store: Store, audit: Audit) -> list[str]:
    return [row[0] for row in await store.read("", audit.orgs, {})]


async def _verify(store: Store, audit: Audit, orgs: Sequence[str]) -> int:
    """Check each org's chain from its first entry; tell the first break of each."""
    broken = total = 0
    for org in orgs:
        seq, previous = 0, START
        async for rows in _pages(store, audit, org):
            found = first_break(rows, seq, previous)
            if found is not None:
                print(f"broken: org {org!r}, entry {found}")
                broken += 1
                break
            seq, previous = rows[-1][1], rows[-1][9]
        total += seq
    if not broken:
        print(f"whole: {total} entries in {len(orgs)} chains")
    return 1 if broken else 0


async def _show(store: Store, audit: Audit, orgs: Sequence[str]) -> int:
    for org in orgs:
        async for rows in _pages(store, audit, org):
            for row in rows:
                entry = dict(zip(NAMES, row, strict=False))
                if not isinstance(entry["at"], str):
                    entry["at"] = moment_text(entry["at"])
                entry["changes"] = msgspec.json.decode(entry["changes"])
                print(msgspec.json.encode(entry).decode())
    return 0


async def _pages(store: Store, audit: Audit, org: str) -> AsyncIterator[Sequence[Row]]:
    seq = 0
    while rows := await store.read(org, audit.page, {"p_org": org, "p_seq": seq}):
        yield rows
        seq = rows[-1][1]


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
