package microapp.rules.deploy.egress_test

import rego.v1

import data.microapp.rules.deploy.egress

refused(spec) := size if size := count(egress.deny) with input as {"kubernetes": {"policy": {
	"path": "network.yaml",
	"line": 1,
	"lines": {},
	"is_patch": false,
	"object": {"kind": "NetworkPolicy", "spec": spec},
}}}

https := [{"protocol": "TCP", "port": 443}]

to(block, ports) := {"egress": [{"to": [{"ipBlock": block}], "ports": ports}]}

test_https_without_the_clouds_own_address_is_accepted if {
	refused(to({"cidr": "0.0.0.0/0", "except": ["169.254.0.0/16"]}, https)) == 0
	refused(to({"cidr": "203.0.113.7/32"}, [{"port": 5432}])) == 0
}

test_the_address_that_gives_out_credentials_is_refused if {
	refused(to({"cidr": "169.254.169.254/32"}, https)) == 1
	refused(to({"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}, https)) > 0
	refused(to({"cidr": "128.0.0.0/1", "except": ["169.254.169.254/32"]}, https)) > 0
}

test_the_whole_internet_is_open_on_one_port_alone if {
	refused(to({"cidr": "0.0.0.0/0", "except": ["169.254.0.0/16"]}, [{"port": 25}])) == 1
	refused(to({"cidr": "::/0"}, [{"port": 25}])) == 1
	refused(to({"cidr": "0.0.0.0/0", "except": ["169.254.0.0/16"]}, [{"protocol": "TCP"}])) == 1
}

test_open_ends_are_refused if {
	refused({"egress": [{}]}) == 2
	refused({"egress": [{"to": [{"podSelector": {}}]}]}) == 1
	refused({"ingress": [{}]}) == 1
	refused({"ingress": [{"from": [{"namespaceSelector": {}}]}]}) == 1
	refused({"ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]}) == 1
}

test_named_namespaces_get_in if {
	refused({"ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"a": "b"}}}]}]}) == 0
}
