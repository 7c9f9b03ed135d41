package microapp.rules.supply_chain.no_injection_test

import rego.v1

import data.microapp.rules.supply_chain.no_injection

pattern := `[$][{][{][^}]*(github[.](event|head_ref)|inputs[.])`

refused(text) := result if {
	job := {"id": "a", "uses": [], "runs": [{"commands": [{"text": text, "line": 12}]}]}
	findings := no_injection.deny with input as {"workflows": [{"ci": "github", "path": "ci.yml", "jobs": [job]}]}
		with data.microapp.data.pipeline.untrusted as pattern
	result := count(findings)
}

test_a_variable_is_accepted if refused(`echo "$TITLE"`) == 0

test_what_only_we_write_is_accepted if refused("echo ${{ github.sha }} ${{ runner.os }}") == 0

test_what_others_write_is_refused if {
	every text in ["echo ${{ github.event.issue.title }}", "git log ${{github.head_ref}}", "x ${{ inputs.name }}"] {
		refused(text) == 1
	}
}

test_a_script_of_an_action_is_a_script if {
	use := {"name": "actions/github-script", "line": 9, "with": {"script": "${{ github.event.comment.body }}"}}
	findings := no_injection.deny with input as {"workflows": [{"ci": "github", "path": "ci.yml", "jobs": [{"id": "a", "uses": [use], "runs": []}]}]}
		with data.microapp.data.pipeline.untrusted as pattern
	count(findings) == 1
}
