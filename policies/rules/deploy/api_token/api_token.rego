# METADATA
# title: Pods hold no key to the cluster
# description: Pods and service accounts mount no token of Kubernetes, and no role is bound to them.
# custom:
#   id: MA082
#   severity: error
#   why: With such a token, whoever breaks into the app can ask the cluster for more.
#   fix: "Set automountServiceAccountToken: false on the pod and on the service account."
#   controls: []
#   waivable: true
package microapp.rules.deploy.api_token

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some pod in deploy.whole_pods
	not pod.spec.automountServiceAccountToken == false
	finding := told(pod.entry, array.concat(pod.at, ["automountServiceAccountToken"]), sprintf(
		"The pods of %s mount a token of Kubernetes.",
		[pod.name],
	))
}

deny contains finding if {
	some pod in deploy.pods
	pod.entry.is_patch
	pod.spec.automountServiceAccountToken != false
	finding := told(pod.entry, array.concat(pod.at, ["automountServiceAccountToken"]), "A patch mounts a token of Kubernetes.")
}

deny contains finding if {
	some entry in deploy.of_kind("ServiceAccount")
	not entry.object.automountServiceAccountToken == false
	finding := told(entry, ["automountServiceAccountToken"], sprintf(
		"The service account %s gives its pods a token of Kubernetes.",
		[deploy.called(entry)],
	))
}

deny contains finding if {
	some pod in deploy.pods
	some index, volume in pod.spec.volumes
	volume.projected.sources[_].serviceAccountToken
	finding := told(pod.entry, array.concat(pod.at, ["volumes", index]), sprintf(
		"The pods of %s mount a token of Kubernetes as a volume.",
		[pod.name],
	))
}

deny contains finding if {
	some entry in deploy.entries
	entry.object.kind in {"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"}
	finding := object.union(
		told(entry, ["kind"], sprintf("The %s %s gives rights in the cluster.", [entry.object.kind, deploy.called(entry)])),
		{"fix": "Take it out: the app talks to its callers and its data, not to the cluster."},
	)
}

deny contains finding if {
	some operation in deploy.operations
	deploy.matches(`/automountServiceAccountToken(/|$)`, operation.at)
	finding := {
		"id": "MA082",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch changes %s.", [operation.at]),
	}
}

told(entry, at, message) := {
	"id": "MA082",
	"path": entry.path,
	"line": deploy.line(entry, at),
	"message": message,
}
