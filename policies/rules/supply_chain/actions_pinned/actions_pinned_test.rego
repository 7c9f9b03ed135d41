package microapp.rules.supply_chain.actions_pinned_test

import rego.v1

import data.microapp.rules.supply_chain.actions_pinned

refused(name, ref) := result if {
	use := {"name": name, "ref": ref, "line": 11}
	findings := actions_pinned.deny with input as {"workflows": [{"path": "ci.yml", "jobs": [{"id": "a", "uses": [use]}]}]}
	result := count(findings)
}

commit := "3d3c42e5aac5ba805825da76410c181273ba90b1"

test_a_commit_is_accepted if refused("actions/checkout", commit) == 0

test_an_action_of_ones_own_is_accepted if refused("./.github/actions/mine", "") == 0

test_a_container_by_its_digest_is_accepted if {
	refused("docker://alpine", concat("", ["sha256:", commit, substring(commit, 0, 24)])) == 0
}

test_what_can_be_moved_is_refused if {
	every ref in ["v7", "v7.0.1", "main", "", substring(commit, 0, 12), upper(commit)] {
		refused("actions/checkout", ref) == 1
	}
	refused("docker://alpine", "3.20") == 1
}
