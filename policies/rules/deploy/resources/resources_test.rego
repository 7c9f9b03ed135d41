package microapp.rules.deploy.resources_test

import rego.v1

import data.microapp.rules.deploy.resources

refused(given) := {finding.message |
	some finding in resources.deny with input as {"kubernetes": {"a": {
		"path": "a.yaml",
		"line": 1,
		"lines": {},
		"is_patch": false,
		"object": {"kind": "Pod", "spec": {"containers": [{"name": "app", "resources": given}]}},
	}}}
}

whole := {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "64Mi"}}

test_requests_and_a_limit_are_accepted if {
	count(refused(whole)) == 0
	count(refused(object.union(whole, {"requests": {"cpu": 0.5}}))) == 0
}

test_each_missing_amount_is_named if {
	count(refused({})) == 3
	refused(object.remove(whole, ["limits"])) == {"The container app has no resources.limits.memory."}
	count(refused(object.union(whole, {"requests": {"cpu": 0}}))) == 1
}
