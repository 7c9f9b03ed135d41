package microapp.rules.deploy.compose_images_test

import rego.v1

import data.microapp.rules.deploy.compose_images

refused(service) := size if size := count(compose_images.deny) with input as {"compose": {"compose.yaml": {"services": {"tool": {
	"line": 3,
	"lines": {},
	"service": service,
}}}}}

test_a_digest_a_demanded_variable_and_a_build_are_accepted if {
	refused({"image": concat("", ["redis:8@sha256:", concat("", ["0123456789abcdef" | some _ in numbers.range(1, 4)])])}) == 0
	refused({"image": "${REDIS_IMAGE:?name it by its digest}"}) == 0
	refused({"build": {"context": "."}}) == 0
}

test_a_tag_and_an_open_variable_are_refused if {
	every image in ["redis", "redis:8", "redis:latest", "${REDIS_IMAGE}", "${REDIS_IMAGE:-redis:8}", "redis@sha256:12"] {
		refused({"image": image}) == 1
	}
}

test_a_service_without_an_image_is_refused if refused({}) == 1
