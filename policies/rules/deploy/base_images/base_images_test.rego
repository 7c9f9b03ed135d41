package microapp.rules.deploy.base_images_test

import rego.v1

import data.microapp.rules.deploy.base_images

digest := "@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b"

refused(stages, instructions) := {finding.line |
	some finding in base_images.deny with input as {
		"manifest": {"runtime": "container"},
		"dockerfiles": {"deploy/Dockerfile": {"stages": stages, "instructions": instructions}},
	}
}

stage(image, line) := {"name": "", "from": image, "is_stage": false, "platform": "", "line": line}

test_a_digest_and_an_empty_base_are_accepted if {
	count(refused([stage(concat("", ["python:3.13", digest]), 1), stage("scratch", 2)], [])) == 0
}

test_an_earlier_stage_is_accepted if {
	count(refused([object.union(stage("build", 3), {"is_stage": true})], [])) == 0
}

test_a_tag_no_tag_and_an_open_argument_are_refused if {
	every image in ["python:3.13", "python", "python:latest", "${BASE}", "python@sha256:7c61", ""] {
		refused([stage(image, 4)], []) == {4}
	}
}

test_what_is_copied_from_another_image_is_pinned_too if {
	copy := {"stage": 0, "keyword": "COPY", "line": 7, "flags": {"from": "ghcr.io/astral-sh/uv:0.13"}}
	refused([stage("scratch", 1)], [copy]) == {7}
}

test_a_container_without_a_dockerfile_is_refused if {
	count(base_images.deny) == 1 with input as {"manifest": {"runtime": "container"}, "dockerfiles": {}}
	count(base_images.deny) == 0 with input as {"manifest": {"runtime": "edge"}, "dockerfiles": {}}
}
