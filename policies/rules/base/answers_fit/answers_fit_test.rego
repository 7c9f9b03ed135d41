package microapp.rules.base.answers_fit_test

import rego.v1

import data.microapp.rules.base.answers_fit

app(facts, change) := object.union(
	{
		"manifest": {"facts": facts},
		"contract": {"document": null, "lines": {}},
	},
	change,
)

refused(facts, change) := result if {
	findings := answers_fit.deny with input as app(facts, change)
	result := count(findings)
}

keeps(name) := {"contract": {"lines": {}, "document": {"components": {"schemas": {"Note": {"properties": {name: {"type": "string"}}}}}}}}

test_an_app_without_personal_data_keeps_none if {
	refused({"pii": false}, keeps("customerBirthDate")) == 1
	refused({"pii": false}, keeps("iban")) == 1
	refused({"pii": false}, keeps("email")) == 0
	refused({"pii": true}, keeps("iban")) == 0
}

may_keep(allowed) := {"demanded": {"controls": {"pii": {"store_pii": allowed}}}}

test_an_app_that_may_keep_no_personal_data_has_none if {
	refused({"pii": true}, object.union(keeps("iban"), may_keep(false))) == 1
	refused({"pii": false}, object.union(keeps("iban"), may_keep(false))) == 1
	refused({"pii": true}, object.union(keeps("email"), may_keep(false))) == 0
	refused({"pii": true}, object.union(keeps("iban"), may_keep(true))) == 0
}
