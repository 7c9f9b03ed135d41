package microapp.rules.supply_chain.actions_named_test

import rego.v1

import data.microapp.rules.supply_chain.actions_named

refused(comment) := result if {
	use := {"name": "actions/checkout", "ref": "3d3c42e5aac5ba805825da76410c181273ba90b1", "line": 11, "comment": comment}
	findings := actions_named.deny with input as {"workflows": [{"path": "ci.yml", "jobs": [{"id": "a", "uses": [use]}]}]}
	result := count(findings)
}

test_a_version_is_accepted if {
	every comment in ["v7.0.1", "7", "v4.36.2 (2026-06-04)"] {
		refused(comment) == 0
	}
}

test_no_version_is_refused if {
	every comment in ["", "pinned", "latest"] {
		refused(comment) == 1
	}
}
