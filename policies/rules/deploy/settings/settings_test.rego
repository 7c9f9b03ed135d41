package microapp.rules.deploy.settings_test

import rego.v1

import data.microapp.rules.deploy.settings

entry(path, object) := {"path": path, "line": 1, "lines": {}, "is_patch": false, "object": object}

refused(stage, env, issuer) := {finding.line |
	some finding in settings.deny with input as {
		"manifest": {"lifecycle": {"stage": stage}},
		"kubernetes": {
			"environment": object.union(entry("kustomization.yaml", {"kind": "Kustomization"}), {
				"is_top": true,
				"brings": ["app.yaml"],
				"settings": [
					{"name": "APP_ENV", "value": env, "path": "settings.env", "line": 2},
					{"name": "OIDC_ISSUER", "value": issuer, "path": "settings.env", "line": 3},
				],
			}),
			"app": entry("app.yaml", {"kind": "Deployment"}),
		},
	}
}

test_a_fresh_app_needs_no_issuer if count(refused("draft", "production", "")) == 0

test_an_app_that_goes_live_needs_one if {
	refused("review", "production", "") == {3}
	refused("production", "production", "http://login.example.com") == {3}
	count(refused("production", "production", "https://login.example.com")) == 0
	count(refused("production", "staging", "")) == 0
}

test_an_issuer_without_tls_is_refused_at_any_time if {
	refused("draft", "staging", "http://login.example.com") == {3}
}

test_no_environment_is_local if {
	refused("draft", "local", "") == {2}
	refused("draft", "", "") == {2}
}

test_a_container_does_not_speak_louder if {
	containers := [{"name": "app", "env": [{"name": "APP_ENV", "value": "local"}]}]
	count(settings.deny) == 1 with input as {
		"manifest": {},
		"kubernetes": {"app": entry("app.yaml", {"kind": "Pod", "spec": {"containers": containers}})},
	}
}
