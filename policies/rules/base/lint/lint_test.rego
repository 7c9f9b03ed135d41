package microapp.rules.base.lint_test

import rego.v1

import data.microapp.rules.base.lint

test_clean_code_is_accepted if {
	findings := lint.deny with input as {"lint": []}
	count(findings) == 0
}

test_each_complaint_is_told_where_it_is if {
	found := {"path": "app/a.py", "line": 3, "column": 8, "code": "F401", "message": "`os` is imported and not used."}
	some finding in lint.deny with input as {"lint": [found]}
	finding.line == 3
	finding.column == 8
	finding.message == "F401 `os` is imported and not used."
}
