# METADATA
# title: Every text and every list in the contract has an upper bound
# description: Strings have maxLength, enum, const or a format of fixed length; arrays have maxItems.
# custom:
#   id: MA049
#   severity: error
#   why: Without a bound, one caller sends a text that fills the memory or the database.
#   fix: "Give the field max_length in app/ (Field(max_length=200)), then run: microapp contract"
#   controls: []
#   waivable: true
package microapp.rules.contract.bounds

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some place in unbounded
	finding := {
		"id": "MA049",
		"path": contract.path,
		"line": contract.line(place.keys),
		"message": sprintf("%s has no %s.", [concat(".", [sprintf("%v", [key]) | some key in array.slice(place.keys, 2, count(place.keys))]), place.lacks]),
	}
}

unbounded contains {"keys": array.concat(["components", part], path), "lacks": lacks} if {
	some part in ["schemas", "parameters"]
	holder := object.get(contract.document, ["components", part], {})
	walk(holder, [path, schema])
	schema.type # most of what a contract holds has none, and is left here
	lacks := missing(schema, contract.types(schema))
	count({word | some word in path} & examples) == 0
}

examples := {"example", "examples", "default", "enum"}

missing(schema, kinds) := "maxLength" if {
	"string" in kinds
	count(object.keys(schema) & {"maxLength", "enum", "const"}) == 0
	not object.get(schema, "format", "") in {"uuid", "date", "date-time"}
}

missing(schema, kinds) := "maxItems" if {
	kinds == {"array"}
	not "maxItems" in object.keys(schema)
}
