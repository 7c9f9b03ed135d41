# METADATA
# title: Which app may ask which model, with which data
# description: Asked before each call. No answer, or anything but true, refuses the call.
package llm

import rego.v1

default allow := false

allow if {
	known_caller
	takes_the_data
	within_the_ceiling
	place_is_allowed
	place_is_open
	approval_is_there
}

known_caller if {
	some role in input.caller.roles
	role in {"reader", "writer", "admin"}
}

# A model takes data up to its own limit, never above it.
takes_the_data if input.data.covered == true

within_the_ceiling if rank(input.model.size) <= rank(input.controls.ceiling)

within_the_ceiling if input.approved == true

place_is_allowed if input.model.place in input.controls.places

place_is_allowed if input.approved == true

# What an exception alone opens is closed without one, also to who has an approval.
place_is_open if {
	is_array(input.controls.closed)
	not input.model.place in input.controls.closed
}

approval_is_there if input.model.needs_approval == false

approval_is_there if input.approved == true

rank(size) := number if {
	some number, name in input.controls.sizes
	name == size
}
