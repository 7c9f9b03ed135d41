"""Evidence: for every control that an app must keep, whether it holds and what proves it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from microapp_cli.core.attestations import problems
from microapp_cli.core.findings import Evidence, Finding, State
from microapp_cli.core.rulebook import Rule

Facts = Mapping[str, Any]
Proof = Mapping[str, Any]


def gather(
    facts: Facts,
    *,
    rules: Iterable[Rule],
    findings: Sequence[Finding],
    table: Mapping[str, Sequence[Proof]],
    titles: Mapping[str, str],
    confirmed: object = None,
) -> tuple[Evidence, ...]:
    """The evidence for every control that the answers demand.

    `rules` are those that judged; a test counts only while the file is the platform's own.
    `confirmed` is what the platform says once for all apps: control → says, by and on.
    """
    facts = {**facts, "confirmed": _said_once(confirmed, date.fromisoformat(facts["today"]))}
    judged = {rule.id: rule for rule in rules}
    controls = (facts["demanded"] or {}).get("controls", {})
    return tuple(
        _evidence(facts, f"{group}.{name}", value, judged, findings, table, titles)
        for group, names in controls.items()
        for name, value in names.items()
    )


def _evidence(
    facts: Facts,
    control: str,
    value: Any,
    judged: Mapping[str, Rule],
    findings: Sequence[Finding],
    table: Mapping[str, Sequence[Proof]],
    titles: Mapping[str, str],
) -> Evidence:
    named = [rule.id for rule in judged.values() if control in rule.controls]
    about = [finding for finding in findings if control in finding.controls]
    proofs = [proof for proof in table.get(control, ()) if _applies(proof, value, facts)]
    lacks = list(_lacks(proofs, control, value, facts, judged, findings))
    told = [*named, *(text for proof in proofs if (text := _shown(proof)))]
    wrong = [finding.message for finding in about if not finding.waived]
    state: State = "held"
    if wrong or lacks or not told:
        state = "not held"
    elif any(finding.waived for finding in about):
        state = "waived"
    because = "; ".join([*wrong, *lacks]) or ("" if told else "nothing proves it.")
    return Evidence(control, titles.get(control, control), value, state, tuple(told), because)


def _applies(proof: Proof, value: Any, facts: Facts) -> bool:
    stated = (facts["demanded"] or {}).get("facts", {})
    when = proof.get("when", {})
    if any(stated.get(fact) not in allowed for fact, allowed in when.items()):
        return False
    values = value if isinstance(value, list) else [value]
    if any(one in proof.get("unless", ()) for one in values):
        return False
    return "where" not in proof or any(one in proof["where"] for one in values)


def _lacks(
    proofs: Iterable[Proof],
    control: str,
    value: Any,
    facts: Facts,
    judged: Mapping[str, Rule],
    findings: Sequence[Finding],
) -> Iterator[str]:
    changed = {entry["path"] for entry in facts["platform"]}
    there = {entry["path"]: entry["class"] for entry in facts["files"]}
    for proof in proofs:
        test, page, rule = (str(proof.get(kind, "")) for kind in ("test", "page", "rule"))
        test = test.partition("::")[0]
        if test and (test in changed or there.get(test) != "platform"):
            yield f"{test} is not the platform's."
        if page and facts["documents"].get(page, {}).get("words", 0) < proof["words"]:
            yield f"{page} is not written."
        if rule and (rule not in judged or any(f.id == rule and not f.waived for f in findings)):
            yield f"{rule} does not hold."
        if "attestation" in proof and not _attested(proof, control, value, facts):
            yield f"{proof['attestation']} has not confirmed it."


def _attested(proof: Proof, control: str, value: Any, facts: Facts) -> bool:
    said = [*facts["attestations"], *(facts["confirmed"] if proof.get("once") else [])]
    days = proof.get("days", 365)
    if days == "value":
        days = value if isinstance(value, int | float) else 365
    today = date.fromisoformat(facts["today"])
    return any(
        entry["control"] == control
        and not entry["problems"]
        and 0 <= (today - date.fromisoformat(entry["on"])).days <= days
        for entry in said
    )


def _said_once(confirmed: object, today: date) -> list[dict[str, Any]]:
    """The platform's own attestations; what is not whole confirms nothing."""
    entries = confirmed if isinstance(confirmed, Mapping) else {}
    told = [
        {**said, "control": name} for name, said in entries.items() if isinstance(said, Mapping)
    ]
    return [
        {**entry, "problems": problems(entry, controls=list(entries), today=today)}
        for entry in told
    ]


def _shown(proof: Proof) -> str:
    kinds = ("test", "page", "rule", "attestation")
    return next((str(proof[kind]) for kind in kinds if kind in proof), "")
