# METADATA
# title: No question is left open on the way to production
# description: An app in review or production has no answer unknown.
# custom:
#   id: MA006
#   severity: error
#   why: Unknown is judged as if it were bad, but nobody has looked; in production somebody must have.
#   fix: Find out with the platform team (15 minutes), then write the real answer and run microapp check again.
#   controls: [review.unknown_answers]
#   waivable: true
package microapp.rules.base.unknown_answers

import rego.v1

import data.microapp.lib.manifest

deny contains finding if {
	manifest.is_going_live
	manifest.control("review", "unknown_answers") == "production"
	some question, answer in manifest.object_at(["answers"])
	answer == "unknown"
	finding := {
		"id": "MA006",
		"path": "microapp.yaml",
		"line": manifest.line(["answers", question]),
		"message": sprintf("answers.%s is unknown, and the app is in %s.", [question, manifest.text(["lifecycle", "stage"])]),
	}
}
