package microapp.rules.deploy.compose_confined_test

import rego.v1

import data.microapp.rules.deploy.compose_confined

confined := {"cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}

refused(service) := {finding.line |
	some finding in compose_confined.deny with input as {"compose": {"compose.yaml": {"services": {"tool": {
		"line": 3,
		"lines": {"": 3, "/ports/0": 9},
		"service": object.union(confined, service),
	}}}}}
}

test_a_confined_service_is_accepted if {
	count(refused({"ports": ["127.0.0.1:80:80", {"target": 80}], "volumes": ["data:/data", "./a:/a"]})) == 0
}

test_powers_of_the_machine_are_refused if {
	every power in [
		{"privileged": true},
		{"network_mode": "host"},
		{"pid": "host"},
		{"devices": ["/dev/kvm"]},
		{"cap_add": ["SYS_ADMIN"]},
		{"cap_drop": []},
		{"security_opt": []},
		{"security_opt": ["no-new-privileges:true", "seccomp:unconfined"]},
	] {
		refused(power) == {3}
	}
}

test_a_port_is_open_to_this_machine_alone if {
	every port in ["8000:8000", "0.0.0.0:8000:8000", 8000, {"target": 80, "published": "80"}] {
		refused({"ports": [port]}) == {9}
	}
}

test_folders_of_the_machine_are_refused if {
	every volume in ["/:/host", "/etc:/etc:ro", "/var/run/docker.sock:/s", "~/.ssh:/s", {"type": "bind", "source": "/root", "target": "/r"}] {
		refused({"volumes": [volume]}) == {3}
	}
}
