# METADATA
# title: Every JSON Schema in a prompt or an eval works
# description: Variables, outputs and expected answers are JSON Schemas that point into themselves alone, let some value fit, and each default fits its own.
# custom:
#   id: MA131
#   severity: error
#   why: A schema that does not work checks nothing; the service does not start with one.
#   fix: Correct the line that is named, as JSON Schema 2020-12 says.
#   controls: [models.prompt_store]
#   waivable: false
package microapp.rules.llm.schemas_work

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some problem in models.problems
	problem.about == "schema"
	finding := {
		"id": "MA131",
		"path": problem.path,
		"line": problem.line,
		"message": problem.message,
	}
}
