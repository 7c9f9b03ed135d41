package microapp.rules.deploy.api_token_test

import rego.v1

import data.microapp.rules.deploy.api_token

refused(object) := size if size := count(api_token.deny) with input as {"kubernetes": {"a": {
	"path": "a.yaml",
	"line": 1,
	"lines": {},
	"is_patch": false,
	"object": object,
}}}

pods(spec) := {"kind": "Deployment", "spec": {"template": {"spec": spec}}}

test_no_token_is_accepted if {
	refused(pods({"automountServiceAccountToken": false})) == 0
	refused({"kind": "ServiceAccount", "automountServiceAccountToken": false}) == 0
}

test_silence_mounts_a_token if {
	refused(pods({})) == 1
	refused(pods({"automountServiceAccountToken": true})) == 1
	refused({"kind": "ServiceAccount"}) == 1
}

test_a_token_as_a_volume_is_refused if {
	refused(pods({
		"automountServiceAccountToken": false,
		"volumes": [{"projected": {"sources": [{"configMap": {}}, {"serviceAccountToken": {"path": "t"}}]}}],
	})) == 1
}

test_rights_in_the_cluster_are_refused if {
	every kind in ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"] {
		refused({"kind": kind, "metadata": {"name": "app"}}) == 1
	}
}
