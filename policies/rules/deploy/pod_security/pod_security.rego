# METADATA
# title: Pods are confined
# description: >-
#   Every container runs as an ordinary user on a read-only file system, without capabilities, without a way to more
#   privileges, and with the system calls that the runtime allows by default.
# custom:
#   id: MA080
#   severity: error
#   why: A break-in stays in a pod that can do nothing but its own work.
#   fix: "Set the field under securityContext as the platform's deployment.yaml has it."
#   controls: []
#   waivable: true
package microapp.rules.deploy.pod_security

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some found in deploy.whole_containers
	some field, message in fields
	not holds(found, field)
	finding := {
		"id": "MA080",
		"path": found.entry.path,
		"line": place(found, field),
		"message": sprintf("The container %s %s.", [found.name, message]),
	}
}

fields := {
	"allowPrivilegeEscalation": "may gain privileges: allowPrivilegeEscalation is not false",
	"capabilities": "keeps capabilities: capabilities.drop does not say ALL",
	"readOnlyRootFilesystem": "can write to its file system: readOnlyRootFilesystem is not true",
	"runAsNonRoot": "may run as root: runAsNonRoot is not true",
	"seccompProfile": "may make any system call: seccompProfile is not RuntimeDefault",
}

holds(found, "allowPrivilegeEscalation") if found.container.securityContext.allowPrivilegeEscalation == false

holds(found, "capabilities") if "ALL" in found.container.securityContext.capabilities.drop

holds(found, "readOnlyRootFilesystem") if found.container.securityContext.readOnlyRootFilesystem == true

# These two may be said once for the whole pod; a container's own word comes first.
holds(found, "runAsNonRoot") if {
	setting(found, "runAsNonRoot") == true
	not setting(found, "runAsUser") == 0
}

holds(found, "seccompProfile") if setting(found, "seccompProfile").type in {"Localhost", "RuntimeDefault"}

setting(found, field) := value if {
	value := found.container.securityContext[field]
} else := found.pod.spec.securityContext[field]

place(found, field) := deploy.line(found.entry, array.concat(found.at, ["securityContext", field])) if {
	not field in {"runAsNonRoot", "seccompProfile"}
} else := deploy.line(found.entry, array.concat(found.at, ["securityContext", field])) if {
	found.container.securityContext[field]
} else := deploy.line(found.entry, array.concat(found.pod.at, ["securityContext", field]))

# A patch may add to the confinement, never take from it.
deny contains finding if {
	some operation in deploy.operations
	deploy.matches(`/securityContext(/|$)`, operation.at)
	finding := {
		"id": "MA080",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch changes %s.", [operation.at]),
		"fix": "Take the patch out: what confines a pod stands in the base, where everybody sees it.",
	}
}

deny contains finding if {
	some operation in deploy.operations
	deploy.matches(`/(init|ephemeral)?[cC]ontainers(/[0-9-]+)?$`, operation.at)
	operation.op != "test"
	finding := {
		"id": "MA080",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch puts a container in place at %s, which nobody judged.", [operation.at]),
		"fix": "Write the container into the base.",
	}
}

deny contains finding if {
	some operation in deploy.operations
	operation.at in {"", "/spec", "/spec/template", "/spec/template/spec"}
	finding := {
		"id": "MA080",
		"path": operation.path,
		"line": operation.line,
		"message": "A patch replaces the whole description of the pods.",
		"fix": "Change only the fields that differ.",
	}
}

deny contains finding if {
	some found in deploy.containers
	found.entry.is_patch
	found.container.securityContext
	finding := {
		"id": "MA080",
		"path": found.entry.path,
		"line": deploy.line(found.entry, array.concat(found.at, ["securityContext"])),
		"message": sprintf("A patch changes the securityContext of the container %s.", [found.name]),
		"fix": "Take it out: what confines a pod stands in the base, where everybody sees it.",
	}
}

deny contains finding if {
	some pod in deploy.pods
	pod.entry.is_patch
	pod.spec.securityContext
	finding := {
		"id": "MA080",
		"path": pod.entry.path,
		"line": deploy.line(pod.entry, array.concat(pod.at, ["securityContext"])),
		"message": "A patch changes the securityContext of the pods.",
		"fix": "Take it out: what confines a pod stands in the base, where everybody sees it.",
	}
}
