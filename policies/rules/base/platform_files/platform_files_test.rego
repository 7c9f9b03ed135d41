package microapp.rules.base.platform_files_test

import rego.v1

import data.microapp.rules.base.platform_files

refused(state) := result if {
	findings := platform_files.deny with input as {"platform": [{
		"path": "microapp_kit/auth.py",
		"state": state,
		"class": "platform",
	}]}
	result := {finding.message | some finding in findings}
}

test_no_difference_is_accepted if {
	findings := platform_files.deny with input as {"platform": []}
	count(findings) == 0
}

test_every_difference_is_told_in_its_own_words if {
	refused("changed") == {"This file is the platform's, and was changed."}
	count({message | some state in ["changed", "missing", "added", "forged"]; some message in refused(state)}) == 4
}
