# METADATA
# title: Secrets come from the secrets manager
# description: >-
#   No object, setting or compose file holds a secret. Where a pod uses a Secret, every environment brings the
#   ExternalSecret that fills it.
# custom:
#   id: MA088
#   severity: error
#   why: What lies in the repository is read by all who can read it, in every version, for ever.
#   fix: "Take the secret out, renew it, put it into the secrets manager, and name it in an ExternalSecret."
#   controls: [secrets.source]
#   waivable: true
package microapp.rules.deploy.secrets_source

import rego.v1

import data.microapp.data.deploy as limits
import data.microapp.lib.deploy

deny contains finding if {
	some entry in deploy.entries
	entry.object.kind == "Secret"
	some field in ["data", "stringData"]
	deploy.has_some(entry.object[field])
	finding := told(entry, [field], sprintf("The Secret %s is written out.", [deploy.called(entry)]))
}

deny contains finding if {
	some entry in deploy.entries
	entry.object.kind == "ConfigMap"
	some name, value in entry.object.data
	is_secret(name, value)
	finding := told(entry, ["data", name], sprintf("%s is a secret in a ConfigMap.", [name]))
}

deny contains finding if {
	some found in deploy.containers
	some index, variable in found.container.env
	is_secret(variable.name, variable.value)
	finding := told(found.entry, array.concat(found.at, ["env", index]), sprintf("%s is a secret in the object itself.", [deploy.shown(variable.name)]))
}

deny contains finding if {
	some entry in deploy.objects
	some variable in entry.settings
	is_secret(variable.name, variable.value)
	finding := {
		"id": "MA088",
		"path": variable.path,
		"line": variable.line,
		"message": sprintf("%s is a secret among the settings.", [variable.name]),
	}
}

deny contains finding if {
	some entry in deploy.objects
	entry.object.kind == "Kustomization"
	deploy.has_some(entry.object.secretGenerator)
	finding := told(entry, ["secretGenerator"], "secretGenerator makes Secrets from what lies in the repository.")
}

deny contains finding if {
	some found in deploy.services
	some name, value in variables(found.service.environment)
	is_secret(name, value)
	finding := {
		"id": "MA088",
		"path": found.path,
		"line": deploy.line(found, ["environment", name]),
		"message": sprintf("%s of the service %s is a secret in the file itself.", [name, found.name]),
		"fix": "Take it out, renew it, and give it as a file under secrets.",
	}
}

deny contains finding if {
	some environment in deploy.environments
	some workload in deploy.brought(environment)
	some pod in deploy.whole_pods
	pod.entry == workload
	some used in secrets_of(pod)
	filled := {entry | some entry in deploy.brought_of_kind(environment, "ExternalSecret"); fills(entry) == used.name}
	count(filled) == 0
	finding := told(workload, array.concat(pod.at, used.at), sprintf("No ExternalSecret fills the Secret %s.", [deploy.shown(used.name)]))
}

variables(environment) := environment if is_object(environment)

variables(environment) := {name: "(hidden)" |
	some line in environment
	deploy.matches(`^[^=]+=\(hidden\)$`, line)
	name := split(line, "=")[0]
} if {
	is_array(environment)
}

is_secret(name, value) if {
	deploy.is_hidden(value)
	not name in limits.open_settings
}

fills(entry) := entry.object.spec.target.name if {
	entry.object.spec.target.name
} else := entry.object.metadata.name

secrets_of(pod) := of_volumes(pod) | of_variables(pod)

of_volumes(pod) := {{"name": volume.secret.secretName, "at": ["volumes", index]} |
	some index, volume in pod.spec.volumes
	volume.secret.secretName
}

of_variables(pod) := {{"name": name, "at": [group, index]} |
	some group in ["containers", "initContainers"]
	some index, container in pod.spec[group]
	some name in names_in(container)
}

names_in(container) := {source.secretRef.name | some source in container.envFrom; source.secretRef.name} | {variable.valueFrom.secretKeyRef.name |
	some variable in container.env
	variable.valueFrom.secretKeyRef.name
}

told(entry, at, message) := {
	"id": "MA088",
	"path": entry.path,
	"line": deploy.line(entry, at),
	"message": message,
}
