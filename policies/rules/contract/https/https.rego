# METADATA
# title: The app is called over HTTPS
# description: Every server in the contract, and every address of its sign-in, begins with https.
# custom:
#   id: MA048
#   severity: error
#   why: Over plain HTTP, everybody on the way reads tokens and data.
#   fix: Write https:// in front of the server's address.
#   controls: []
#   waivable: true
package microapp.rules.contract.https

import rego.v1

import data.microapp.lib.contract

deny contains finding if {
	some found in urls
	not regex.match(`^(https://[^/]|/)`, found.url)
	finding := {
		"id": "MA048",
		"path": contract.path,
		"line": contract.line(found.keys),
		"message": sprintf("'%s' is not over HTTPS.", [found.url]),
	}
}

urls contains {"keys": ["servers", index], "url": url} if {
	servers := object.get(contract.document, "servers", [])
	is_array(servers)
	some index, server in servers
	is_object(server)
	url := object.get(server, "url", "")
	is_string(url)
}

urls contains {"keys": ["components", "securitySchemes", name], "url": url} if {
	schemes := object.get(contract.document, ["components", "securitySchemes"], {})
	is_object(schemes)
	some name, scheme in schemes
	walk(scheme, [path, url])
	is_string(url)
	endswith(lower(sprintf("%v", [path[count(path) - 1]])), "url")
}
