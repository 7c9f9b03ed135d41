# METADATA
# title: A checkout leaves no credentials behind
# description: Every actions/checkout says persist-credentials false.
# custom:
#   id: MA059
#   severity: error
#   why: The token of the checkout stays in .git/config, where every later step and every uploaded folder can take it.
#   fix: Write with persist-credentials false under the checkout.
#   controls: []
#   waivable: true
package microapp.rules.supply_chain.checkout_keeps_nothing

import rego.v1

import data.microapp.lib.pipelines

deny contains finding if {
	some use in pipelines.uses
	lower(use.name) == "actions/checkout"
	lower(object.get(use["with"], "persist-credentials", "true")) != "false"
	finding := {
		"id": "MA059",
		"path": use.path,
		"line": use.line,
		"message": sprintf("The checkout of the job %s leaves its token in .git/config.", [use.job]),
	}
}
