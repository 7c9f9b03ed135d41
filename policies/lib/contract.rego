# METADATA
# title: What openapi.yaml says, whatever its form
# description: Operations, schemas and fields of the contract with their lines; a document of another form has none.
package microapp.lib.contract

import rego.v1

path := "openapi.yaml"

document := input.contract.document if is_object(input.contract.document) else := {}

operations := input.contract.operations

# The line of this key, or of the nearest one around it.
line(keys) := found if {
	found := input.contract.lines[pointer(keys)]
} else := max([found |
	some size in numbers.range(0, count(keys))
	found := object.get(input.contract, ["lines", pointer(array.slice(keys, 0, size))], 1)
])

pointer(keys) := concat("", [part |
	some key in keys
	part := concat("", ["/", replace(replace(sprintf("%v", [key]), "~", "~0"), "/", "~1")])
])

# The operation object that the document has for an operation of the facts.
details(operation) := found if {
	found := object.get(document, ["paths", operation.path, operation.method], {})
	is_object(found)
} else := {}

changes(operation) if operation.method in {"post", "put", "patch", "delete"}

# What a reference stands for; one step, as a kit's contract never chains them.
resolved(value) := found if {
	is_object(value)
	ref := object.get(value, "$ref", null)
	is_string(ref)
	startswith(ref, "#/")
	found := object.get(document, split(substring(ref, 2, -1), "/"), {})
	is_object(found)
} else := value if {
	is_object(value)
} else := {}

schemas[name] := schema if {
	all := object.get(document, ["components", "schemas"], {})
	is_object(all)
	some name, schema in all
	is_object(schema)
}

# Every field of every schema that has a name.
fields contains field if {
	some schema, definition in schemas
	properties := object.get(definition, "properties", {})
	is_object(properties)
	some name, property in properties
	is_object(property)
	field := {"schema": schema, "name": name, "property": property}
}

line_of(field) := line(["components", "schemas", field.schema, "properties", field.name])

types(schema) := {kind} if {
	kind := object.get(schema, "type", null)
	is_string(kind)
} else := {kind | some kind in schema.type} if {
	is_array(object.get(schema, "type", null))
} else := set()

# Parameters of an operation, those of its path included, references followed.
parameters(operation) := [parameter |
	some owner in [details(operation), object.get(document, ["paths", operation.path], {})]
	is_object(owner)
	listed := object.get(owner, "parameters", [])
	is_array(listed)
	some entry in listed
	parameter := resolved(entry)
]

# The words of a name: birthDate, birth-date and BIRTH_DATE are all birth_date.
plain(name) := lower(regex.replace(replace(name, "-", "_"), `([a-z0-9])([A-Z])`, "${1}_${2}"))

# Whether a field's name is one of these words, or ends with one.
is_named(name, words) if {
	some ending in endings[name]
	ending in words
} else if {
	not endings[name]
	some ending in endings_of(name)
	ending in words
}

# How the name of each field ends: dateOfBirth with date_of_birth, of_birth and birth. Many rules ask.
endings[name] := endings_of(name) if some name in {field.name | some field in fields}

endings_of(name) := {concat("_", array.slice(parts, first, count(parts))) |
	parts := split(plain(name), "_")
	some first in numbers.range(0, count(parts) - 1)
}
