# METADATA
# title: Nothing gets in or out that is not named
# description: Every environment brings a network policy for all pods that allows nothing; others then open what is needed.
# custom:
#   id: MA083
#   severity: error
#   why: Without it every pod of the cluster can call the app, and the app can call the whole network.
#   fix: "Bring the policy deny-all: podSelector {}, policyTypes [Ingress, Egress] and no rules."
#   controls: [network.egress]
#   waivable: true
package microapp.rules.deploy.default_deny

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some environment in deploy.environments
	denying := {entry | some entry in deploy.brought_of_kind(environment, "NetworkPolicy"); denies_all(entry.object.spec)}
	count(denying) == 0
	finding := {
		"id": "MA083",
		"path": environment.path,
		"line": deploy.line(environment, ["resources"]),
		"message": "This environment brings no network policy that denies everything by default.",
	}
}

denies_all(spec) if {
	is_object(spec)
	deploy.is_nothing(deploy.field(spec, "podSelector"))
	is_array(deploy.field(spec, "policyTypes"))
	{"Ingress", "Egress"} == {kind | some kind in spec.policyTypes}
	deploy.is_nothing(deploy.field(spec, "ingress"))
	deploy.is_nothing(deploy.field(spec, "egress"))
}

# A patch of a policy would change it where nobody judges it.
deny contains finding if {
	some operation in deploy.operations
	operation.target.kind == "NetworkPolicy"
	finding := patched(operation.path, operation.line)
}

deny contains finding if {
	some entry in deploy.entries
	entry.is_patch
	entry.object.kind == "NetworkPolicy"
	finding := patched(entry.path, entry.line)
}

patched(path, line) := {
	"id": "MA083",
	"path": path,
	"line": line,
	"message": "A patch changes a network policy.",
	"fix": "Add a network policy of its own instead.",
}
