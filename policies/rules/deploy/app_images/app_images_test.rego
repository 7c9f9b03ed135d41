package microapp.rules.deploy.app_images_test

import rego.v1

import data.microapp.rules.deploy.app_images

refused(object) := size if size := count(app_images.deny) with input as {"kubernetes": {"a": {
	"path": "a.yaml",
	"line": 1,
	"lines": {},
	"is_patch": false,
	"is_top": false,
	"object": object,
}}}

runs(image) := {"kind": "Pod", "spec": {"containers": [{"name": "app", "image": image}]}}

replaces(image) := {"kind": "Kustomization", "images": [image]}

digest := concat("", ["sha256:", concat("", ["0123456789abcdef" | some _ in numbers.range(1, 4)])])

test_the_apps_own_image_and_a_digest_are_accepted if {
	refused(runs("micro-app")) == 0
	refused(runs(concat("@", ["busybox", digest]))) == 0
}

test_a_tag_is_refused if {
	every image in ["busybox", "busybox:1.36", "micro-app:latest", "leave-helper"] {
		refused(runs(image)) == 1
	}
	refused({"kind": "Pod", "spec": {"containers": [{"name": "app"}]}}) == 1
}

test_the_release_names_the_image if {
	refused(replaces({"name": "micro-app", "newName": "registry.example.com/a", "digest": digest})) == 0
	refused(replaces({"name": "micro-app", "newTag": "set-by-the-release"})) == 0
	refused(replaces({"name": "micro-app", "newTag": "latest"})) == 1
	refused(replaces({"name": "busybox", "newTag": "1.36"})) == 1
}

test_an_environment_without_a_deployment_is_refused if {
	count(app_images.deny) == 1 with input as {"kubernetes": {"a": {
		"path": "kustomization.yaml",
		"line": 1,
		"lines": {},
		"is_patch": false,
		"is_top": true,
		"brings": [],
		"object": {"kind": "Kustomization"},
	}}}
}
