# METADATA
# title: The app has a namespace of its own
# description: >-
#   Every environment names a namespace that carries the app's name, is shared with no other environment, and lets only
#   confined pods start.
# custom:
#   id: MA092
#   severity: error
#   why: In a shared namespace, one app reads the secrets of the other.
#   fix: "Write namespace: <app>-<environment> in the kustomization, and bring the Namespace with the label enforce: restricted."
#   controls: [network.isolated_namespace]
#   waivable: true
package microapp.rules.deploy.namespace

import rego.v1

import data.microapp.data.deploy as limits
import data.microapp.lib.deploy
import data.microapp.lib.manifest

deny contains finding if {
	some environment in deploy.environments
	not is_own(deploy.field(environment.object, "namespace"))
	finding := told(environment, ["namespace"], sprintf("The namespace '%s' does not carry the app's name.", [deploy.shown(deploy.field(environment.object, "namespace"))]))
}

is_own(name) if {
	app := manifest.text(["name"])
	app != ""
	is_string(name)
	startswith(concat("", [name, "-"]), concat("", [app, "-"]))
	not name in limits.shared_namespaces
}

deny contains finding if {
	some environment in deploy.environments
	some other in deploy.environments
	other.path != environment.path
	other.object.namespace == environment.object.namespace
	finding := told(environment, ["namespace"], sprintf("%s uses the same namespace.", [other.path]))
}

deny contains finding if {
	some environment in deploy.environments
	confining := {entry |
		some entry in deploy.brought_of_kind(environment, "Namespace")
		entry.object.metadata.labels["pod-security.kubernetes.io/enforce"] == "restricted"
	}
	count(confining) == 0
	finding := told(environment, ["resources"], "This environment brings no Namespace with the label pod-security.kubernetes.io/enforce: restricted.")
}

# An object that names a namespace itself leaves the environment's.
deny contains finding if {
	some entry in deploy.objects
	not entry.object.kind in {"Kustomization", "Namespace"}
	name := entry.object.metadata.namespace
	not is_own(name)
	finding := told(entry, ["metadata", "namespace"], sprintf("%s goes into the namespace %s, which does not carry the app's name.", [deploy.called(entry), deploy.shown(name)]))
}

deny contains finding if {
	some operation in deploy.operations
	deploy.matches(`pod-security\.kubernetes\.io|^/metadata/labels$`, operation.at)
	operation.target.kind == "Namespace"
	finding := {
		"id": "MA092",
		"path": operation.path,
		"line": operation.line,
		"message": "A patch changes which pods may start in the namespace.",
	}
}

told(entry, at, message) := {
	"id": "MA092",
	"path": entry.path,
	"line": deploy.line(entry, at),
	"message": message,
}
