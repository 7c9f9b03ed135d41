"""Reads what a Python file imports and calls, without running it, however hostile it is."""

from __future__ import annotations

import ast
import builtins
import re
import warnings
from collections.abc import Iterator
from typing import Any

LARGEST = 1_000_000
MOST_CALLS = 5_000
_BUILT_IN = frozenset(name for name in dir(builtins) if name[0].islower() or name[:2] == "__")
_IMPORTERS = frozenset(("importlib.import_module", "__import__", "builtins.__import__"))
_IMPORTERS |= {"runpy.run_module", "importlib.util.find_spec", "pkgutil.resolve_name"}
_IMPORT = re.compile(
    rb"[ \t;]*(?:from[ \t]+(?P<module>[\w.]+)[ \t]+)?import[ \t(]+(?P<names>[\w.*, \t]+)"
)
_LONGEST_LINE = 1_000
Fact = dict[str, Any]


def read(content: bytes) -> dict[str, list[Fact]]:
    """The imports and calls of a file, or the problem that keeps them from being judged."""
    if len(content) > LARGEST:
        return _problem(0, f"larger than {LARGEST:,} bytes, so nobody can judge it. Split it.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except SyntaxError as error:  # or newer Python than ours, so its imports count all the same
        found = _problem(error.lineno or 0, f"is no Python: {error.msg}.")
        return {**found, "imports": list(_by_the_look(content))}
    except ValueError as error:
        return _problem(0, f"is no Python: {error}.")
    except (RecursionError, MemoryError):
        return _problem(0, "is nested too deeply to be judged. Write it flatter.")
    return _Reading(tree).facts()


def _problem(line: int, message: str) -> dict[str, list[Fact]]:
    return {"imports": [], "calls": [], "problems": [{"line": line, "message": message}]}


def _by_the_look(content: bytes) -> Iterator[Fact]:
    """The imports of a file that cannot be parsed, as its lines begin."""
    for number, line in enumerate(content.splitlines(), 1):
        match = _IMPORT.match(line[:_LONGEST_LINE])
        if match:
            words = [word.split(b" as ")[0].strip(b" ()\t") for word in match["names"].split(b",")]
            for word in words:
                parts = (match["module"], word) if match["module"] else (word,)
                module = b".".join(part for part in parts if part and part != b"*")
                yield {"line": number, "module": module.decode("utf-8", "replace")}


class _Reading:
    """One file; a name that several imports bind stands for each of them."""

    def __init__(self, tree: ast.AST) -> None:
        self._nodes = sorted(_placed(tree), key=lambda node: (node.lineno, node.col_offset))
        self._bound: dict[str, set[str]] = {}
        self._imports = [fact for node in self._nodes for fact in self._imported(node)]

    def facts(self) -> dict[str, list[Fact]]:
        calls = [
            fact
            for node in self._nodes
            if isinstance(node, ast.Call)
            for fact in self._called(node)
        ]
        hidden = [
            {"line": fact["line"], "module": fact["text"]}
            for fact in calls
            if fact["name"] in _IMPORTERS and fact["text"]
        ]
        imports = sorted([*self._imports, *hidden], key=lambda fact: int(fact["line"]))
        return {"imports": imports, "calls": calls[:MOST_CALLS], "problems": self._too_many(calls)}

    def _too_many(self, calls: list[Fact]) -> list[Fact]:
        if len(calls) <= MOST_CALLS:
            return []
        return [{"line": 0, "message": f"makes more than {MOST_CALLS:,} calls. Split it."}]

    def _imported(self, node: ast.AST) -> Iterator[Fact]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                self._bind(alias.asname or first, alias.name if alias.asname else first)
                yield {"line": node.lineno, "module": alias.name}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                joint = "" if module.endswith(".") else "."
                full = module if alias.name == "*" else f"{module}{joint}{alias.name}"
                self._bind(alias.asname or alias.name, full)
                yield {"line": node.lineno, "module": full}

    def _bind(self, name: str, target: str) -> None:
        self._bound.setdefault(name, set()).add(target)

    def _called(self, call: ast.Call) -> Iterator[Fact]:
        root, rest = _dotted(call.func)
        if not root:
            return
        options = _options(call)
        known = root in _BUILT_IN or False in options.values()
        for target in sorted(self._bound.get(root, {root} if known else set())):
            yield {
                "line": call.lineno,
                "name": ".".join((target, *rest)),
                "text": _first_text(call),
                "options": options,
            }


def _placed(tree: ast.AST) -> Iterator[Any]:
    """Every import and call, with its place."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Call)):
            yield node


def _dotted(node: ast.expr) -> tuple[str, list[str]]:
    """The name a call begins with, and the attributes after it; `a().b` begins with none."""
    rest: list[str] = []
    while isinstance(node, ast.Attribute):
        rest.append(node.attr)
        node = node.value
    return (node.id, rest[::-1]) if isinstance(node, ast.Name) else ("", [])


def _first_text(call: ast.Call) -> str | None:
    named = [word.value for word in call.keywords if word.arg in ("name", "service_name")]
    first = next(iter([*call.args[:1], *named]), None)
    return _written(first) if first is not None else None


def _written(node: ast.expr) -> str | None:
    """The text that is written here, in one piece or in several joined by +."""
    parts: list[str] = []
    ahead = [node]
    while ahead:
        part = ahead.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            ahead += [part.right, part.left]
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(part.value)
        else:
            return None
    return _encodable("".join(parts)[:200])


def _options(call: ast.Call) -> dict[str, bool | str | None]:
    return {
        word.arg: _encodable(word.value.value)
        if isinstance(word.value.value, str)
        else word.value.value
        for word in call.keywords
        if word.arg
        and isinstance(word.value, ast.Constant)
        and isinstance(word.value.value, (bool, str, type(None)))
        and len(str(word.value.value)) <= 80
    }


def _encodable(text: str) -> str:
    """The text without halves of a character such as "\\ud800", which no policy engine reads."""
    return text.encode("utf-8", "replace").decode()
