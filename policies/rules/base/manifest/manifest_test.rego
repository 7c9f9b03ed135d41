package microapp.rules.base.manifest_test

import rego.v1

import data.microapp.rules.base.manifest

refused(document, problems) := result if {
	findings := manifest.deny with input as {
		"manifest": document,
		"manifest_problems": problems,
	}
	result := {finding.message | some finding in findings}
}

test_a_manifest_without_a_problem_is_accepted if count(refused({"name": "a"}, [])) == 0

test_each_problem_is_told if {
	problems := [{"pointer": "/owner/email", "line": 6, "message": "5 is not of type string."}]
	refused({}, problems) == {"owner.email: 5 is not of type string."}
}

test_a_missing_manifest_is_refused if count(refused(null, [])) == 1
