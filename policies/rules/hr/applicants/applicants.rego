# METADATA
# title: Data on applicants goes after half a year
# description: Where the contract knows applicants, retention.app_data_days is at most what policies/data/hr.yaml says.
# custom:
#   id: MA211
#   severity: error
#   why: After the time in which an applicant may go to court, there is no reason left to keep the data.
#   fix: Write the number of days as the value of controls.retention.app_data_days.
#   controls: [retention.app_data_days]
#   waivable: true
package microapp.rules.hr.applicants

import rego.v1

import data.microapp.lib.contract
import data.microapp.lib.manifest

deny contains finding if {
	some schema, _ in contract.schemas
	contract.is_named(schema, data.microapp.data.hr.applicant_words)
	path := ["controls", "retention", "app_data_days", "value"]
	not is_short_enough(manifest.at(path))
	finding := {
		"id": "MA211",
		"path": "microapp.yaml",
		"line": manifest.line(path),
		"message": sprintf("%s is kept for %v days; it must be %d at most.", [schema, manifest.at(path), most]),
	}
}

most := data.microapp.data.hr.applicant_days

is_short_enough(days) if {
	is_number(days)
	days <= most
}
