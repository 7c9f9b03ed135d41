"""One call of a model on its way through the guards: who, what, which model, and the outcome."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import uuid_utils
from starlette.types import Receive

from microapp_kit.principal import Principal
from microapp_llm.embedding_plan import Plan
from microapp_llm.models import Model
from microapp_llm.money.counting import count_tokens
from microapp_llm.money.need import Hold
from microapp_llm.prompts.instructions import NO_INSTRUCTIONS, Instructions
from microapp_llm.providers.asking import Body, Use
from microapp_llm.redaction import Vault

PIECES_HELD = 500
CALL_KEY = "microapp_llm_call"  # of the scope of a request


def new_id() -> str:
    """Give the name of a new call."""
    return str(uuid_utils.uuid7())


@dataclass(frozen=True, slots=True)
class Caller:
    """Who pays: an organisation, one of its apps, and one of its people or services."""

    org: str
    app: str
    user: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FromPrompt:
    """The stored prompt that a call was made of."""

    id: str
    version: int
    hash: str
    instructions: Instructions = NO_INSTRUCTIONS
    variables: Mapping[str, Any] = field(default_factory=dict)
    most_input: int | None = None  # tokens
    seconds: int | None = None  # that a provider may take

    def said(self) -> Iterator[str]:
        """Give every text that the caller put into the prompt."""
        waiting: list[Any] = [self.variables]
        while waiting:
            match waiting.pop():
                case str(text):
                    yield text
                case dict(inner):
                    waiting.extend(inner.values())
                case list(inner):
                    waiting.extend(inner)


@dataclass(slots=True)
class Call:
    """What the steps know of a call; each step fills in its own part."""

    caller: Caller
    kind: str  # chat or embeddings: what the model must be able to do
    source: str  # chat, prompt, embeddings or batch: how it came
    body: Body
    vault: Vault
    stream: bool = False
    shows_usage: bool = True
    receive: Receive | None = None
    prompt: FromPrompt | None = None
    answer_schema: Any = None
    id: str = field(default_factory=new_id)
    began: float = field(default_factory=time.perf_counter)
    created: int = field(default_factory=lambda: int(time.time()))  # seconds, as clients read it
    asked: str = ""
    redacted: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    models: Sequence[Model] = ()
    tried: Model | None = None  # whose provider was asked last
    served: Model | None = None
    input_tokens: int = 0
    output_tokens: int = 0  # the most that the answer may have
    is_lowered: bool = False  # whether that is less than was asked for
    hold: Hold | None = None
    cache: str = "off"
    cache_key: str = ""
    is_redacted: bool = False
    plan: Plan | None = None  # of embeddings
    before_asking: Callable[[], Awaitable[None]] | None = None  # a provider is asked after it
    sent: bool = False  # whether a provider was asked
    is_asking: bool = False  # whether one may be at work, or has worked
    use: Use | None = None
    claimed: Use | None = None  # what the provider says, where it is more than was put aside
    ended: bool = False  # whether a stream was read as far as it is wanted
    cut: bool = False  # whether the answer was longer than was asked for
    wrote_since: bool = False  # whether words came after what the provider says it used
    pieces: list[str] = field(default_factory=list)  # of a streamed answer, not yet counted
    counted: int = 0  # tokens of the pieces before those
    cost_nano: int = 0  # what the ledger says
    paid: bool = False  # whether a provider is paid for it, or may have to be
    output_hash: str = ""
    outcome: str = "refused"
    told: bool = False  # whether lineage knows how it ended

    @property
    def model(self) -> Model:
        """Give the model that is asked first."""
        return self.models[0]

    def asks(self, model: Model | None) -> None:
        """Note whose provider is asked now; nobody's once it has refused, which costs nothing."""
        self.tried, self.is_asking = model or self.tried, model is not None

    def wrote(self, piece: str) -> None:
        """Take a piece of a streamed answer; most answers end before their tokens are counted."""
        if not piece:
            return
        self.pieces.append(piece)
        self.wrote_since = True
        if len(self.pieces) >= PIECES_HELD:
            self.written()

    def written(self) -> int:
        """Count the tokens of a streamed answer that were seen so far."""
        name = (self.served or self.model).model
        fresh = (count_tokens(piece, name) for piece in self.pieces if piece)
        self.counted += sum(fresh)
        self.pieces.clear()
        return self.counted


def caller_of(principal: Principal, own_app: str) -> Caller:
    """Give who pays for the calls of a verified token.

    The app is the client that got the token; a token that names no client comes from this app.
    `azp` is OpenID Connect Core 1.0, section 2; `client_id` RFC 9068, section 2.2; `appid` what
    Microsoft Entra writes in tokens of its first version.
    """
    claims = principal.claims
    named = claims.get("azp") or claims.get("client_id") or claims.get("appid")
    if not named and principal.kind == "service":
        named = principal.sub
    app = named if isinstance(named, str) else own_app
    return Caller(principal.org, app, principal.sub, tuple(sorted(principal.roles)))
