# METADATA
# title: Data on patients never reaches an outside AI model
# description: An app under the policy health uses no AI, or a private one.
# custom:
#   id: MA221
#   severity: error
#   why: What an outside model has seen cannot be called back, and doctors answer for it in person.
#   fix: Use the company's private model, then answer the question on AI anew.
#   controls: [models.allowed]
#   waivable: false
package microapp.rules.health.no_outside_model

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	not manifest.at(["facts", "llm"]) in {"none", "private"}
	finding := {
		"id": "MA221",
		"path": "microapp.yaml",
		"line": manifest.line(["answers", "ai_and_egress"]),
		"message": sprintf("The app may use AI models of the kind %v.", [manifest.at(["facts", "llm"])]),
	}
}
