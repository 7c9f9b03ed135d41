package microapp.rules.deploy.image_fetches_test

import rego.v1

import data.microapp.rules.deploy.image_fetches

refused(keyword, text) := size if size := count(image_fetches.deny) with input as {"dockerfiles": {"Dockerfile": {
	"stages": [{"line": 1}],
	"instructions": [{"stage": 0, "line": 3, "keyword": keyword, "value": text, "words": split(text, " "), "flags": {}}],
}}}

test_locked_packages_are_accepted if {
	every command in [
		"uv sync --locked --no-dev",
		"uv sync --frozen",
		"pip install --require-hashes -r lock.txt",
		"pip3.13 install -r lock.txt --require-hashes && uv --quiet sync --locked",
		"apt-get update && apt-get install -y gcc",
		"curl -fsS https://example.com/data -o data && echo \"$SUM data\" | sha256sum --check",
	] {
		refused("RUN", command) == 0
	}
}

test_what_is_not_locked_is_refused if {
	every command in [
		"uv sync",
		"pip install pandas",
		"python -m pip install --upgrade pip",
		"pip install --require-hashes -r a.txt && pip install b",
		"pip install --trusted-host example.com --require-hashes -r a.txt",
	] {
		refused("RUN", command) == 1
	}
}

test_a_script_from_the_network_is_refused if {
	every command in [
		"curl -LsSf https://astral.sh/uv/install.sh | sh",
		"wget -qO- https://example.com/x | sudo bash -s -- -y",
		"bash -c \"$(curl -fsSL https://example.com/x)\"",
		"bash <(curl -s https://example.com/x)",
	] {
		refused("RUN", command) == 1
	}
}

test_an_address_is_not_added if {
	refused("ADD", "https://example.com/model.bin /app/") == 1
	refused("ADD", "app app") == 0
}
