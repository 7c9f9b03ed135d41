package microapp.rules.deploy.namespace_test

import rego.v1

import data.microapp.rules.deploy.namespace

entry(path, object) := {"path": path, "line": 1, "lines": {}, "is_patch": false, "object": object}

environment(path, name) := object.union(
	entry(path, {"kind": "Kustomization", "namespace": name}),
	{"is_top": true, "brings": ["namespace.yaml"]},
)

refused(names, level) := size if size := count(namespace.deny) with input as {
	"manifest": {"name": "leave-helper"},
	"kubernetes": object.union(
		{sprintf("%v", [index]): environment(sprintf("%v.yaml", [index]), name) | some index, name in names},
		{"n": entry("namespace.yaml", {"kind": "Namespace", "metadata": {"labels": {"pod-security.kubernetes.io/enforce": level}}})},
	),
}

test_a_namespace_of_its_own_is_accepted if {
	refused(["leave-helper-staging", "leave-helper-production"], "restricted") == 0
	refused(["leave-helper"], "restricted") == 0
}

test_a_shared_or_foreign_one_is_refused if {
	every name in ["default", "kube-system", "leave-helpers", "payroll-production", "", null, 5] {
		refused([name], "restricted") == 1
	}
	refused(["leave-helper", "leave-helper"], "restricted") == 2
}

test_a_namespace_that_lets_any_pod_start_is_refused if {
	refused(["leave-helper"], "baseline") == 1
	refused(["leave-helper"], "privileged") == 1
}

test_an_object_stays_in_the_environment if {
	count(namespace.deny) == 1 with input as {
		"manifest": {"name": "leave-helper"},
		"kubernetes": {"a": entry("a.yaml", {"kind": "ConfigMap", "metadata": {"namespace": "payroll"}})},
	}
}
