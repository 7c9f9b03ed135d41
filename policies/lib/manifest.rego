# METADATA
# title: What the manifest says, whatever its form
# description: Reads microapp.yaml without trusting it; what is missing or of another kind comes as empty.
package microapp.lib.manifest

import rego.v1

manifest := input.manifest if is_object(input.manifest) else := {}

demanded := input.demanded if is_object(input.demanded) else := {}

at(path) := object.get(manifest, path, null)

text(path) := found if {
	found := at(path)
	is_string(found)
} else := ""

list(path) := found if {
	found := at(path)
	is_array(found)
} else := []

object_at(path) := found if {
	found := at(path)
	is_object(found)
} else := {}

# What the questionnaire demands of a control; where the answers cannot be judged, what the manifest says.
control(group, name) := found if {
	found := object.get(demanded, ["controls", group, name], null)
	found != null
} else := object.get(manifest, ["controls", group, name, "value"], null)

number(group, name) := found if {
	found := control(group, name)
	is_number(found)
} else := 0

controls contains id if {
	some group, names in object_at(["controls"])
	is_object(names)
	some name, _ in names
	id := concat(".", [group, name])
}

controls contains id if {
	some group, names in object.get(demanded, "controls", {})
	some name, _ in names
	id := concat(".", [group, name])
}

# The line of this key, or of the nearest one around it.
line(path) := found if {
	found := input.lines[pointer(path)]
} else := max([found |
	some size in numbers.range(0, count(path))
	found := object.get(input.lines, pointer(array.slice(path, 0, size)), 1)
])

pointer(path) := concat("", [part | some key in path; part := concat("", ["/", key])])

# Whether the app is on its way to production, or there: the time at which papers are due.
is_going_live if text(["lifecycle", "stage"]) in {"review", "production"}

is_email(value) if {
	is_string(value)
	regex.match(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*[.][A-Za-z]{2,}$`, value)
}
