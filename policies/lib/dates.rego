# METADATA
# title: Days between dates
# description: Counts days with plain arithmetic, on which all engines agree. A text that is no date has no number.
package microapp.lib.dates

import rego.v1

is_date(value) if days(value) >= 0

# Days since 1 March of the year 0, for a text such as 2026-11-23.
days(value) := number if {
	is_string(value)
	regex.match(`^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`, value)
	[year, month, day] := [part | some text in split(value, "-"); part := to_number(trim_left(text, "0"))]
	day <= last_day(year, month)
	shifted := year - before_march(month)
	passed := floor(((153 * ((month + 9) % 12)) + 2) / 5)
	number := (((((shifted * 365) + floor(shifted / 4)) - floor(shifted / 100)) + floor(shifted / 400)) + passed) + day
}

before_march(month) := 1 if month <= 2

before_march(month) := 0 if month > 2

last_day(year, month) := 29 if {
	month == 2
	is_leap(year)
} else := 28 if {
	month == 2
} else := 30 if {
	month in {4, 6, 9, 11}
} else := 31

is_leap(year) if {
	year % 4 == 0
	year % 100 != 0
}

is_leap(year) if year % 400 == 0
