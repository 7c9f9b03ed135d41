# METADATA
# title: A check that fails stops the change
# description: No required check may be left out or fail unseen; no continue-on-error, allow_failure, condition or pipe.
# custom:
#   id: MA057
#   severity: error
#   why: A red check that lets a change through teaches everybody to look away.
#   fix: Take out what hides the failure, be it continue-on-error, allow_failure, if, rules, when or what follows a pipe.
#   controls: [ci.required]
#   waivable: true
package microapp.rules.supply_chain.checks_bind

import rego.v1

import data.microapp.lib.pipelines

deny contains finding if {
	some check in pipelines.checks
	some reason in reasons(check.command)
	finding := {
		"id": "MA057",
		"path": check.command.path,
		"line": check.command.line,
		"message": sprintf("The check %s %s.", [check.name, reason]),
	}
}

reasons(command) := {reason |
	some reason, holds in {
		"may fail without stopping anything": command.optional,
		"may be left out": command["if"],
		"hides that it failed": hides(command.text),
	}
	holds
}

hides(text) if {
	some pattern in pipelines.settings.hides_failure
	regex.match(pattern, text)
} else := false
