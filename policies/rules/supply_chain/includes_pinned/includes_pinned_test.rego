package microapp.rules.supply_chain.includes_pinned_test

import rego.v1

import data.microapp.rules.supply_chain.includes_pinned

refused(kind, ref) := result if {
	entry := {"kind": kind, "name": "x", "ref": ref, "line": 2}
	findings := includes_pinned.deny with input as {"workflows": [{"path": ".gitlab-ci.yml", "includes": [entry]}]}
	result := count(findings)
}

commit := "3d3c42e5aac5ba805825da76410c181273ba90b1"

test_ones_own_and_what_is_pinned_is_accepted if {
	refused("local", "") == 0
	refused("project", commit) == 0
	refused("component", commit) == 0
	refused("remote", "sha256-L3/GAoKaw0Arw6hDCKeKQlV1QPEgHYxGBHsH4zG1IY8=") == 0
}

test_what_stands_there_today_is_refused if {
	refused("project", "main") == 1
	refused("component", "1.0") == 1
	refused("remote", "") == 1
	refused("template", "") == 1
}
