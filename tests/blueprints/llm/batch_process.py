"""A process of its own that runs batches: `python batch_process.py URL FILE SECONDS-AN-ITEM`.

It writes a line to FILE before it runs an item, and one after it.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from microapp_kit.audit import Audit
from microapp_kit.opening import open_store
from microapp_kit.schema import metadata_of
from microapp_llm.batches.model import Item, Result, batches_tables
from microapp_llm.batches.queue import Batches
from microapp_llm.batches.runner import BatchRunner, Pace


async def main(url: str, file: Path, seconds: float) -> None:
    """Run what is there until someone kills us."""
    metadata = metadata_of([])
    batches_tables(metadata)
    store = open_store(url)
    await store.start()
    batches = Batches(metadata, store.compiler, Audit(metadata, store.compiler))

    async def run(item: Item) -> Result:
        with file.open("a") as log:
            log.write(f"begin {item.request_id}\n")
        await asyncio.sleep(seconds)
        return Result(200, {"echo": item.body})

    pace = Pace(at_once=2, lease=timedelta(seconds=1), seconds_an_item=0.9, look_every=0.2)
    await BatchRunner(store, batches, run, pace).start()
    await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
