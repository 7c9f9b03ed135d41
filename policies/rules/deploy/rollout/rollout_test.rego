package microapp.rules.deploy.rollout_test

import rego.v1

import data.microapp.rules.deploy.rollout

good := {"minReadySeconds": 10, "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0}}}

refused(spec) := {finding.line |
	some finding in rollout.deny with input as {"kubernetes": {"a": {
		"path": "a.yaml",
		"line": 1,
		"lines": {"/spec/strategy": 4},
		"is_patch": false,
		"object": {"kind": "Deployment", "metadata": {"name": "app"}, "spec": spec},
	}}}
}

test_one_at_a_time_is_accepted if {
	count(refused(good)) == 0
	count(refused(object.union(good, {"strategy": {"rollingUpdate": {"maxUnavailable": "0%"}}}))) == 0
}

test_all_at_once_is_refused if {
	refused(object.union(good, {"strategy": {"type": "Recreate"}})) == {4}
	refused(object.union(good, {"strategy": {"rollingUpdate": {"maxUnavailable": 1}}})) == {4}
}

test_not_waiting_is_refused if {
	every seconds in [0, 4, "10", null] {
		refused(object.union(good, {"minReadySeconds": seconds})) == {1}
	}
}

test_nothing_said_is_refused if count(refused({})) > 0

test_a_patch_does_not_change_it if {
	operation := {"op": "replace", "path": "/spec/strategy/type", "value": "Recreate", "line": 8}
	count(rollout.deny) == 1 with input as {"kubernetes": {"k": {
		"path": "kustomization.yaml",
		"line": 1,
		"lines": {},
		"is_patch": false,
		"object": {"kind": "Kustomization"},
		"patches": [{"target": {}, "operations": [operation]}],
	}}}
}
