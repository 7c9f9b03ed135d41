# METADATA
# title: The five questions were answered not long ago
# description: lifecycle.assessed, or lifecycle.created where the answers are the first, is in date.
# custom:
#   id: MA005
#   severity: error
#   why: An app changes, and its answers grow old; protections that were right a year ago may be too weak today.
#   fix: Read the five answers in microapp.yaml again, correct them, then write today's date as lifecycle.assessed.
#   controls: [review.answers_max_age_days]
#   waivable: true
package microapp.rules.base.answers_age

import rego.v1

import data.microapp.lib.dates
import data.microapp.lib.manifest

deny contains finding if {
	some message in problems
	finding := {
		"id": "MA005",
		"path": "microapp.yaml",
		"line": manifest.line(["lifecycle", key]),
		"message": message,
	}
}

key := "assessed" if manifest.at(["lifecycle", "assessed"]) != null else := "created"

answered := manifest.text(["lifecycle", key])

longest := manifest.number("review", "answers_max_age_days")

problems contains sprintf("lifecycle.%s is no date: '%s'. Write it as 2026-11-23.", [key, answered]) if {
	not dates.is_date(answered)
}

problems contains sprintf("The five questions were answered on %s; they are due again after %d days.", [answered, longest]) if {
	dates.days(input.today) - dates.days(answered) > longest
}

problems contains sprintf("lifecycle.%s is %s, which is yet to come.", [key, answered]) if {
	dates.days(answered) > dates.days(input.today)
}
