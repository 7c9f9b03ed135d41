package microapp.rules.deploy.front_door_test

import rego.v1

import data.microapp.rules.deploy.front_door

refused(object, front) := size if size := count(front_door.deny) with input as {
	"manifest": {},
	"demanded": {"controls": {"network": {"front": front}}},
	"kubernetes": {"a": {"path": "a.yaml", "line": 1, "lines": {}, "is_patch": false, "object": object}},
}

ingress(metadata, spec) := {"kind": "Ingress", "metadata": metadata, "spec": spec}

encrypted := {"tls": [{"hosts": ["a.example.com"]}], "rules": [{"host": "a.example.com"}]}

test_a_service_inside_is_accepted if {
	refused({"kind": "Service", "spec": {"type": "ClusterIP"}}, "network_boundary") == 0
	refused({"kind": "Service", "spec": {}}, "network_boundary") == 0
}

test_a_service_with_an_address_outside_is_refused if {
	every spec in [{"type": "LoadBalancer"}, {"type": "NodePort"}, {"type": "ExternalName"}, {"externalIPs": ["203.0.113.7"]}] {
		refused({"kind": "Service", "spec": spec}, "network_boundary") == 1
	}
}

test_each_host_is_encrypted if {
	refused(ingress({}, encrypted), "network_boundary") == 0
	refused(ingress({}, {"rules": [{"host": "a.example.com"}]}), "network_boundary") == 1
	refused(ingress({}, {"tls": [{"hosts": ["b.example.com"]}], "rules": [{"host": "a.example.com"}, {}]}), "network_boundary") == 2
	refused(ingress({}, {"defaultBackend": {"service": {"name": "app"}}}), "network_boundary") == 1
}

range := "nginx.ingress.kubernetes.io/whitelist-source-range"

guarded(name, value) := refused(ingress({"annotations": {name: value}}, encrypted), "allowlist_or_waf")

test_a_higher_tier_has_a_guard_in_front if {
	refused(ingress({}, encrypted), "allowlist_or_waf") == 1
	every value in ["203.0.113.0/24", "203.0.113.7", "10.0.0.0/8,2001:db8::/32"] {
		guarded(range, value) == 0
	}
	guarded("nginx.ingress.kubernetes.io/enable-modsecurity", "true") == 0
}

test_a_guard_that_lets_everybody_in_is_none if {
	every value in ["0.0.0.0/0", "::/0", "203.0.113.0/24, 0.0.0.0/0", "0.0.0.0/1,128.0.0.0/1", "", true, null] {
		guarded(range, value) == 1
	}
	guarded("haproxy.org/allow-list", "0.0.0.0/0") == 1
	guarded("nginx.ingress.kubernetes.io/enable-modsecurity", "false") == 1
}
