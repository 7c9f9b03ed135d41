package microapp.rules.base.readable_test

import rego.v1

import data.microapp.rules.base.readable

test_nothing_unreadable_is_accepted if {
	findings := readable.deny with input as {"unreadable": []}
	count(findings) == 0
}

test_each_file_is_told_with_its_reason if {
	file := {"path": "big.bin", "line": 0, "message": "It is larger than 5 MB."}
	findings := readable.deny with input as {"unreadable": [file]}
	findings == {object.union(file, {"id": "MA014"})}
}

test_what_concerns_the_whole_repository_stands_in_the_manifest if {
	whole := {"path": "", "line": 0, "message": "more than 50,000 files."}
	findings := readable.deny with input as {"unreadable": [whole]}
	{finding.path | some finding in findings} == {"microapp.yaml"}
}

test_the_lock_has_a_rule_of_its_own if {
	file := {"path": ".microapp/lock.json", "line": 1, "message": "It is no JSON."}
	findings := readable.deny with input as {"unreadable": [file]}
	count(findings) == 0
}
