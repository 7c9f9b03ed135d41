package microapp.rules.deploy.host_access_test

import rego.v1

import data.microapp.rules.deploy.host_access

refused(spec) := size if size := count(host_access.deny) with input as {"kubernetes": {"a": {
	"path": "a.yaml",
	"line": 1,
	"lines": {},
	"is_patch": true,
	"object": {"kind": "Deployment", "spec": {"template": {"spec": spec}}},
}}}

test_an_ordinary_pod_is_accepted if {
	refused({
		"hostNetwork": false,
		"containers": [{"ports": [{"containerPort": 80}], "securityContext": {"privileged": false}}],
		"volumes": [{"name": "tmp", "emptyDir": {}}],
	}) == 0
}

test_each_way_to_the_machine_is_refused if {
	every spec in [
		{"hostNetwork": true},
		{"hostPID": true},
		{"hostIPC": true},
		{"hostUsers": true},
		{"volumes": [{"hostPath": {"path": "/"}}]},
		{"securityContext": {"sysctls": [{"name": "net.core.somaxconn", "value": "1"}]}},
		{"containers": [{"securityContext": {"privileged": true}}]},
		{"initContainers": [{"securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}}}]},
		{"containers": [{"securityContext": {"procMount": "Unmasked"}}]},
		{"containers": [{"ports": [{"hostPort": 80}]}]},
	] {
		refused(spec) == 1
	}
}

test_a_volume_that_a_patch_adds_is_looked_into if {
	operation := {"op": "add", "path": "/spec/template/spec/volumes/-", "value": {"hostPath": {"path": "/"}}, "line": 3}
	count(host_access.deny) == 1 with input as {"kubernetes": {"k": {
		"path": "kustomization.yaml",
		"line": 1,
		"lines": {},
		"is_patch": false,
		"object": {"kind": "Kustomization"},
		"patches": [{"target": {}, "operations": [operation]}],
	}}}
}
