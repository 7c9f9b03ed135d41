# METADATA
# title: A vulnerability stops a change as early as the answers demand
# description: The dependency review stops at the severity of ci.block_severity or a milder one, and the audit ignores nothing.
# custom:
#   id: MA061
#   severity: error
#   why: A threshold that is set too high lets in what everybody has agreed to keep out.
#   fix: Set fail-on-severity as ci.block_severity in microapp.yaml says, and take --ignore out of the audit.
#   controls: [ci.block_severity]
#   waivable: true
package microapp.rules.supply_chain.stops_at

import rego.v1

import data.microapp.lib.manifest
import data.microapp.lib.pipelines

deny contains finding if {
	some use in pipelines.uses
	startswith(use.name, "actions/dependency-review-action")
	stated := object.get(use["with"], "fail-on-severity", "low")
	demanded := manifest.control("ci", "block_severity")
	not stated in object.get(pipelines.settings.stops_at, demanded, [])
	finding := at(use.path, use.line, sprintf("The dependency review stops at %s; the answers demand %s.", [stated, demanded]))
}

deny contains finding if {
	some command in pipelines.commands
	pipelines.matches(`(uv audit|pip-audit) .*--ignore`, command.text)
	finding := at(command.path, command.line, "The dependency audit looks away from a vulnerability.")
}

at(path, line, message) := {"id": "MA061", "path": path, "line": line, "message": message}
