package microapp.rules.deploy.pod_security_test

import rego.v1

import data.microapp.rules.deploy.pod_security

confined := {
	"allowPrivilegeEscalation": false,
	"readOnlyRootFilesystem": true,
	"capabilities": {"drop": ["ALL"]},
	"runAsNonRoot": true,
	"seccompProfile": {"type": "RuntimeDefault"},
}

refused(pod, container) := refused_in({"securityContext": pod, "containers": [{"name": "app", "securityContext": container}]})

refused_in(spec) := {finding.message |
	some finding in pod_security.deny with input as {"kubernetes": {"a": {
		"path": "a.yaml",
		"line": 1,
		"lines": {},
		"is_patch": false,
		"object": {"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
	}}}
}

test_a_confined_container_is_accepted if count(refused({}, confined)) == 0

test_the_pod_may_say_it_for_all_its_containers if {
	both := {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}
	count(refused(both, object.remove(confined, ["runAsNonRoot", "seccompProfile"]))) == 0
}

test_the_containers_own_word_comes_first if {
	count(refused({"runAsNonRoot": true}, object.union(confined, {"runAsNonRoot": false}))) == 1
	count(refused({"runAsNonRoot": true}, object.union(confined, {"runAsUser": 0}))) == 1
}

test_each_missing_field_is_named if {
	every field, _ in confined {
		count(refused({}, object.remove(confined, [field]))) == 1
	}
	count(refused({}, {})) == 5
}

test_init_containers_are_judged_too if {
	count(refused_in({"containers": [], "initContainers": [{"name": "a"}]})) == 5
}

patched(operation) := size if size := count(pod_security.deny) with input as {"kubernetes": {"k": {
	"path": "kustomization.yaml",
	"line": 1,
	"lines": {},
	"is_patch": false,
	"object": {"kind": "Kustomization"},
	"patches": [{"target": {}, "operations": [object.union({"op": "add", "value": null, "line": 3}, operation)]}],
}}}

test_a_patch_takes_nothing_away if {
	every path in [
		"/spec/template/spec/securityContext",
		"/spec/template/spec/containers/0/securityContext/runAsUser",
		"/spec/template/spec/containers/-",
		"/spec/template/spec/initContainers/0",
		"/spec/template/spec",
	] {
		patched({"path": path}) == 1
	}
	patched({"path": "/spec/minReplicas"}) == 0
}
