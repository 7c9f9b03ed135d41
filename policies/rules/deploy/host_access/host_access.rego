# METADATA
# title: Pods stay away from the machine they run on
# description: >-
#   No container is privileged or adds a capability, and no pod shares the machine's network, processes, files or ports.
# custom:
#   id: MA081
#   severity: error
#   why: A pod that reaches the machine reaches every other app on it.
#   fix: Take the field out. The app needs no part of the machine.
#   controls: []
#   waivable: true
package microapp.rules.deploy.host_access

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some pod in deploy.pods
	some field in ["hostIPC", "hostNetwork", "hostPID"]
	pod.spec[field] != false
	finding := of_pod(pod, [field], sprintf("sets %s", [field]))
}

deny contains finding if {
	some pod in deploy.pods
	pod.spec.hostUsers == true
	finding := of_pod(pod, ["hostUsers"], "sets hostUsers")
}

deny contains finding if {
	some pod in deploy.pods
	some index, volume in pod.spec.volumes
	some kind in ["flexVolume", "hostPath", "local"]
	volume[kind]
	finding := of_pod(pod, ["volumes", index, kind], sprintf("mounts a %s of the machine", [kind]))
}

deny contains finding if {
	some pod in deploy.pods
	deploy.has_some(pod.spec.securityContext.sysctls)
	finding := of_pod(pod, ["securityContext", "sysctls"], "changes settings of the kernel")
}

deny contains finding if {
	some found in deploy.containers
	found.container.securityContext.privileged != false
	finding := of_container(found, ["securityContext", "privileged"], "is privileged")
}

deny contains finding if {
	some found in deploy.containers
	some capability in found.container.securityContext.capabilities.add
	capability != "NET_BIND_SERVICE"
	finding := of_container(found, ["securityContext", "capabilities", "add"], sprintf("adds the capability %s", [deploy.shown(capability)]))
}

deny contains finding if {
	some found in deploy.containers
	found.container.securityContext.procMount != "Default"
	finding := of_container(found, ["securityContext", "procMount"], "sees the processes of the machine")
}

deny contains finding if {
	some found in deploy.containers
	some index, port in found.container.ports
	port.hostPort != 0
	finding := of_container(found, ["ports", index, "hostPort"], "opens a port of the machine")
}

deny contains finding if {
	some operation in deploy.operations
	touches(operation)
	finding := {
		"id": "MA081",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch sets %s.", [operation.at]),
	}
}

touches(operation) if deploy.matches(`/(hostIPC|hostNetwork|hostPID|hostPath|hostPort|hostUsers)(/|$)`, operation.at)

touches(operation) if {
	deploy.matches(`/volumes(/|$)`, operation.at)
	walk(operation.value, [path, _])
	path[count(path) - 1] in {"flexVolume", "hostPath"}
}

of_pod(pod, at, message) := {
	"id": "MA081",
	"path": pod.entry.path,
	"line": deploy.line(pod.entry, array.concat(pod.at, at)),
	"message": sprintf("The %s %s %s.", [pod.kind, pod.name, message]),
}

of_container(found, at, message) := {
	"id": "MA081",
	"path": found.entry.path,
	"line": deploy.line(found.entry, array.concat(found.at, at)),
	"message": sprintf("The container %s %s.", [found.name, message]),
}
