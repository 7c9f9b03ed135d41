"""Finds the names of persons: all searches for them, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.people.called import is_of_things, without_called, without_things
from microapp_llm.redaction.people.chats import speakers
from microapp_llm.redaction.people.columns import columns, inserted, of_families, without_places
from microapp_llm.redaction.people.days import on_days
from microapp_llm.redaction.people.entries import in_entries
from microapp_llm.redaction.people.far_columns import far_columns
from microapp_llm.redaction.people.fields import fields, first_and_last
from microapp_llm.redaction.people.firms import is_firm, without_firms
from microapp_llm.redaction.people.in_company import in_company
from microapp_llm.redaction.people.initialled import initialled
from microapp_llm.redaction.people.lists import listed
from microapp_llm.redaction.people.named_again import again, beside_marks
from microapp_llm.redaction.people.namesakes import (
    Goods,
    is_no_person,
    without_namesakes,
)
from microapp_llm.redaction.people.neighbours import beside_others
from microapp_llm.redaction.people.noted import noted
from microapp_llm.redaction.people.orders import listed_with, slashed, turned
from microapp_llm.redaction.people.placed import placed
from microapp_llm.redaction.people.rosters import (
    BULLETS,
    may_hold_roster,
    on_bullets,
    on_rosters,
)
from microapp_llm.redaction.people.routes import without_routes
from microapp_llm.redaction.people.runs import RUN, in_run
from microapp_llm.redaction.people.scored import without_scored
from microapp_llm.redaction.people.scripts.malay import in_malay
from microapp_llm.redaction.people.scripts.search import in_other_scripts
from microapp_llm.redaction.people.small_letters import given_ones, in_small_letters, words_of
from microapp_llm.redaction.people.spaced import at_hours, may_hold_hours, spaced


def find(text: str, *, is_personal: bool) -> Iterator[Found]:
    """Every name, as far as evidence goes."""
    goods = Goods(text)
    found: list[Found] = [] if text.isascii() else [*in_other_scripts(text)]
    no_names = listed("no_names")
    runs = [*RUN.finditer(text)]
    for match in runs:
        if match[0].lower() not in no_names:
            found += in_run(text, match)
            if " " in match[0]:
                found += in_malay(text, match)
    words = words_of(text)
    found += beside_marks(text, words)
    found += listed_with(text, found)
    if ", " in text:
        found += turned(text)
    if "." in text[:-1]:
        found += initialled(text)
    if "/" in text:
        found += slashed(text)
    if found:
        found = without_namesakes(text, without_things(text, found, goods), goods)
        found = without_places(text, found)
    _add_set_out(text, found)
    found += on_days(text, words)
    found += placed(text, words)
    if found:
        found += beside_others(text, found)
    names = given_ones(words)
    small = [*dict.fromkeys(in_small_letters(text, words, names))]
    small = [one for one in small if one not in known] if (known := set(found)) else small
    found += without_namesakes(text, without_called(text, small), goods) if small else small
    if found or is_personal:
        more = [*in_company(text, runs, names, found)]
        found += without_namesakes(text, without_things(text, more, goods), goods) if more else more
    if len(found) > 1:
        found += in_entries(text, [*found])
    found = without_scored(text, words, without_firms(text, without_routes(text, found)))
    yield from found
    kept = {word for one in found for word in text[one.start : one.end].split()}
    for one in again(text, found):
        if is_of_things(text, one) or is_firm(text, one):
            continue
        if text[one.start : one.end] in kept or not is_no_person(text, one, goods):
            yield one


def _add_set_out(text: str, found: list[Found]) -> None:
    """Add what stands in forms, tables, chats, notes and rosters."""
    found += fields(text)
    if "first" in text or "given" in text:
        found += first_and_last(text)
    if "\n" in text:
        found += columns(text)
        found += () if text.isascii() else far_columns(text)
        found += of_families(text) if "\t" in text else ()
        found += speakers(text)
    found += noted(text)
    if found and "\n" in text and "  " in text:
        found += spaced(text, found)
    if may_hold_hours(text):
        found += at_hours(text)
    if may_hold_roster(text):
        found += on_rosters(text)
    if "\n" in text and any(bullet in text for bullet in BULLETS):
        found += on_bullets(text)
    if "VALUES" in text or "values" in text:
        found += inserted(text)
