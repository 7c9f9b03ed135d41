"""How much of persons' data is found, and how often what is none is taken for it, per kind.

Run it as `.venv/bin/python tests/benchmarks/pii_quality.py`, with `.` and
`blueprints/llm_proxy/files` on PYTHONPATH. It counts on the measured sentences, with the word
`varied` on those of many more kinds, with the word `seen` on those that one may look at, where
`seen misses` prints what went wrong as well. A value counts as found when all of it is covered.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from microapp_llm.redaction import Policy, Redactor
from microapp_llm.redaction.found import Found
from tests.benchmarks.pii_sentences_measured import Sentence
from tests.benchmarks.pii_sentences_measured import sentences as measured
from tests.benchmarks.pii_varied import sentences as varied
from tests.blueprints.llm.sentences_seen import sentences as seen

SEED, EACH = 20261, 20
BAR_F1, BAR_NAMES, BAR_TOUCHED = 0.98, 0.90, 0.05


def main(words: list[str]) -> int:
    """Print the table; gives 1 when a bar is missed."""
    source = {"seen": seen, "varied": varied}.get(words[0] if words else "", measured)
    table = Table(show_misses="seen" in words and "misses" in words)
    table.count(source(SEED, EACH))
    return table.show()


class Table:
    """Counts of what was found, missed and wrongly taken, per row."""

    def __init__(self, show_misses: bool) -> None:
        self._redactor = Redactor(Policy(), b"a key for measuring with")
        self._found: Counter[str] = Counter()
        self._missed: Counter[str] = Counter()
        self._wrong: Counter[str] = Counter()
        self._free = self._touched = self._named = 0
        self._show_misses = show_misses

    def count(self, sentences: Iterable[Sentence]) -> None:
        """Judge each sentence."""
        for one in sentences:
            findings = self._redactor.findings(one.text)
            for start, end, kind in one.labels:
                hit = _is_covered(one.text, start, end, kind, findings)
                for row in {kind, *([one.group] if one.group.startswith(kind) else [])}:
                    (self._found if hit else self._missed)[row] += 1
                if not hit:
                    self._tell("missed", one, one.text[start:end])
            for it in findings:
                if it.kind in ("birth_date", "address") and one.labels:
                    continue  # beside what is labelled, such things stand unlabelled
                if it.kind == "ip" and one.group == "secret":
                    continue  # the password in an address stands beside a real one
                if not any(
                    kind == it.kind and it.start < end and start < it.end
                    for start, end, kind in one.labels
                ):
                    self._wrong[it.kind] += 1
                    self._tell(f"wrong {it.kind}", one, one.text[it.start : it.end])
            if not one.labels:
                self._free += 1
                self._touched += bool(findings)
                self._named += any(it.kind == "name" for it in findings)

    def _tell(self, what: str, one: Sentence, value: str) -> None:
        if self._show_misses:
            print(f"{what:18} {value!r} in {one.text!r}")

    def show(self) -> int:
        """Print the rows; the exit code."""
        short = 0
        print(f"{'':22}{'values':>7}{'precision':>11}{'recall':>8}{'F1':>8}")
        for row in sorted({*self._found, *self._missed}):
            found, missed, wrong = self._found[row], self._missed[row], self._wrong[row]
            recall = found / (found + missed)
            if " " in row:
                print(f"  {row:20}{found + missed:7}{'':11}{recall:8.3f}")
                continue
            precision = found / (found + wrong) if found else 0.0
            f1 = 2 * precision * recall / (precision + recall) if found else 0.0
            print(f"{row:22}{found + missed:7}{precision:11.3f}{recall:8.3f}{f1:8.3f}")
            short += recall < BAR_NAMES if row == "name" else f1 < BAR_F1
        touched = self._touched / max(1, self._free)
        print(f"texts without persons' data: {self._free}, touched {touched:.1%}, ", end="")
        print(f"by a name {self._named / max(1, self._free):.1%}")
        return int(short > 0 or touched > BAR_TOUCHED)


def _is_covered(text: str, start: int, end: int, kind: str, findings: Iterable[Found]) -> bool:
    """Whether findings of the kind cover each letter and digit of a value."""
    spans = [(it.start, it.end) for it in findings if it.kind == kind]
    return all(
        not text[at].isalnum() or any(begin <= at < stop for begin, stop in spans)
        for at in range(start, end)
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
