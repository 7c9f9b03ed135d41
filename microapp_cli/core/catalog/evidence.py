"""What an auditor asks for about one app: each control with its proof, and how to verify it all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from microapp_cli.core.catalog.app import App
from microapp_cli.core.catalog.exceptions import Waiver
from microapp_cli.core.catalog.values import Values

CHECK = "check.json"
Json = dict[str, Any]


def report_of(check: object) -> Json:
    """The one report of a kept check, or nothing."""
    reports = check.get("reports") if isinstance(check, Mapping) else None
    first = reports[0] if isinstance(reports, list) and reports else None
    return dict(first) if isinstance(first, Mapping) else {}


def controls(
    values: Values, report: Mapping[str, Any], waivers: Sequence[Waiver], today: str
) -> list[Json]:
    """Every control that the app needs: whether it holds, and what proves or waives it."""
    judged = {entry["control"]: entry for entry in report.get("evidence", ())}
    rules = _waived_rules(report)
    stated = [
        (f"{group}.{name}", value) for group in sorted(values) for name, value in _of(values, group)
    ]
    return [
        _control(id, value, judged.get(id), rules.get(id, ()), waivers, today)
        for id, value in stated
    ]


def _of(values: Values, group: str) -> list[tuple[str, Any]]:
    return sorted(values[group].items())


def _waived_rules(report: Mapping[str, Any]) -> dict[str, set[str]]:
    """control → the rules whose findings about it are waived."""
    found: dict[str, set[str]] = {}
    for finding in report.get("findings", ()):
        for control in finding["controls"] if finding["state"] == "waived" else ():
            found.setdefault(control, set()).add(finding["id"])
    return found


def _control(
    id: str,
    value: Any,
    judged: Mapping[str, Any] | None,
    rules: Iterable[str],
    waivers: Sequence[Waiver],
    today: str,
) -> Json:
    told = {"control": id, "value": value}
    if judged is None:
        return {**told, "state": "unknown", "proof": [], "because": "No check of it is kept."}
    state, because = judged["state"], judged["because"]
    about = [w for w in waivers if w.rule in set(rules)] if state == "waived" else []
    if state == "waived" and {w.rule for w in about if w.state(today) == "holds"} != set(rules):
        state, because = "not_held", "An exception that waived it is over."
    return {
        **told,
        "title": judged["title"],
        "state": state,
        "proof": judged["proof"],
        "because": because,
        **({"exceptions": [exception(waiver, today) for waiver in about]} if about else {}),
    }


def exception(waiver: Waiver, today: str) -> Json:
    """An exception as it is on this day."""
    return {
        "rule": waiver.rule,
        "path": waiver.path,
        "reason": waiver.reason,
        "compensating_control": waiver.compensating_control,
        "requested_by": waiver.requested_by,
        "approved_by": waiver.approved_by,
        "expires": waiver.expires,
        "state": waiver.state(today),
    }


def readme(app: App, *, today: str, head: str, lacks: Sequence[str]) -> str:
    """The page inside that tells what there is, and how to verify it without microapp."""
    counted = "\n".join(f"- {text}" for text in lacks) or "- Nothing."
    return README.format(
        name=app.name,
        title=app.title,
        owner=app.owner,
        tier=app.tier,
        stage=app.stage,
        today=today,
        head=head,
        lacks=counted,
        program=PROGRAM.replace("NAME", repr(app.name)).replace("HEAD", repr(head)),
    )


README = """\
# Evidence for {name}

{title}. {owner} answers for it. It is {tier}, in {stage}, as the catalog held it on {today}.

| File | What it holds |
|---|---|
| `app.json` | the entry in the catalog: owner, purpose, tier, stage, dates |
| `answers.json` | the five questions as they were answered |
| `controls.json` | each control: held, not held, waived or unknown, and by what |
| `checklist.json` | the operational checklist for production on that day |
| `check.json` | the last report of `microapp check` |
| `reviews.json` | who asked, who decided, what they said |
| `exceptions.json` | each exception with its approver and its end |
| `ledger.jsonl` | the audit log, from the app's first entry to the last of the catalog |
| `sbom.cdx.json` | the software it is made of (CycloneDX 1.6) |
| `repository/` | manifest, lock, contract and locked dependencies as registered |
| `SHA256SUMS` | the hash of every file |

## What is not here

{lacks}

## Verify it

1. Unpack it, and run `sha256sum --check SHA256SUMS` in the folder.
2. Run the program below there. It follows the audit log entry by entry, builds the app up again
   from it, and holds the files against the hashes that the log names.
   Of entries about other apps the log holds the fingerprint alone: the chain can be followed,
   and nobody else's business is told.
3. Compare the last entry with one that you got elsewhere: from `microapp catalog verify`, or from
   the place to which the platform team sends it. Only this shows that the whole log was not
   written anew.

The last entry is `{head}`.

```python
{program}```
"""

PROGRAM = """\
import hashlib
import json
from pathlib import Path


def sha256(data):
    return hashlib.sha256(data).hexdigest()


for line in Path("SHA256SUMS").read_text().splitlines():
    wanted, file = line.split("  ", 1)
    assert sha256(Path(file).read_bytes()) == wanted, file

app, files = {}, {}
with Path("ledger.jsonl").open(encoding="ascii") as log:
    first = json.loads(next(log))
    previous, number = first["previous"], first["seq"] - 1
    for line in log:
        entry = json.loads(line)
        number += 1
        if isinstance(entry, dict) and set(entry) == {"hash"}:
            previous = entry["hash"]  # of before version 0003, and about another app
            continue
        if isinstance(entry, str):
            mark = entry
        else:
            assert entry["seq"] == number, number
            keys = ("seq", "at", "actor", "action", "app", "detail")
            fields = [str(entry[key]) for key in keys]
            text = "".join(f"{len(field)}:{field}" for field in fields)
            mark = sha256(text.encode("utf-8", "surrogatepass"))
        before, previous = previous, sha256((previous + mark).encode())
        if isinstance(entry, dict) and entry["hash"] != previous:  # of before version 0003
            text = f"{len(before)}:{before}{text}"
            previous = sha256(text.encode("utf-8", "surrogatepass"))
        if isinstance(entry, dict):
            assert entry["hash"] == previous, number
            if entry["app"] == NAME:
                detail = json.loads(entry["detail"])
                app.update(detail.get("set", {}))
                files = detail.get("files", files)

assert f"{number}:{previous}" == HEAD
told = json.loads(Path("app.json").read_text(encoding="utf-8"))
assert {**dict.fromkeys(told, ""), **app} == told
for file, wanted in files.items():
    place = Path(file) if file == "check.json" else Path("repository", file)
    assert sha256(place.read_bytes()) == wanted, file
print(f"All {number} entries up to the last one hold, and so do {len(files)} files.")
"""
