# METADATA
# title: Callers come through the front door, and it is encrypted
# description: >-
#   Services have no address outside the cluster. An Ingress covers each of its hosts with TLS, and from tier T2 on it
#   has an allowlist or a web application firewall in front; a list with the whole internet in it is none.
# custom:
#   id: MA093
#   severity: error
#   why: A service with an address of its own is reached past everything that stands in front of it.
#   fix: "Write type: ClusterIP; in an Ingress list each host under tls, and add the annotation of your allowlist or firewall."
#   controls: [network.ingress, network.front, network.tls]
#   waivable: true
package microapp.rules.deploy.front_door

import rego.v1

import data.microapp.data.deploy as limits
import data.microapp.lib.deploy
import data.microapp.lib.manifest

deny contains finding if {
	some entry in deploy.entries
	entry.object.kind == "Service"
	type := entry.object.spec.type
	type != "ClusterIP"
	finding := told(entry, ["spec", "type"], sprintf("The Service %s is of type %s.", [deploy.called(entry), deploy.shown(type)]))
}

deny contains finding if {
	some entry in deploy.entries
	entry.object.kind == "Service"
	deploy.has_some(entry.object.spec.externalIPs)
	finding := told(entry, ["spec", "externalIPs"], sprintf("The Service %s has addresses outside the cluster.", [deploy.called(entry)]))
}

deny contains finding if {
	some operation in deploy.operations
	operation.target.kind == "Service"
	deploy.matches(`^/spec/(type|externalIPs)`, operation.at)
	finding := {
		"id": "MA093",
		"path": operation.path,
		"line": operation.line,
		"message": sprintf("A patch changes %s of a Service.", [operation.at]),
	}
}

named(host) := sprintf("'%s'", [host]) if {
	is_string(host)
} else := "every host"

ingresses := deploy.of_kind("Ingress")

deny contains finding if {
	some entry in ingresses
	some index, rule in entry.object.spec.rules
	host := deploy.field(rule, "host")
	covered := {name | some block in entry.object.spec.tls; some name in block.hosts}
	not host in covered
	finding := told(entry, ["spec", "rules", index], sprintf("The Ingress %s answers for %s without TLS.", [deploy.called(entry), named(host)]))
}

deny contains finding if {
	some entry in ingresses
	entry.object.spec.defaultBackend
	not deploy.has_some(deploy.field(entry.object.spec, "tls"))
	finding := told(entry, ["spec", "defaultBackend"], sprintf("The Ingress %s answers for every host without TLS.", [deploy.called(entry)]))
}

deny contains finding if {
	some entry in ingresses
	needs_guard
	guards := {name | some name in limits.front_annotations; keeps_some_out(entry.object.metadata.annotations[name])}
	count(guards) == 0
	finding := told(entry, ["metadata"], sprintf("The Ingress %s has neither an allowlist nor a web application firewall in front.", [deploy.called(entry)]))
}

# A firewall that is switched off keeps nobody out, and neither does a list with the whole internet in it.
keeps_some_out(value) if {
	is_string(value)
	not value in {"", "false"}
	not regex.match(`(^|[ ,])[0-9A-Fa-f.:]+/[0-7]([ ,]|$)`, value)
}

needs_guard if manifest.control("network", "front") in {"allowlist_or_waf", "private_or_waf"}

needs_guard if manifest.control("network", "ingress") in {"allowlist", "public_waf"}

told(entry, at, message) := {
	"id": "MA093",
	"path": entry.path,
	"line": deploy.line(entry, at),
	"message": message,
}
