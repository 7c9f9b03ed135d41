# METADATA
# title: Names of modules and hosts
# description: Whether a name is another one, or lies below it.
package microapp.lib.modules

import rego.v1

# google.genai.types lies in google.genai.
is_in(name, module) if name == module

is_in(name, module) if startswith(name, concat("", [module, "."]))

# api.openai.com lies in openai.com.
is_host(name, host) if lower(name) == host

is_host(name, host) if endswith(lower(name), concat("", [".", host]))
