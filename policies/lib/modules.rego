# METADATA
# title: Names of modules and hosts
# description: Whether a name is another one, or lies below it.
package microapp.lib.modules

import rego.v1

# google.genai.types lies in google.genai.
is_in(name, module) if name == module

is_in(name, module) if startswith(name, concat("", [module, "."]))

# A name and all that it lies in: google.genai.types, google.genai and google.
around(name) := {concat(".", array.slice(parts, 0, size)) |
	parts := split(name, ".")
	some size in numbers.range(1, count(parts))
}

# A host and all that it lies in: api.openai.com, openai.com and com.
domains(host) := {concat(".", array.slice(parts, first, count(parts))) |
	parts := split(lower(host), ".")
	some first in numbers.range(0, count(parts) - 1)
}
