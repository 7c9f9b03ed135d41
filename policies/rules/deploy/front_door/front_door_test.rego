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

test_a_higher_tier_has_a_guard_in_front if {
	guarded := {"annotations": {"nginx.ingress.kubernetes.io/whitelist-source-range": "203.0.113.0/24"}}
	refused(ingress({}, encrypted), "allowlist_or_waf") == 1
	refused(ingress(guarded, encrypted), "allowlist_or_waf") == 0
}
