"""Which secrets are found, and how often what is none is taken for one, beside detect-secrets.

Run it as `.venv/bin/python tests/benchmarks/secrets_accuracy.py`. It needs the network, for pip
alone: five large source trees that were chosen before anything was counted, at fixed versions,
and five hard ones that are full of keys for tests. A private key with a body is a true finding
wherever it lies, so it is counted apart; all else that is told of these trees is taken for a
false alarm, even where it may have been a real key once. What pip unpacks is read, never built.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from microapp_cli.adapters.secrets_scan import scan
from tests.adapters.planted_keys import Planted, planted

CHOSEN = (
    "django==5.2.8",
    "sympy==1.14.0",
    "pandas==3.1.1",
    "scikit-learn==1.9.1",
    "sqlalchemy==2.1.9",
)
HARD = (
    "botocore==1.44.5",
    "ansible-core==2.19.14",
    "scrapy==2.19.0",
    "twisted==26.10.0",
    "salt==3008.5",
)
SEED = 7
AT_LEAST_KEYS, AT_LEAST_VENDORS = 60, 30
AT_MOST = 1.0
LARGEST = 5 * 2**20
BIN = Path(sys.executable).parent
TRUE_KINDS = ("Private key", "Google service-account key")
THEIR_TRUE_KINDS = ("Private Key",)


def main() -> int:
    """Print it all; gives 1 when a planted key is lost or the false alarms are over the bar."""
    keys = planted(SEED)
    found = [one for one in keys if is_found(one)]
    branded = [one for one in found if one.vendor]
    vendors = {one.vendor for one in branded}
    print(f"planted keys found  {len(found)} of {len(keys)}")
    print(f"of vendors' own     {len(branded)}, of {len(vendors)} vendors")
    print(f"{'':28}{'files':>6}{'ours':>6}{'per 1,000':>11}{'keys':>6}{'theirs':>8}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as place:
        chosen = [row(pinned, Path(place)) for pinned in CHOSEN]
        files, ours, theirs = (sum(part) for part in zip(*chosen, strict=True))
        show("these five", files, ours, 0, theirs)
        for pinned in HARD:
            row(pinned, Path(place))
    print(f"bar: at most {AT_MOST} per 1,000 files of these five")
    is_short = (
        len(found) < len(keys) or len(branded) < AT_LEAST_KEYS or len(vendors) < AT_LEAST_VENDORS
    )
    return int(is_short or not files or ours / files * 1000 >= AT_MOST)


def is_found(one: Planted) -> bool:
    """Whether the key is told with its line and column, on the third line of a file."""
    hits = scan(f"# one\n# two\n{one.line}\n".encode())
    return (3, len(one.before) + 1) in {(hit.line, hit.column) for hit in hits}


def row(pinned: str, place: Path) -> tuple[int, int, int]:
    """Print what one tree gives: files, false alarms of ours, and of detect-secrets."""
    tree = fetched(pinned, place / pinned)
    files = [path for path in sorted(tree.rglob("*")) if is_read(path)]
    kinds = [hit.kind for path in files for hit in scan(path.read_bytes())]
    false = sum(kind not in TRUE_KINDS for kind in kinds)
    theirs = sum(kind not in THEIR_TRUE_KINDS for kind in detected(tree))
    show(pinned, len(files), false, len(kinds) - false, theirs)
    return len(files), false, theirs


def is_read(path: Path) -> bool:
    """Whether this is a plain file of a size that microapp reads."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST


def show(name: str, files: int, ours: int, keys: int, theirs: int) -> None:
    """Print one row; the ratio is ours to theirs."""
    each = ours / files * 1000 if files else 0
    ratio = f"{ours / theirs:8.3f}" if theirs else f"{'':8}"
    print(f"{name:28}{files:6}{ours:6}{each:11.2f}{keys:6}{theirs:8}{ratio}", flush=True)


def fetched(pinned: str, place: Path) -> Path:
    """The source of a package as pip unpacks it; that pip cannot build it here does not matter."""
    place.mkdir()
    words = ["-m", "pip", "download", "--quiet", "--no-deps", "--no-clean", "--no-input"]
    words += ["--no-binary=:all:", "--no-build-isolation", f"--dest={place / 'sdist'}", pinned]
    environ = {"PATH": str(BIN), "HOME": str(Path.home()), "TMPDIR": str(place)}
    subprocess.run([sys.executable, *words], capture_output=True, env=environ)
    trees = [path.parent for path in place.glob("*/*/PKG-INFO")]
    if not trees:
        sys.exit(f"pip did not fetch {pinned}. Is there a network?")
    return trees[0]


def detected(tree: Path) -> Iterable[str]:
    """The kind of everything that detect-secrets tells of all files of a tree."""
    command = [str(BIN / "detect-secrets"), "scan", "--all-files", "."]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["results"]
    return [str(entry["type"]) for entries in found.values() for entry in entries]


if __name__ == "__main__":
    raise SystemExit(main())
