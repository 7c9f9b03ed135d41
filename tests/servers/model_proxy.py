"""A stand-in for a proxy to a model: it answers with the last paragraph of what it is asked."""

from __future__ import annotations

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ModelProxy:
    """Speaks enough of OpenAI's dialect to record evals; a question with `forbidden` is refused."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.token))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            asked = json.loads(self.rfile.read(length))
            if self.headers["Authorization"] != f"Bearer {token}":
                self._answer(401, {"code": "unauthenticated", "message": "No.", "details": []})
                return
            text = asked["messages"][-1]["content"].strip().split("\n\n")[-1]
            if self.path != "/v1/chat/completions" or "forbidden" in text:
                told = {"code": "policy_denied", "message": "Not with this data."}
                self._answer(403, {"error": told})
                return
            message = {"role": "assistant", "content": text}
            self._answer(200, {"choices": [{"message": message, "finish_reason": "stop"}]})

        def _answer(self, status: int, body: dict[str, object]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
