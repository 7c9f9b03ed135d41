package microapp.rules.deploy.quotas_test

import rego.v1

import data.microapp.rules.deploy.quotas

entry(path, object) := {"path": path, "line": 1, "lines": {}, "is_patch": false, "object": object}

refused(hard, limits) := size if size := count(quotas.deny) with input as {"kubernetes": {
	"environment": object.union(
		entry("kustomization.yaml", {"kind": "Kustomization"}),
		{"is_top": true, "brings": ["limits.yaml"]},
	),
	"quota": entry("limits.yaml", {"kind": "ResourceQuota", "spec": {"hard": hard}}),
	"range": entry("limits.yaml", {"kind": "LimitRange", "spec": {"limits": limits}}),
}}

whole := {"pods": "4", "limits.cpu": "4", "limits.memory": "2Gi"}

ranged := [{"type": "Container", "default": {"memory": "256Mi"}}]

test_both_are_accepted if refused(whole, ranged) == 0

test_each_gap_is_refused if {
	refused(object.remove(whole, ["limits.memory"]), ranged) == 1
	refused({}, ranged) == 3
	refused(whole, []) == 1
	refused(whole, [{"type": "Pod", "default": {"memory": "1Gi"}}]) == 1
}
