package microapp.rules.supply_chain.no_foreign_code_test

import rego.v1

import data.microapp.rules.supply_chain.no_foreign_code

refused(trigger, given, text) := result if {
	job := {
		"id": "a",
		"uses": [{"name": "actions/checkout", "line": 9, "with": given}],
		"runs": [{"commands": [{"text": text, "line": 12}]}],
	}
	findings := no_foreign_code.deny with input as {"workflows": [{"path": "ci.yml", "triggers": [trigger], "jobs": [job]}]}
	result := {finding.line | some finding in findings}
}

head := {"ref": "${{ github.event.pull_request.head.sha }}"}

test_pull_request_has_no_secrets if refused("pull_request", head, "gh pr checkout 5") == set()

test_our_own_branch_is_accepted if refused("pull_request_target", {}, "echo hello") == set()

test_the_head_is_refused if {
	every trigger in ["pull_request_target", "workflow_run", "issue_comment"] {
		refused(trigger, head, "make") == {9}
	}
}

test_fetching_it_by_hand_is_refused if {
	refused("pull_request_target", {}, "gh pr checkout 5") == {12}
	refused("workflow_run", {}, "git fetch origin pull/5/head") == {12}
}
