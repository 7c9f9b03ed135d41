"""Templates that cannot run away: a few kinds of step, no calls, bounded loops and output."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, TemplateRuntimeError, TemplateSyntaxError, meta, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from microapp_llm.prompts.parts import impossible_parts

MAX_TEMPLATE = 64 * 1024
MAX_OUTPUT = 1024 * 1024
MAX_LIST = 1_000
MAX_LOOPS_INSIDE = 2
MAX_DEPTH = 40
"""Of steps in each other: Python compiles what a template becomes, and gives up at 100 levels."""
FILTERS = frozenset(
    [
        "capitalize",
        "default",
        "first",
        "join",
        "json",
        "last",
        "length",
        "lower",
        "round",
        "title",
        "trim",
        "truncate",
        "upper",
        "wordcount",
    ]
)
TESTS = frozenset(
    [
        "defined",
        "undefined",
        "none",
        "string",
        "number",
        "boolean",
        "mapping",
        "sequence",
        "in",
        "eq",
        "ne",
    ]
)
STEPS = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Filter,
    nodes.Test,
)
"""Every kind of step a template may use. Left out: calls, macros, includes, arithmetic, joining
of text and assignments, with which a short template makes a huge text or runs forever."""


class BadTemplate(ValueError):
    """A template that cannot be used: why, and at which of its own lines."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


class TooLong(ValueError):
    """A rendered text over the bound."""


class _Environment(ImmutableSandboxedEnvironment):
    """Reads names of groups and of the loop, nothing else: no method of any object."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext):
            return super().getattr(obj, attribute)
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping | Sequence):
            try:
                return obj[argument]
            except (LookupError, TypeError, ValueError):
                pass
        return self.undefined(obj=obj, name=str(argument))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _environment() -> _Environment:
    made = _Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)
    made.globals.clear()
    made.filters["json"] = _json
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests = {name: made.tests[name] for name in TESTS}
    return made


ENVIRONMENT = _environment()
FAILURES = (
    *(TemplateRuntimeError, TypeError, ValueError),
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
)
"""What a step raises for a value that it does not take."""


class Template:
    """One compiled template."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_TEMPLATE:
            raise BadTemplate(f"The text is longer than {MAX_TEMPLATE} characters", 1)
        try:
            tree = ENVIRONMENT.parse(text)
            _check(tree, 0, 0)
            self._tree = tree
            self.names = frozenset(meta.find_undeclared_variables(tree))
            self.fixed = [str(part.data) for part in tree.find_all(nodes.TemplateData)]
            self._template = ENVIRONMENT.from_string(text)
        except TemplateSyntaxError as error:
            what = (error.message or "it cannot be read").rstrip(".")
            raise BadTemplate(
                f"{what}; a variable is written {{{{ name }}}}", error.lineno
            ) from None
        except RecursionError:
            raise BadTemplate("The template is nested too deeply", 1) from None

    def check_parts(self, variables: Mapping[str, Any]) -> None:
        """Raise BadTemplate for a part that no value of these variables can have."""
        for what, line in impossible_parts(self._tree, variables):
            raise BadTemplate(what, line)

    def render(self, variables: Mapping[str, Any]) -> str:
        """Give the text with the variables in it; they stay text, whatever they contain."""
        pieces: list[str] = []
        length = 0
        for piece in self._template.generate(dict(variables)):
            length += len(piece)
            if length > MAX_OUTPUT:
                raise TooLong
            pieces.append(piece)
        return "".join(pieces)


def too_long_a_list(value: Any) -> bool:
    """Say whether a value holds a list or group that loops would take too long over."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping | list):
            if len(part) > MAX_LIST:
                return True
            waiting.extend(part.values() if isinstance(part, Mapping) else part)
    return False


def _check(node: nodes.Node, loops: int, depth: int) -> None:
    if not isinstance(node, STEPS):
        raise BadTemplate(f"A template may not use {type(node).__name__.lower()}", node.lineno)
    if depth > MAX_DEPTH:
        raise BadTemplate("The template is nested too deeply", node.lineno)
    if isinstance(node, nodes.For):
        loops += 1
        _check_loop(node, loops)
    if isinstance(node, nodes.Filter):
        _check_filter(node)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise BadTemplate(f"There is no test {node.name!r}", node.lineno)
    for child in node.iter_child_nodes():
        _check(child, loops, depth + 1)


def _check_loop(node: nodes.For, loops: int) -> None:
    if node.recursive:
        raise BadTemplate("A loop may not be recursive", node.lineno)
    if loops > MAX_LOOPS_INSIDE:
        raise BadTemplate(f"Loops may be nested {MAX_LOOPS_INSIDE} deep", node.lineno)


def _check_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS:
        known = ", ".join(sorted(FILTERS))
        raise BadTemplate(f"There is no filter {node.name!r}; there are {known}", node.lineno)
    given = [*node.args, *(pair.value for pair in node.kwargs)]
    if node.dyn_args or node.dyn_kwargs or not all(isinstance(a, nodes.Const) for a in given):
        raise BadTemplate(f"What {node.name!r} is given must be written out", node.lineno)


__all__ = ["FAILURES", "BadTemplate", "Template", "TooLong", "too_long_a_list"]
