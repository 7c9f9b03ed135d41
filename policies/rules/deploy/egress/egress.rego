# METADATA
# title: The app calls only where it must
# description: >-
#   What network policies open names its ports; the whole internet is open on the port of HTTPS at the most, and the
#   address at which a cloud gives out credentials is never open. Nobody gets in without being named.
# custom:
#   id: MA084
#   severity: error
#   why: A break-in that can call anywhere carries the data away, or fetches the cloud's own credentials.
#   fix: "Name the ports, narrow the addresses, and leave out 169.254.0.0/16 with except."
#   controls: [network.egress]
#   waivable: true
package microapp.rules.deploy.egress

import rego.v1

import data.microapp.lib.deploy

policies := deploy.of_kind("NetworkPolicy")

deny contains finding if {
	some entry in policies
	some index, rule in entry.object.spec.egress
	not deploy.has_some(deploy.field(rule, "ports"))
	finding := told(entry, ["spec", "egress", index], "opens every port")
}

deny contains finding if {
	some entry in policies
	some index, rule in entry.object.spec.egress
	not deploy.has_some(deploy.field(rule, "to"))
	finding := told(entry, ["spec", "egress", index], "opens every address")
}

deny contains finding if {
	some entry in policies
	some index, rule in entry.object.spec.egress
	some number, peer in rule.to
	is_wide(peer.ipBlock.cidr)
	some port in rule.ports
	not is_https(port)
	finding := told(entry, ["spec", "egress", index, "to", number], "opens more than HTTPS to the whole internet")
}

deny contains finding if {
	some entry in policies
	some index, rule in entry.object.spec.egress
	some number, peer in rule.to
	some address in ["169.254.169.254", "169.254.170.2"]
	is_ipv4(peer.ipBlock.cidr)
	net.cidr_contains(peer.ipBlock.cidr, address)
	not is_left_out(peer.ipBlock, address)
	finding := told(entry, ["spec", "egress", index, "to", number], "opens the address at which a cloud gives out credentials")
}

deny contains finding if {
	some entry in policies
	some index, rule in entry.object.spec.ingress
	not deploy.has_some(deploy.field(rule, "from"))
	finding := told(entry, ["spec", "ingress", index], "lets everybody in")
}

deny contains finding if {
	some entry in policies
	some index, rule in entry.object.spec.ingress
	some number, peer in rule.from
	lets_all_in(peer)
	finding := told(entry, ["spec", "ingress", index, "from", number], "lets every namespace in")
}

is_https(port) if {
	port.port in {443, "https"}
	not port.endPort
}

deny contains finding if {
	some entry in policies
	some direction in ["egress", "ingress"]
	some index, rule in entry.object.spec[direction]
	some side in ["from", "to"]
	some number, peer in rule[side]
	peer.ipBlock
	not is_range(peer.ipBlock.cidr)
	finding := told(entry, ["spec", direction, index, side, number], "names what is no range of addresses")
}

lets_all_in(peer) if {
	deploy.is_nothing(peer.namespaceSelector)
	not deploy.has_some(deploy.field(peer, "podSelector"))
}

lets_all_in(peer) if is_wide(peer.ipBlock.cidr)

is_wide(cidr) if deploy.matches(`/[0-7]$`, cidr)

is_ipv4(cidr) if deploy.matches(concat("", ["^", byte, `([.]`, byte, `){3}/(3[0-2]|[12]?[0-9])$`]), cidr)

byte := "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"

is_range(cidr) if is_ipv4(cidr)

is_range(cidr) if deploy.matches(`^[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*/[0-9]{1,3}$`, cidr)

is_left_out(block, address) if {
	some cidr in block.except
	is_ipv4(cidr)
	net.cidr_contains(cidr, address)
}

told(entry, at, message) := {
	"id": "MA084",
	"path": entry.path,
	"line": deploy.line(entry, at),
	"message": sprintf("The network policy %s %s.", [deploy.called(entry), message]),
}
