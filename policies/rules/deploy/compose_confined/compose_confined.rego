# METADATA
# title: What compose starts is confined to itself
# description: >-
#   No service is privileged, shares the machine's network, processes or Docker socket, or opens a port to others;
#   each drops all capabilities and cannot gain new privileges.
# custom:
#   id: MA077
#   severity: error
#   why: A container with such powers is the machine, and an open port is open to everybody in the same network.
#   fix: "Take the power away; write ports as 127.0.0.1:8000:8000, cap_drop: [ALL] and no-new-privileges:true."
#   controls: []
#   waivable: true
package microapp.rules.deploy.compose_confined

import rego.v1

import data.microapp.lib.deploy

deny contains finding if {
	some found in deploy.services
	some field, values in powers
	found.service[field] in values
	finding := told(found, field, sprintf("has %s of the machine", [field]))
}

powers := {
	"privileged": {true, "true"},
	"network_mode": {"host"},
	"pid": {"host"},
	"ipc": {"host"},
	"uts": {"host"},
	"userns_mode": {"host"},
	"cgroup": {"host"},
}

deny contains finding if {
	some found in deploy.services
	some field in ["devices", "device_cgroup_rules", "gpus"]
	not deploy.is_nothing(deploy.field(found.service, field))
	finding := told(found, field, "uses devices of the machine")
}

deny contains finding if {
	some found in deploy.services
	some index, volume in found.service.volumes
	source := mounted(volume)
	deploy.matches(`^(/|/(etc|proc|sys|dev|root|home|boot|var/run|run)(/.*)?|~.*|.*docker\.sock)$`, source)
	finding := told(found, ["volumes", index], sprintf("mounts %s of the machine", [source]))
}

mounted(volume) := split(volume, ":")[0] if is_string(volume)

mounted(volume) := volume.source if is_string(volume.source)

deny contains finding if {
	some found in deploy.services
	some index, port in found.service.ports
	not is_local(port)
	finding := told(found, ["ports", index], "opens a port to every machine in the network")
}

is_local(port) if {
	is_string(port)
	regex.match(`^(127\.0\.0\.1|localhost|\[::1\]):`, port)
}

is_local(port) if port.host_ip in {"127.0.0.1", "::1"}

is_local(port) if {
	is_object(port)
	not port.published
}

deny contains finding if {
	some found in deploy.services
	not "ALL" in as_set(deploy.field(found.service, "cap_drop"))
	finding := told(found, "cap_drop", "keeps capabilities: cap_drop does not say ALL")
}

deny contains finding if {
	some found in deploy.services
	some capability in as_set(deploy.field(found.service, "cap_add"))
	capability in {"ALL", "BPF", "DAC_READ_SEARCH", "NET_ADMIN", "NET_RAW", "PERFMON", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO"}
	finding := told(found, "cap_add", sprintf("adds the capability %s", [capability]))
}

deny contains finding if {
	some found in deploy.services
	options := as_set(deploy.field(found.service, "security_opt"))
	count(options & {"no-new-privileges:true", "no-new-privileges", "no-new-privileges=true"}) == 0
	finding := told(found, "security_opt", "may gain privileges: security_opt lacks no-new-privileges:true")
}

deny contains finding if {
	some found in deploy.services
	some option in as_set(deploy.field(found.service, "security_opt"))
	deploy.matches(`unconfined$`, option)
	finding := told(found, "security_opt", sprintf("has %s", [option]))
}

as_set(value) := {item | some item in value} if {
	is_array(value)
} else := set()

told(found, at, message) := {
	"id": "MA077",
	"path": found.path,
	"line": deploy.line(found, keys(at)),
	"message": sprintf("The service %s %s.", [found.name, message]),
}

keys(at) := at if {
	is_array(at)
} else := [at]
