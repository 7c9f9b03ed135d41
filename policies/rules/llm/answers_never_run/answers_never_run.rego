# METADATA
# title: What an AI answers is never run
# description: "An app that uses AI runs no text as code or command: no eval, exec, shell or unpickling under app/."
# custom:
#   id: MA110
#   severity: error
#   why: "Whoever can put words before the model can then run anything in the app (OWASP LLM05:2025, improper output handling)."
#   fix: Parse the answer as JSON, check it against a schema, and choose from a fixed list what to do.
#   controls: [models.agentic_writes]
#   waivable: true
package microapp.rules.llm.answers_never_run

import rego.v1

runs := {
	"asyncio.create_subprocess_shell",
	"builtins.eval",
	"builtins.exec",
	"dill.loads",
	"eval",
	"exec",
	"marshal.loads",
	"os.popen",
	"os.system",
	"pickle.loads",
	"subprocess.getoutput",
	"subprocess.getstatusoutput",
}

deny contains finding if {
	some call in input.python.calls
	startswith(call.path, "app/")
	is_run(call)
	finding := {
		"id": "MA110",
		"path": call.path,
		"line": call.line,
		"message": sprintf("%s runs whatever text it is given, and this app handles texts of an AI model.", [call.name]),
	}
}

is_run(call) if call.name in runs

is_run(call) if {
	startswith(call.name, "subprocess.")
	object.get(call, ["options", "shell"], false) == true
}
