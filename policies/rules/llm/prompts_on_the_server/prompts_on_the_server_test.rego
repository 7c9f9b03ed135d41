package microapp.rules.llm.prompts_on_the_server_test

import rego.v1

import data.microapp.rules.llm.prompts_on_the_server

refused(name) if {
	document := {"components": {"schemas": {"Question": {"properties": {name: {"type": "string"}}}}}}
	findings := prompts_on_the_server.deny with input as {"contract": {"document": document, "lines": {}}}
		with data.microapp.data.prompt_fields as {"instructions": ["system_prompt"]}
	count(findings) == 1
}

test_a_question_is_accepted if not refused("question")

test_instructions_of_a_caller_are_refused if {
	refused("systemPrompt")
	refused("my_system_prompt")
}
