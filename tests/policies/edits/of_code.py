"""Edits of the app's own code and settings: the layers auth, secrets, pii, llm and webhook."""

from __future__ import annotations

from tests.policies.edits.changes import Change, add, swap
from tests.policies.edits.edit import Edit

ROUTES = "app/routes.py"
ASK = "app/ask.py"


def imports(line: str, path: str = ROUTES) -> Change:
    """Import something and use it, as ruff likes it."""
    return swap(path, "from microapp_kit", f"{line}\n\nfrom microapp_kit")


def module(path: str, text: str) -> Change:
    """A file more."""
    return add(path, f'"""Asks a model."""\n\n{text}')


KEY = "AKIA" + "Q3ZX7LMT2WPD5VKR"
EDITS = [
    Edit(
        "MA022",
        ASK,
        "import jwt",
        (
            module(
                ASK,
                "import jwt\n\n\ndef who(token: str) -> object:\n    return jwt.decode(token)\n",
            ),
        ),
    ),
    Edit(
        "MA026",
        ASK,
        "CORSMiddleware",
        (
            module(
                ASK,
                "from starlette.middleware.cors import CORSMiddleware as Open\n\nopen_to = Open\n",
            ),
        ),
    ),
    Edit("MA030", ASK, "access_key", (module(ASK, f'access_key = "{KEY}"\n'),)),
    Edit(
        "MA031", ASK, "import openai", (module(ASK, "import openai\n\nclient = openai.OpenAI()\n"),)
    ),
    Edit(
        "MA032",
        "app/models.yaml",
        "api.mistral.ai",
        (add("app/models.yaml", "model: small\naddress: https://api.mistral.ai/v1\n"),),
    ),
    Edit(
        "MA033",
        "tools/requirements.txt",
        "anthropic",
        (add("tools/requirements.txt", f"anthropic==0.80.0 \\\n    --hash=sha256:{'ab' * 32}\n"),),
    ),
    Edit(
        "MA034",
        ASK,
        "GROQ_API_KEY",
        (module(ASK, 'import os\n\nkey = os.environ["GROQ_API_KEY"]\n'),),
    ),
    Edit(
        "MA101",
        ROUTES,
        "print(",
        (swap(ROUTES, '    return {"sub"', '    print(caller)\n    return {"sub"'),),
        app="going live",
    ),
    Edit(
        "MA110",
        ASK,
        "eval(",
        (
            module(
                ASK, "\ndef value(answer: str) -> object:\n    return eval(answer)  # noqa: S307\n"
            ),
        ),
        app="mixed",
    ),
    Edit(
        "MA121",
        "app/hooks.py",
        "hmac.new(",
        (
            add(
                "app/hooks.py",
                '"""Takes events in."""\n\nimport hmac\n\n\n'
                "def is_signed(body: bytes, secret: bytes, given: str) -> bool:\n"
                '    """Whether the sender has signed the event."""\n'
                '    return hmac.new(secret, body, "sha256").hexdigest() == given\n',
            ),
        ),
        app="mixed",
    ),
]
