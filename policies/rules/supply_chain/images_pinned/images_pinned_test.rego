package microapp.rules.supply_chain.images_pinned_test

import rego.v1

import data.microapp.rules.supply_chain.images_pinned

refused(name) := result if {
	job := {"id": "a", "images": [{"name": name, "line": 4}]}
	findings := images_pinned.deny with input as {"workflows": [{"path": ".gitlab-ci.yml", "jobs": [job]}]}
	result := count(findings)
}

test_a_digest_is_accepted if {
	refused("python:3.13@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b") == 0
}

test_what_can_be_moved_is_refused if {
	every name in ["python", "python:3.13", "$IMAGE", "python@sha256:7c61056e"] {
		refused(name) == 1
	}
}
