"""What makes two findings the same one, even after lines above it were added or removed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from microapp_cli.core.findings import Finding


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """A fingerprint per finding, without its line: the second of two equal ones is numbered."""
    seen: Counter[str] = Counter()
    marks = []
    for finding in findings:
        mark = _mark(finding)
        marks.append(f"{mark}:{seen[mark]}")
        seen[mark] += 1
    return marks


def with_known(findings: Iterable[Finding], before: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, those that were there before marked as known."""
    old = set(fingerprints(before))
    now = tuple(findings)
    pairs = zip(now, fingerprints(now), strict=True)
    return tuple(replace(finding, known=mark in old) for finding, mark in pairs)


def _mark(finding: Finding) -> str:
    said = "\0".join([finding.id, finding.path, finding.message])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
