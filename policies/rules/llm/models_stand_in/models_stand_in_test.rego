package microapp.rules.llm.models_stand_in_test

import rego.v1

import data.microapp.rules.llm.models_stand_in

model(alias, kind, fallback, line) := {
	"alias": alias,
	"kind": kind,
	"fallback": fallback,
	"line": line,
	"lines": {"alias": line, "fallback": line + 1},
}

refused(all) := {finding.line |
	some finding in models_stand_in.deny with input as {"llm": {"models": all}}
}

other := model("other", "chat", [], 20)

test_another_model_of_the_kind_may_stand_in if refused([model("small", "chat", ["other"], 4), other]) == set()

test_the_second_of_one_alias_is_refused if refused([model("other", "chat", [], 4), other]) == {20}

test_a_model_does_not_stand_in_for_itself if refused([model("small", "chat", ["small"], 4), other]) == {5}

test_an_unknown_stand_in_or_one_of_another_kind_is_refused if {
	refused([model("small", "chat", ["gone"], 4), other]) == {5}
	refused([model("small", "chat", ["embed"], 4), model("embed", "embeddings", [], 30)]) == {5}
}

test_nothing_stands_in_for_embeddings if refused([model("embed", "embeddings", ["other"], 4), other]) == {5}
