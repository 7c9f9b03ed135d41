# METADATA
# title: A called workflow gets only the secrets it is given by name
# description: No job passes on all secrets with secrets inherit.
# custom:
#   id: MA069
#   severity: error
#   why: Whoever changes the called workflow would see every secret of this repository.
#   fix: Name each secret that the called workflow needs.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.named_secrets

import rego.v1

deny contains finding if {
	some workflow in input.workflows
	some job in workflow.jobs
	job.secrets == "inherit"
	finding := {
		"id": "MA069",
		"path": workflow.path,
		"line": job.line,
		"message": sprintf("The job %s hands on every secret.", [job.id]),
	}
}
