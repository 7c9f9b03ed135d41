# METADATA
# title: Kubernetes takes every object as it is written
# description: Each object keeps the strict schema of its kind, and every file that a kustomization names is there.
# custom:
#   id: MA079
#   severity: error
#   why: Kubernetes drops a misspelt field without a word, and a protection with it.
#   fix: Correct the field; the message names it. A kind without a schema needs the platform team.
#   controls: []
#   waivable: true
package microapp.rules.deploy.schemas

import rego.v1

deny contains finding if {
	some problem in input.kubernetes_problems
	finding := {"id": "MA079", "path": problem.path, "line": problem.line, "message": problem.message}
}
