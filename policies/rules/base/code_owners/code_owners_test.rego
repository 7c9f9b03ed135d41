package microapp.rules.base.code_owners_test

import rego.v1

import data.microapp.rules.base.code_owners

refused(entries) := result if {
	findings := code_owners.deny with input as {
		"manifest": {"owner": {"email": "ann@acme.example"}},
		"codeowners": entries,
	}
	result := count(findings)
}

entry(pattern, owners) := {"path": "CODEOWNERS", "line": 2, "pattern": pattern, "owners": owners}

test_the_owner_among_others_is_accepted if refused([entry("*", ["@acme/platform", "Ann@acme.example"])]) == 0

test_somebody_else_is_refused if refused([entry("*", ["zoe@acme.example"])]) == 1

test_no_file_is_refused if refused([]) == 1

test_a_line_that_names_nobody_is_refused if {
	refused([entry("*", ["ann@acme.example"]), entry("app/", [])]) == 1
}
