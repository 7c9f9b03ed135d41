package microapp.rules.llm.models_have_a_price_test

import rego.v1

import data.microapp.rules.llm.models_have_a_price

refused(change) if {
	base := {"alias": "a", "provider": "openai", "place": "external_default", "is_priced": false, "is_underpriced": false, "line": 1, "lines": {}}
	found := models_have_a_price.deny with input as {"llm": {"models": [object.union(base, change)]}}
	count(found) == 1
}

test_a_model_outside_without_a_price_is_refused if refused({})

test_a_price_or_a_model_of_our_own_is_accepted if {
	not refused({"is_priced": true})
	not refused({"place": "private"})
	not refused({"provider": "local"})
}

test_a_price_below_the_frozen_one_is_refused_wherever_the_model_stands if {
	refused({"is_priced": true, "is_underpriced": true})
	refused({"is_priced": true, "is_underpriced": true, "place": "private"})
}

test_a_model_that_nobody_priced_is_refused_wherever_it_stands if {
	refused({"has_price": false})
	refused({"has_price": false, "place": "private"})
	refused({"has_price": false, "provider": "local"})
}

test_a_chat_model_that_is_sold_for_embeddings_is_refused if refused({"is_priced": true, "is_for_vectors": true})
