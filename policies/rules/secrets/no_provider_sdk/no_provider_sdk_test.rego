package microapp.rules.secrets.no_provider_sdk_test

import rego.v1

import data.microapp.rules.secrets.no_provider_sdk

lists := {"modules": ["openai", "google.genai"], "services": ["bedrock-runtime"]}

refused(imports, calls) := result if {
	python := {
		"imports": [{"path": "app/x.py", "line": 3, "module": module} | some module in imports],
		"calls": [{"path": "app/x.py", "line": 5, "name": call[0], "text": call[1]} | some call in calls],
	}
	findings := no_provider_sdk.deny with input as {"python": python}
		with data.microapp.data.model_providers as lists
	result := count(findings)
}

test_ordinary_imports_are_accepted if refused(["starlette.routing", "openair", "google.cloud"], []) == 0

test_a_providers_package_is_refused if {
	refused(["openai"], []) == 1
	refused(["openai.resources.chat"], []) == 1
	refused(["google.genai.types"], []) == 1
}

test_a_model_service_of_a_cloud_is_refused if {
	refused([], [["boto3.client", "bedrock-runtime"]]) == 1
	refused([], [["session.client", "bedrock-runtime"]]) == 1
}

test_other_services_of_a_cloud_are_accepted if {
	refused([], [["boto3.client", "s3"]]) == 0
	refused([], [["boto3.client", null]]) == 0
	refused([], [["print", "bedrock-runtime"]]) == 0
}
