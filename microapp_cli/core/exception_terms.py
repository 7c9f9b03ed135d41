"""What an exception must say, and how long it may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from microapp_cli.core.people import person

SPELLINGS = {"rule_id": "rule", "expires_at": "expires"}
"""What the control `exceptions.required_fields` calls the fields that microapp.yaml has."""
STATED = frozenset({"app"})
"""What need not be said again: microapp.yaml is the app's own."""
ALWAYS = ("rule", "requested_by", "approved_by", "expires")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Terms:
    """What the tier allows on one day; without a tier nothing is allowed."""

    today: date
    max_days: int | None
    required: tuple[str, ...] = ALWAYS

    @classmethod
    def of(cls, demanded: Mapping[str, Any] | None, today: date) -> Terms:
        """The terms in what the questionnaire demands (the fact of this name)."""
        controls = (demanded or {}).get("controls", {}).get("exceptions", {})
        days = controls.get("max_days")
        named = (str(SPELLINGS.get(name, name)) for name in controls.get("required_fields", ()))
        required = dict.fromkeys((*ALWAYS, *(name for name in named if name not in STATED)))
        return cls(today, days if isinstance(days, int) else None, tuple(required))


def problems(entry: Entry, terms: Terms) -> list[str]:
    """All that keeps an exception from holding today, its end included."""
    found = faults(entry, terms)
    last = _day(entry.get("expires"))
    if last and last < terms.today:
        found.append(f"it has expired on {last}. Renew it with its approver, or remove it.")
    return found


def faults(entry: Entry, terms: Terms) -> list[str]:
    """All that is wrong with an exception as it is written, on whatever day."""
    missing = [name for name in terms.required if not text_of(entry, name)]
    found = [f"{name} is missing." for name in missing]
    found += _faults_of_people(entry)
    found += _faults_of_the_end(entry, terms)
    return found + _faults_of_the_path(entry.get("path"))


def text_of(entry: Entry, name: str) -> str:
    """The text of a field without blanks around it; empty where there is none."""
    found = entry.get(name)
    return found.strip() if isinstance(found, str) else ""


def _faults_of_people(entry: Entry) -> list[str]:
    people = {name: entry.get(name) for name in ("requested_by", "approved_by")}
    found = [
        f"{name} must be a plain e-mail address, not {text!r}."
        for name, text in people.items()
        if text and not person(text)
    ]
    requester, approver = map(person, people.values())
    if requester and requester == approver:
        found.append("approved_by must be somebody else than requested_by.")
    return found


def _faults_of_the_end(entry: Entry, terms: Terms) -> list[str]:
    text = entry.get("expires")
    if not text:
        return []
    last = _day(text)
    if last is None:
        return [f"expires must be a day, such as 2027-01-31, not {text!r}."]
    if terms.max_days is None:
        return ["nothing can be waived until the five questions are answered."]
    latest = terms.today + timedelta(days=terms.max_days)
    if last > latest:
        return [
            f"expires is {last}; this tier allows {terms.max_days} days: {latest} at the latest."
        ]
    return []


def _faults_of_the_path(path: object) -> list[str]:
    if path is None:
        return []
    if not isinstance(path, str) or not path.strip("/ "):
        return ["path names no file. Leave it out, or write one."]
    parts = path.removesuffix("/").split("/")
    if path.startswith("/") or {"", ".", ".."} & set(parts) or set("*?[\\") & set(path):
        return [f"path must name one file, or a folder with / at its end, not {path!r}."]
    return []


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and DAY.fullmatch(text) else None
    except ValueError:
        return None
