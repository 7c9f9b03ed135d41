package microapp.rules.deploy.availability_test

import rego.v1

import data.microapp.rules.deploy.availability

entry(path, object) := {"path": path, "line": 1, "lines": {}, "is_patch": false, "object": object}

deployment := entry("app.yaml", {
	"kind": "Deployment",
	"metadata": {"name": "app"},
	"spec": {"template": {"metadata": {"labels": {"name": "app"}}}},
})

scaler(least) := entry("scale.yaml", {
	"kind": "HorizontalPodAutoscaler",
	"spec": {"minReplicas": least, "scaleTargetRef": {"kind": "Deployment", "name": "app"}},
})

guard(labels) := entry("scale.yaml", {
	"kind": "PodDisruptionBudget",
	"spec": {"maxUnavailable": 1, "selector": {"matchLabels": labels}},
})

environment(stage, patches) := object.union(entry("kustomization.yaml", {"kind": "Kustomization"}), {
	"is_top": true,
	"brings": ["app.yaml", "scale.yaml"],
	"patches": patches,
	"settings": [{"name": "APP_ENV", "value": stage, "path": "settings.env", "line": 2}],
})

refused(stage, patches, more) := {finding.message |
	given := object.union({"environment": environment(stage, patches), "app": deployment}, more)
	some finding in availability.deny with input as {"kubernetes": given}
}

good := {"scaler": scaler(2), "guard": guard({"name": "app"})}

test_two_instances_and_a_budget_are_accepted if count(refused("production", [], good)) == 0

test_staging_may_have_one if {
	count(refused("staging", [], object.union(good, {"scaler": scaler(1)}))) == 0
	count(refused("production", [], object.union(good, {"scaler": scaler(1)}))) == 1
}

test_a_patch_of_production_may_not_take_them_away if {
	patch := {"target": {}, "operations": [{"op": "replace", "path": "/spec/minReplicas", "value": 1, "line": 9}]}
	count(refused("production", [patch], good)) == 1
	count(refused("staging", [patch], good)) == 0
}

test_nothing_that_scales_or_guards_is_refused if {
	count(refused("production", [], {})) == 2
	count(refused("production", [], object.union(good, {"guard": guard({"name": "other"})}))) == 1
	count(refused("production", [], object.union(good, {"guard": object.union(guard({}), {"object": {"spec": {"selector": {"matchLabels": {"name": "b"}}}}})}))) == 1
}
