"""One of many processes that find no catalog, make it, and enter an app."""

from __future__ import annotations

import sys

from tests.catalogs import manifest, open_at, register, taken

if __name__ == "__main__":
    url, number = sys.argv[1:]
    register(open_at(url), taken(manifest(f"app-{number}-new"), repository=""))
