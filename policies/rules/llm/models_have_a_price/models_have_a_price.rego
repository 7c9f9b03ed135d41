# METADATA
# title: Every model has a price
# description: Each model of models.yaml states what its tokens cost or has a frozen price, no token of one outside is free, and a price below the frozen one says why.
# custom:
#   id: MA117
#   severity: error
#   why: A model without a price, or with one that is too low, spends money that no budget sees.
#   fix: "Write price: {input: …, output: …} in nano-dollars a token, as the provider's page has it; or leave it out for the frozen one."
#   controls: [quotas.monthly_usd]
#   waivable: true
package microapp.rules.llm.models_have_a_price

import rego.v1

import data.microapp.lib.models

deny contains finding if {
	some model in models.all
	models.is_outside(model)
	not model.is_priced
	not is_without_price(model)
	finding := {
		"id": "MA117",
		"path": models.path,
		"line": models.line(model, "price"),
		"message": sprintf("The model %s stands outside and has no price for each token, so no budget stops it.", [model.alias]),
	}
}

deny contains finding if {
	some model in models.all
	model.is_underpriced
	finding := {
		"id": "MA117",
		"path": models.path,
		"line": models.line(model, "price"),
		"message": sprintf("The price of the model %s is lower than the frozen one, so budgets let too much through. Leave it out, or say why in price_reason.", [model.alias]),
	}
}

deny contains finding if {
	some model in models.all
	is_without_price(model)
	finding := {
		"id": "MA117",
		"path": models.path,
		"line": models.line(model, "price"),
		"message": sprintf("The model %s has no price, and the frozen list knows none for where it stands. Copy it from the provider's page.", [model.alias]),
	}
}

deny contains finding if {
	some model in models.all
	model.is_for_vectors
	finding := {
		"id": "MA117",
		"path": models.path,
		"line": models.line(model, "model"),
		"message": sprintf("What the model %s asks for is sold for embeddings alone, and its kind is chat. Name a chat model.", [model.alias]),
	}
}

# Neither stated nor in the frozen list: the service does not start, wherever the model stands.
is_without_price(model) if model.has_price == false
