package microapp.rules.deploy.health_test

import rego.v1

import data.microapp.rules.deploy.health

image(instructions) := size if size := count(health.deny) with input as {
	"kubernetes": {},
	"dockerfiles": {"Dockerfile": {"stages": [{"line": 1}], "instructions": instructions}},
}

pods(container) := {finding.message | some finding in found} if {
	found := health.deny with input as {"dockerfiles": {}, "kubernetes": {"a": {
		"path": "a.yaml",
		"line": 1,
		"lines": {},
		"is_patch": false,
		"object": {"kind": "Deployment", "spec": {"template": {"spec": {"containers": [container]}}}},
	}}}
}

check(value) := {"keyword": "HEALTHCHECK", "value": value, "stage": 0, "line": 2}

test_an_image_says_how_it_is if image([check("CMD true")]) == 0

test_an_image_without_a_check_is_refused if {
	image([]) == 1
	image([check("NONE")]) == 1
}

test_both_probes_are_needed if {
	live := {"httpGet": {"path": "/healthz"}}
	ready := {"httpGet": {"path": "/readyz"}}
	open := {"name": "app", "ports": [{"containerPort": 8000}]}
	count(pods(object.union(open, {"livenessProbe": live, "readinessProbe": ready}))) == 0
	count(pods(object.union(open, {"livenessProbe": live, "readinessProbe": live}))) == 1
	count(pods(open)) == 2
	count(pods({"name": "sidecar"})) == 0
}
