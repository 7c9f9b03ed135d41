"""Which path and method lead to which handler."""

from __future__ import annotations

from microapp_kit.crud import Handler
from microapp_llm.routes.approving import Approving
from microapp_llm.routes.batching import Batching
from microapp_llm.routes.exact import without_body, without_query
from microapp_llm.routes.models_calls import ModelCalls
from microapp_llm.routes.standing import Standings
from microapp_llm.routes.storing import Storing
from microapp_llm.routes.tracing import Tracing

READ_THEIR_QUERY = frozenset(
    (("GET", "/v1/usage"), ("GET", "/v1/approvals"), ("GET", "/v1/batches/{id}"))
)


def routes_of(
    calls: ModelCalls,
    standing: Standings,
    approving: Approving,
    tracing: Tracing,
    batching: Batching,
    storing: Storing,
) -> dict[str, dict[str, Handler]]:
    """Give the handlers by path and method; each refuses what its route does not know."""
    table: dict[str, dict[str, Handler]] = {
        "/v1/chat/completions": {"POST": calls.chat},
        "/v1/embeddings": {"POST": calls.embeddings},
        "/v1/models": {"GET": standing.models},
        "/v1/prompts/{id}/run": {"POST": calls.run_prompt},
        "/v1/models/{alias}": {"GET": standing.model},
        "/api/llm": {"POST": calls.llm},
        "/v1/usage": {"GET": standing.usage},
        "/v1/budget": {"GET": standing.budget},
        "/v1/lineage/{request_id}": {"GET": tracing.read},
        "/v1/approvals": {"GET": approving.list, "POST": approving.ask},
        "/v1/approvals/{id}/decision": {"POST": approving.decide},
        "/v1/batches": {"POST": batching.submit},
        "/v1/batches/export": {"GET": batching.export},
        "/v1/batches/{id}": {"GET": batching.read, "DELETE": batching.delete},
        "/v1/vectors": {"POST": storing.put, "DELETE": storing.forget},
        "/v1/vectors/search": {"POST": storing.search},
        "/v1/vectors/export": {"GET": storing.export},
        "/v1/vectors/{id}": {"DELETE": storing.delete},
    }
    return {
        path: {method: _exact(method, path, handler) for method, handler in handlers.items()}
        for path, handlers in table.items()
    }


def _exact(method: str, path: str, handler: Handler) -> Handler:
    if method == "DELETE":
        handler = without_body(handler)
    return handler if (method, path) in READ_THEIR_QUERY else without_query(handler)
