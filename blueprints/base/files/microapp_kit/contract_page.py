"""The contract as a page for people: no script, nothing from another host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from microapp_kit.answer import Answer

STYLE = (
    "body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{background:#eee;padding:.1em .3em}li{margin:.4rem 0}"
)
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def contract_page(document: Mapping[str, Any]) -> Answer:
    """Give the page that lists every operation of the contract."""
    info = document["info"]
    rows = "".join(_rows(document["paths"]))
    page = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(info['title'])}</title>"
        f"<style>{STYLE}</style><h1>{escape(info['title'])}</h1>"
        f"<p>{escape(info['description'])}</p><ul>{rows}</ul>"
        "<p>The whole contract: <a href=/openapi.json>openapi.json</a></p></html>"
    )
    return Answer(200, HEADERS, page.encode())


def _rows(paths: Mapping[str, Any]) -> Iterator[str]:
    for path, item in paths.items():
        for method, operation in item.items():
            if method != "parameters":
                summary = escape(operation.get("summary", ""))
                yield f"<li><code>{method.upper()} {escape(path)}</code> {summary}</li>"
