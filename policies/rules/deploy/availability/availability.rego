# METADATA
# title: The app stays up when an instance goes
# description: >-
#   Every environment scales each Deployment with an autoscaler and guards it with a disruption budget; production keeps
#   two instances or more.
# custom:
#   id: MA087
#   severity: error
#   why: With one instance, every update of the machine below is an outage.
#   fix: "Bring a HorizontalPodAutoscaler with minReplicas: 2 and a PodDisruptionBudget for the Deployment."
#   controls: [reliability.slo_pct]
#   waivable: true
package microapp.rules.deploy.availability

import rego.v1

import data.microapp.data.deploy as limits
import data.microapp.lib.deploy

deny contains finding if {
	some environment in deploy.environments
	some workload in deploy.brought_of_kind(environment, "Deployment")
	count(scalers(environment, workload)) == 0
	finding := of(workload, sprintf("No HorizontalPodAutoscaler scales the Deployment %s.", [deploy.called(workload)]))
}

deny contains finding if {
	some environment in deploy.environments
	some workload in deploy.brought_of_kind(environment, "Deployment")
	guards := {entry | some entry in deploy.brought_of_kind(environment, "PodDisruptionBudget"); guards_pods(entry, workload)}
	count(guards) == 0
	finding := of(workload, sprintf("No PodDisruptionBudget guards the Deployment %s.", [deploy.called(workload)]))
}

deny contains finding if {
	some environment in deploy.environments
	deploy.stage_of(environment) == "production"
	some workload in deploy.brought_of_kind(environment, "Deployment")
	some scaler in scalers(environment, workload)
	not enough(scaler.object.spec.minReplicas)
	finding := too_few(scaler.path, deploy.line(scaler, ["spec", "minReplicas"]))
}

deny contains finding if {
	some operation in deploy.operations
	operation.at == "/spec/minReplicas"
	deploy.stage_of(operation.entry) == "production"
	not enough(operation.value)
	finding := too_few(operation.path, operation.line)
}

deny contains finding if {
	some environment in deploy.environments
	deploy.stage_of(environment) == "production"
	some index, replicas in environment.object.replicas
	not enough(replicas.count)
	finding := too_few(environment.path, deploy.line(environment, ["replicas", index]))
}

enough(value) if {
	is_number(value)
	value >= limits.replicas
}

scalers(environment, workload) := {entry |
	some entry in deploy.brought_of_kind(environment, "HorizontalPodAutoscaler")
	entry.object.spec.scaleTargetRef.kind == "Deployment"
	entry.object.spec.scaleTargetRef.name == workload.object.metadata.name
}

guards_pods(entry, workload) if {
	wanted := entry.object.spec.selector.matchLabels
	is_object(wanted)
	count(wanted) > 0
	every name, value in wanted {
		workload.object.spec.template.metadata.labels[name] == value
	}
}

of(workload, message) := {
	"id": "MA087",
	"path": workload.path,
	"line": workload.line,
	"message": message,
}

too_few(path, line) := {
	"id": "MA087",
	"path": path,
	"line": line,
	"message": sprintf("Production may run with fewer than %v instances.", [limits.replicas]),
}
