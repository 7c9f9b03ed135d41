"""Every way to ask, with every trouble: the guards act the same everywhere, and fail closed.

Combinations that cannot be are left out by `SURFACES` and `TROUBLES`: a stored prompt takes no
tools and no parts of its caller, embeddings take no stream, tools or JSON mode, a batch does not
stream, and vectors hold no text that could leak.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import yaml

from microapp_kit.brought import Brought
from microapp_llm.brought import brought, build
from microapp_llm.redaction import Redacted, RedactedParts, Redactor, Vault
from tests.servers.books import Books, shown
from tests.servers.llm import Proxy, local, made, running_brought
from tests.servers.scripted_model import Body, Fails, ScriptedModel, scripted_model

MAIL, IBAN = "ann.lee@example.org", "DE89370400440532013000"
KEY = "sk-proj-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d"
FRAGILE = "a text on which the redactor breaks"
UNRULY = """
allow := "neither yes nor no" if startswith(input.caller.org, "unruly")
"""


class Surface(NamedTuple):
    """One way to ask."""

    route: str
    stream: bool
    form: str

    def __str__(self) -> str:
        return f"{self.route}-{'stream' if self.stream else 'whole'}-{self.form}"


FORMS = {
    "chat": ("text", "tools", "json", "parts"),
    "prompt": ("text", "json"),
    "embeddings": ("text", "parts"),
    "batch": ("text", "tools", "json", "parts"),
}
FORMS["batch"] += tuple(
    f"{kind}-{form}" for kind in ("prompt", "embeddings") for form in FORMS[kind]
)
SURFACES = [
    Surface(route, stream, form)
    for route, forms in FORMS.items()
    for stream in (False, True)
    for form in forms
    if not (stream and route in ("embeddings", "batch"))
]


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a call, and what must come of it, whatever way it is asked."""

    status: int = 200
    code: str = ""
    model: str = "plain"
    says: str = "Nobody is away."
    text: str = "Who is away on Monday?"
    org: str = "calm"
    outcome: str | None = "answered"  # what lineage says; none when the call did not begin
    sent: bool | None = True  # whether a provider was asked; none where a rest may keep it away
    redacted: frozenset[str] = frozenset()
    drained: bool = False


TROUBLES = {
    "PII in": Trouble(text=f"Write to {MAIL} about {IBAN}.", redacted=frozenset({"email", "iban"})),
    "secret in": Trouble(text=f"My key is {KEY} today.", redacted=frozenset({"secret"})),
    "PII out": Trouble(model="tells", says=f"Ask {MAIL} or pay {IBAN}."),
    "secret out": Trouble(model="leaks", says=f"The key is {KEY} indeed."),
    "over budget": Trouble(402, "budget_exceeded", "dear", outcome="refused", sent=False),
    "over rate": Trouble(429, "rate_limited", outcome=None, sent=False, drained=True),
    "model not allowed": Trouble(403, "model_not_allowed", "public", outcome="refused", sent=False),
    "redactor broken": Trouble(
        503, "redaction_failed", text=FRAGILE, outcome="refused", sent=False
    ),
    "policy engine broken": Trouble(
        503, "unavailable", org="unruly", outcome="refused", sent=False
    ),
    "provider broken": Trouble(503, "provider_unavailable", "broken", outcome="failed", sent=None),
}
MATRIX = [
    (surface, name)
    for surface in SURFACES
    for name in TROUBLES
    if not ("embeddings" in str(surface) and name.endswith(" out"))
]
MODELS = ("plain", "tells", "leaks", "dear", "public", "broken")
FORBIDDEN = (MAIL, IBAN, KEY, FRAGILE)
numbers = itertools.count()


class Fragile(Redactor):
    """The redactor, but it breaks on one text."""

    def redact(self, text: str, vault: Vault, *, label: str = "") -> Redacted:
        if FRAGILE in text:
            raise RuntimeError("The redactor broke.")
        return super().redact(text, vault, label=label)

    def redact_parts(self, parts: Sequence[str], vault: Vault) -> RedactedParts:
        if any(FRAGILE in part for part in parts):
            raise RuntimeError("The redactor broke.")
        return super().redact_parts(parts, vault)


async def says(body: Body) -> AsyncIterator[str]:
    """Say what the model of a trouble says, in JSON where that is asked for, in small pieces."""
    if body["model"] == "up-broken":
        raise Fails(500)
    said = next(t.says for t in TROUBLES.values() if f"up-{t.model}" == body["model"])
    if body.get("tools") or body.get("response_format"):
        said = json.dumps({"note": said})
    for start in range(0, len(said), 5):
        yield said[start : start + 5]


def entry(alias: str, url: str, **changes: Any) -> dict[str, Any]:
    """Give the entry of a model behind the upstream."""
    return local(alias, provider="openai", model=f"up-{alias}", base_url=url, **changes)


def models(url: str) -> list[dict[str, Any]]:
    """Give a model of each kind for each trouble."""
    more: dict[str, dict[str, Any]] = {name: {} for name in MODELS}
    more["dear"] = {"price": {"input": 10**9, "output": 10**9}}
    more["public"] = {"sensitivity_max": "public"}
    chats = [entry(name, url, **changes) for name, changes in more.items()]
    vectors = [
        {**entry(name, url, kind="embeddings", max_output=0, **changes), "alias": f"{name}-vectors"}
        for name, changes in more.items()
    ]
    return chats + vectors


def write_prompts(folder: Path) -> None:
    """Write a prompt in words and one in JSON for each model."""
    shape = {"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]}
    for model, form in itertools.product(MODELS, ("text", "json")):
        version: dict[str, Any] = {
            "version": 1,
            "model": model,
            "messages": [
                {"role": "system", "content": "You tell who is away."},
                {"role": "user", "content": "{{ text }}"},
            ],
            "variables": {"properties": {"text": {"type": "string"}}, "required": ["text"]},
            "limits": {"max_output_tokens": 100},
            "tests": [{"name": "it is said", "variables": {"text": "A"}, "contains": ["A"]}],
        }
        if form == "json":
            version["output"] = {"type": "json", "schema": shape}
        prompt = {"id": f"{form}-{model}", "title": "Who is away", "versions": [version]}
        path = folder / "prompts" / f"{form}-{model}.yaml"
        path.write_text(yaml.safe_dump(prompt, sort_keys=False), "utf-8")


@pytest.fixture(scope="module")
def upstream() -> Iterator[ScriptedModel]:
    """The server of all models."""
    with scripted_model() as model:
        model.says = says
        yield model


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, upstream: ScriptedModel) -> Iterator[Proxy]:
    """A proxy whose redactor breaks on one text, and whose policy on the calls of some orgs."""
    folder = made(tmp_path_factory.mktemp("matrix") / "app")
    write_prompts(folder)
    manifest = folder / "microapp.yaml"
    small = manifest.read_text("utf-8").replace(
        "monthly_usd: {value: 150", "monthly_usd: {value: 5"
    )
    manifest.write_text(small, "utf-8")
    rules = folder / "app" / "policies" / "llm.rego"
    rules.write_text(rules.read_text("utf-8") + UNRULY, "utf-8")
    fragile = Brought(
        build=partial(build, make_redactor=Fragile),
        tables=brought.tables,
        contract=brought.contract,
        envelope=brought.envelope,
    )
    environ = {"LIMIT_RPM_USER": "6", "LIMIT_BURST": "6", "LLM_ALLOWED_HOSTS": "127.0.0.1"}
    with running_brought(folder, models(upstream.url), fragile, environ) as proxy:
        yield proxy


class Asked(NamedTuple):
    """What the caller got: a status, a code, and all bytes."""

    status: int
    code: str
    text: str


def chat_body(trouble: Trouble, form: str, *, stream: bool) -> Body:
    """Give a chat in one form, with the text of the trouble wherever the form has room."""
    text = trouble.text
    said: list[Body] = [{"role": "user", "content": text}]
    body: Body = {"model": trouble.model, "messages": said}
    if form == "parts":
        part = {"type": "text", "text": text}
        said[0]["content"] = [part, part]
    if form == "json":
        schema = {"type": "object", "properties": {"note": {"type": "string", "default": text}}}
        named = {"name": "note", "schema": schema, "description": text}
        body["response_format"] = {"type": "json_schema", "json_schema": named}
    if form == "tools":
        parameters = {"type": "object", "description": text}
        function = {"name": "leave", "description": text, "parameters": parameters}
        body["tools"] = [{"type": "function", "function": function}]
        made = {"name": "leave", "arguments": json.dumps({"who": text, "more": [text]})}
        said += [
            {
                "role": "assistant",
                "tool_calls": [{"id": "c1", "type": "function", "function": made}],
            },
            {"role": "tool", "tool_call_id": "c1", "content": text},
        ]
    return {**body, "stream": True} if stream else body


def request_of(surface: Surface, trouble: Trouble) -> tuple[str, Body]:
    """Give the path and body that ask in one way."""
    if surface.route == "batch":
        return "/v1/batches", {"items": [item_of(surface.form, trouble)]}
    if surface.route == "chat":
        body = chat_body(trouble, surface.form, stream=surface.stream)
        return "/v1/chat/completions", body
    if surface.route == "prompt":
        body = {"variables": {"text": trouble.text}, "stream": surface.stream}
        return f"/v1/prompts/{surface.form}-{trouble.model}/run", body
    texts = [trouble.text, f"Also: {trouble.text}"]
    given = texts if surface.form == "parts" else trouble.text
    return "/v1/embeddings", {"model": f"{trouble.model}-vectors", "input": given}


def item_of(form: str, trouble: Trouble) -> Body:
    """Give the item of a batch that asks in one way: what the route of its kind takes."""
    kind, _, inner = form.rpartition("-")
    path, body = request_of(Surface(kind or "chat", False, inner), trouble)
    item: Body = {"kind": kind or "chat", "body": body}
    return item | {"prompt": path.split("/")[3]} if kind == "prompt" else item


def ask(
    proxy: Proxy, books: Books, surface: Surface, trouble: Trouble, who: dict[str, str]
) -> Asked:
    """Ask in one way, and give what came back."""
    if trouble.drained:
        while proxy.ask("GET", "/v1/models", who=who).status_code == 200:
            pass
    path, body = request_of(surface, trouble)
    answer = proxy.ask("POST", path, json=body, who=who)
    if surface.route == "batch" and answer.status_code == 201:
        return of_batch(proxy, books, answer, trouble, who)
    return Asked(answer.status_code, code_of(answer), answer.text)


def of_batch(
    proxy: Proxy, books: Books, submitted: httpx.Response, trouble: Trouble, who: dict[str, str]
) -> Asked:
    """Give what came of the one call of a batch; one that is tried again has none yet."""
    books.lineage(who["org"])
    path = f"/v1/batches/{submitted.json()['id']}"
    for _ in range(3):
        answer = proxy.ask("GET", path, who=who)
        (result,) = answer.json()["results"]
        if result["body"] or trouble.status == 503:
            break
        time.sleep(0.05)
    if not result["body"]:
        return Asked(503, trouble.code, answer.text)
    code = result["body"].get("error", {}).get("code", "")
    return Asked(result["status"], code, answer.text)


def code_of(answer: httpx.Response) -> str:
    """Give the code of a refusal; nothing for an answer."""
    if answer.status_code == 200:
        return "broke off" if '"error"' in answer.text else ""
    return str(answer.json()["code"])


@pytest.mark.parametrize(("surface", "name"), MATRIX, ids=lambda value: str(value))
def test_the_guards_act_the_same_on_every_way_to_ask(
    proxy: Proxy, upstream: ScriptedModel, surface: Surface, name: str
) -> None:
    trouble, books = TROUBLES[name], Books(proxy.folder)
    number = next(numbers)
    who = {"org": f"{trouble.org}-{number}", "sub": f"user-{number}", "role": "writer"}
    upstream.seen.clear()

    got = ask(proxy, books, surface, trouble, who)

    assert (got.status, got.code) == (trouble.status, trouble.code), got.text
    assert trouble.sent is None or was_sent(upstream, trouble) == trouble.sent
    assert not [word for word in FORBIDDEN if word in "".join(upstream.seen)]
    assert not [word for word in FORBIDDEN if word in got.text]
    check_money(proxy, books, who["org"], paid=trouble.status == 200)
    check_lineage(books, surface, trouble, who["org"])


def was_sent(upstream: ScriptedModel, trouble: Trouble) -> bool:
    """Tell whether the model of this trouble was asked."""
    return any(f'"up-{trouble.model}"' in body for body in upstream.seen)


def check_money(proxy: Proxy, books: Books, org: str, *, paid: bool) -> None:
    """What is enforced, what is shown and the sum of the ledger are one; a refusal is free."""
    money = books.settled(org)
    assert money.spent == money.ledger
    assert (money.reserved, money.holds) == (0, 0)
    assert shown(proxy, org) == (money.spent, 0, money.spent)
    assert (money.spent > 0) == paid


def check_lineage(books: Books, surface: Surface, trouble: Trouble, org: str) -> None:
    """A call that began has its row, with what was taken out and what it cost."""
    if trouble.outcome is None:
        assert books.lineage(org, fewest=0) == []
        return
    (row,) = books.lineage(org)
    assert (row["kind"], row["outcome"]) == (surface.route, trouble.outcome)
    assert row["cost_nano"] == books.money(org).ledger
    assert trouble.redacted <= set(json.loads(row["redactions"]))
    assert row["text"] is None
    assert bool(row["output_hash"]) == (trouble.outcome == "answered")
