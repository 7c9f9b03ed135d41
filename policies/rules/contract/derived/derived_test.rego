package microapp.rules.contract.derived_test

import rego.v1

import data.microapp.rules.contract.derived

refused(stale) := result if {
	findings := derived.deny with input as {"contract": {"stale": stale}}
	result := {finding.path | some finding in findings}
}

test_an_entry_of_the_catalog_that_is_stale_is_named if {
	findings := derived.deny with input as {"contract": {"stale": []}, "stale": ["catalog-info.yaml"]}
	{finding.path | some finding in findings} == {"catalog-info.yaml"}
}

test_fresh_connectors_are_accepted if count(refused([])) == 0

test_each_stale_file_is_named if {
	refused(["connectors/postman.json", "connectors/zapier/index.js"]) == {"connectors/postman.json", "connectors/zapier/index.js"}
}
