package microapp.rules.deploy.default_deny_test

import rego.v1

import data.microapp.rules.deploy.default_deny

refused(spec, brings) := size if size := count(default_deny.deny) with input as {"kubernetes": {
	"environment": {
		"path": "kustomization.yaml",
		"line": 1,
		"lines": {},
		"is_patch": false,
		"is_top": true,
		"brings": brings,
		"object": {"kind": "Kustomization"},
	},
	"policy": {
		"path": "network.yaml",
		"line": 1,
		"lines": {},
		"is_patch": false,
		"object": {"kind": "NetworkPolicy", "spec": spec},
	},
}}

deny_all := {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}

test_a_policy_that_denies_all_is_accepted if {
	refused(deny_all, ["network.yaml"]) == 0
	refused(object.union(deny_all, {"egress": [], "ingress": []}), ["network.yaml"]) == 0
}

test_it_must_be_brought if refused(deny_all, []) == 1

test_half_of_it_is_refused if {
	every change in [
		{"policyTypes": ["Egress"]},
		{"podSelector": {"matchLabels": {"a": "b"}}},
		{"egress": [{}]},
		{"ingress": [{}]},
	] {
		refused(object.union(deny_all, change), ["network.yaml"]) == 1
	}
	refused({}, ["network.yaml"]) == 1
}
