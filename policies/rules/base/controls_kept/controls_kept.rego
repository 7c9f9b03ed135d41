# METADATA
# title: No control is weaker than the answers demand
# description: Every control in microapp.yaml is at least as strict as the questionnaire demands for these answers.
# custom:
#   id: MA007
#   severity: error
#   why: The service reads its limits and periods from here; a looser value is a weaker protection, silently.
#   fix: "Run: microapp fix  (it puts the demanded value back), or ask for an exception that says what protects the app instead."
#   controls: [quotas.change]
#   waivable: true
package microapp.rules.base.controls_kept

import rego.v1

deny contains finding if {
	some weak in input.weakened
	finding := {
		"id": "MA007",
		"path": "microapp.yaml",
		"line": weak.line,
		"message": message(weak),
		"control": weak.control,
	}
}

message(weak) := sprintf("controls.%s is missing; the answers demand %v.", [weak.control, weak.demanded]) if {
	weak.value == null
}

message(weak) := sprintf("controls.%s is %v; the answers demand %v.", [weak.control, weak.value, weak.demanded]) if {
	weak.value != null
	not is_quoted(weak)
}

message(weak) := sprintf("controls.%s is text in quotes, “%s”; the answers demand the number %v. Remove the quotes.", [weak.control, weak.value, weak.demanded]) if is_quoted(weak)

# A number to whoever reads the file, and text to whoever runs it.
is_quoted(weak) if {
	is_number(weak.demanded)
	is_string(weak.value)
	regex.match(`^-?[0-9]+([.][0-9]+)?$`, weak.value)
}
