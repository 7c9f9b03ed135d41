# METADATA
# title: Every model has a price
# description: Each model of models.yaml states what its tokens cost, and no token of one outside is free.
# custom:
#   id: MA117
#   severity: error
#   why: A model without a price spends money that no budget sees.
#   fix: "Write price: {input: …, output: …} in nano-dollars a token, as the provider's page has it."
#   controls: [quotas.monthly_usd]
#   waivable: true
package microapp.rules.llm.models_have_a_price

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some model in models.all
	models.is_outside(model)
	not model.is_priced
	finding := {
		"id": "MA117",
		"path": models.path,
		"line": models.line(model, "price"),
		"message": sprintf("The model %s stands outside and has no price for each token, so no budget stops it.", [model.alias]),
	}
}
