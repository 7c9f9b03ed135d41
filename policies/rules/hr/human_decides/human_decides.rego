# METADATA
# title: No machine decides about people alone
# description: An app under the policy hr has no AI that acts on its own.
# custom:
#   id: MA212
#   severity: error
#   why: A decision about a person by a machine alone is forbidden in many countries (GDPR, article 22).
#   fix: Let the AI propose and a person decide, then answer the question on AI anew.
#   controls: []
#   waivable: false
package microapp.rules.hr.human_decides

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	manifest.at(["facts", "llm"]) == "agentic"
	finding := {
		"id": "MA212",
		"path": "microapp.yaml",
		"line": manifest.line(["answers", "ai_and_egress"]),
		"message": "An AI acts on its own here, in an app about people.",
	}
}
