package microapp.rules.llm.models_within_the_grant_test

import rego.v1

import data.microapp.rules.llm.models_within_the_grant

controls(allowed, external) := {"models": {
	"ceiling": {"value": "medium"},
	"allowed": {"value": allowed},
	"external_default": {"value": external},
	"external_powerful": {"value": "approval_required"},
}}

messages(change, allowed, external) := {finding.message | some finding in found} if {
	base := {"alias": "a", "size": "small", "place": "private", "needs_approval": false, "line": 1, "lines": {}}
	found := models_within_the_grant.deny with input as {
		"manifest": {"controls": controls(allowed, external)},
		"llm": {"models": [object.union(base, change)]},
	}
}

test_a_model_that_is_granted_is_accepted if {
	messages({}, ["private"], "allowed") == set()
	messages({"place": "external_default"}, ["private", "external_default"], "allowed") == set()
}

test_a_larger_or_farther_model_is_refused if {
	count(messages({"size": "large"}, ["private"], "allowed")) == 1
	count(messages({"size": "huge"}, ["private"], "allowed")) == 1
	count(messages({"place": "external_default"}, ["private"], "allowed")) == 1
	count(messages({"place": ""}, null, "allowed")) == 1
}

test_a_public_provider_is_never_private if {
	at := {"base_url": "https://API.openai.com:443/v1", "needs_approval": true}
	found := messages(at, ["private"], "allowed")
		with data.microapp.data.model_providers as {"public": ["api.openai.com"]}
	found == {"The model a is at api.openai.com, which is nobody's private place."}
	messages({"base_url": "https://models.acme.example/v1"}, ["private"], "allowed") == set()
		with data.microapp.data.model_providers as {"public": ["api.openai.com"]}
}

test_an_approval_opens_more if {
	messages({"size": "large", "needs_approval": true}, ["private"], "allowed") == set()
	messages({"place": "external_powerful", "needs_approval": true}, ["private"], "allowed") == set()
}

test_no_approval_stands_for_an_exception if {
	found := messages({"place": "external_default", "needs_approval": true}, ["private"], "exception_only")
	found == {"The model a is external_default, which this app may use by an exception only."}
}
