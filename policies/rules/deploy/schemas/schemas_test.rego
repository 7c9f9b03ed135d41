package microapp.rules.deploy.schemas_test

import rego.v1

import data.microapp.rules.deploy.schemas

test_no_problem_is_accepted if count(schemas.deny) == 0 with input as {"kubernetes_problems": []}

test_every_problem_is_a_finding if {
	problems := [{"path": "a.yaml", "line": 3, "message": "x"}, {"path": "a.yaml", "line": 4, "message": "y"}]
	found := schemas.deny with input as {"kubernetes_problems": problems}
	{[finding.line, finding.message] | some finding in found} == {[3, "x"], [4, "y"]}
}
