"""National numbers of persons by their length and writing: which check each one has to pass.

A number that digits in a row hit by chance too often is taken only where a word beside it says
what it is ("BSN", "SSN"), or where it is written as only such a number is.
"""

from __future__ import annotations

from collections.abc import Callable

from microapp_llm.redaction.numbers.checksums import mod_11_10
from microapp_llm.redaction.numbers.national import eastern_europe as east
from microapp_llm.redaction.numbers.national import europe, south, world

Check = Callable[[str], bool]


# By the number of digits: the check, the writing that needs no word beside it ("" is digits alone).
# A writing is the digits between the marks with the mark: "3-2-4".
CHECKS: dict[int, tuple[tuple[Check, tuple[str, ...]], ...]] = {
    9: (
        (world.us, ("3-2-4",)),
        (world.canada, ("3-3-3", "3 3 3")),
        *(
            (check, ())
            for check in (europe.netherlands, europe.portugal, world.australia, world.israel)
        ),
        *((check, ()) for check in (east.hungary_health, east.greece_tax, south.new_zealand)),
        (east.slovakia_before_1954, ("6/3",)),
    ),
    10: (
        (europe.sweden, ("6-4",)),
        (europe.denmark, ("6-4",)),
        (europe.czechia, ("6/4",)),
        (europe.nhs, ("3 3 4",)),
        (europe.austria, ("4 6", "4-6", "4/6")),
        (europe.bulgaria, ()),
        (europe.ukraine, ()),
        (east.iceland, ("6-4",)),
        *(
            (check, ())
            for check in (east.hungary_tax, east.poland_tax, south.saudi_arabia, south.iran)
        ),
        *((check, ()) for check in (south.ecuador, south.medicare)),
    ),
    11: (
        (world.brazil, ("3.3.3-2", "11")),
        (europe.belgium, ("2.2.2-3.2", "11")),
        (europe.turkey, ("11",)),
        (europe.norway, ("11", "6 5")),
        (europe.poland, ("11",)),
        (europe.baltics, ("11",)),
        (europe.germany, ("2 3 3 3",)),
        (mod_11_10, ()),
        (europe.greece, ()),
        (east.russia_insurance, ("3-3-3 2", "3-3-3-2", "3 3 3 2")),
        (east.latvia, ("6-5",)),
        (east.hungary_personal, ("1 6 4", "1-6-4", "1 6-4")),
        (south.argentina, ("2-8-1",)),
        (south.dominican_republic, ("3-7-1",)),
        *((check, ()) for check in (south.medicare, south.mexico_insurance)),
    ),
    12: (
        (world.india, ("4 4 4", "4-4-4")),
        (europe.sweden, ("8-4",)),
        (europe.sweden_whole, ("12",)),
        (world.japan, ("4-4-4",)),
        (south.malaysia, ("6-2-4",)),
        *((check, ()) for check in (east.russia_tax, south.vietnam, east.kazakhstan, south.kuwait)),
    ),
    13: (
        (europe.romania, ("13",)),
        (world.south_africa, ("13", "6 4 3", "6 4 2 1")),
        (world.korea, ("6-7",)),
        (europe.switzerland, ("3.4.4.2", "13")),
        (south.thailand, ("1-4-5-2-1", "1 4 5 2 1")),
        (south.pakistan, ("5-7-1",)),
        (east.ukraine_register, ("8-5",)),
        (europe.france_tax, ("2 2 3 3 3",)),
        *((check, ()) for check in (east.yugoslavia, east.luxembourg)),
    ),
    14: ((south.egypt, ()),),
    15: (
        (europe.france, ("15", "1 2 2 2 3 3 2", "1 2 2 2 3 3-2", "13 2")),
        (south.emirates, ("3-4-7-1",)),
    ),
    16: ((south.indonesia, ()),),
}

WRITINGS = frozenset(
    writing for checks in CHECKS.values() for _, writings in checks for writing in writings
)


def is_national(digits: str, writing: str, is_named: bool) -> bool:
    """Whether the digits, written so, are a person's number; a word beside may have named it."""
    for check, writings in CHECKS.get(len(digits), ()):
        if (is_named or writing in writings) and check(digits):
            return True
    return False
