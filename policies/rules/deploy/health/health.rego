# METADATA
# title: Whoever runs the app can tell whether it is well
# description: The image has a HEALTHCHECK, and each container of a Deployment probes /healthz and /readyz.
# custom:
#   id: MA075
#   severity: error
#   why: Without a probe, callers are sent to an instance that hangs, and nobody restarts it.
#   fix: "Add HEALTHCHECK to the image; in Kubernetes a livenessProbe of /healthz and a readinessProbe of /readyz."
#   controls: []
#   waivable: true
package microapp.rules.deploy.health

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some path, dockerfile in input.dockerfiles
	stage := count(dockerfile.stages) - 1
	checks := [i | some i in dockerfile.instructions; i.keyword == "HEALTHCHECK"; i.stage == stage; i.value != "NONE"]
	count(checks) == 0
	finding := {
		"id": "MA075",
		"path": path,
		"line": dockerfile.stages[stage].line,
		"message": "The last stage has no HEALTHCHECK.",
	}
}

probes := {"livenessProbe": "/healthz", "readinessProbe": "/readyz"}

deny contains finding if {
	some found in serving
	some probe, path in probes
	not asks(found.container, probe, path)
	finding := {
		"id": "MA075",
		"path": found.entry.path,
		"line": deploy.line(found.entry, array.concat(found.at, [probe])),
		"message": sprintf("The container %s has no %s that asks %s.", [found.name, probe, path]),
	}
}

asks(container, probe, path) if container[probe].httpGet.path == path

# Containers that answer: of a Deployment, with an open port.
serving contains found if {
	some found in deploy.whole_containers
	found.pod.kind in {"DaemonSet", "Deployment", "StatefulSet"}
	found.group == "containers"
	deploy.has_some(found.container.ports)
}

deny contains finding if {
	some operation in deploy.operations
	deploy.matches(`/(liveness|readiness)Probe(/|$)`, operation.at)
	operation.op == "remove"
	finding := {
		"id": "MA075",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch removes %s.", [operation.at]),
	}
}
