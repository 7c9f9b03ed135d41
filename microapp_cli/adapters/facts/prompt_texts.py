"""What the text of a prompt uses, and whether the proxy takes it; nothing of it is ever run.

The text is read as a template and looked at step by step, with the steps that the proxy allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from microapp_cli.adapters.facts.prompt_parts import impossible_parts

LONGEST = 64 * 2**10
MOST_LOOPS_INSIDE = 2
DEEPEST = 40
FILTERS = frozenset(
    (
        *("capitalize", "default", "first", "join", "json", "last", "length", "lower", "round"),
        *("title", "trim", "truncate", "upper", "wordcount"),
    )
)
TESTS = frozenset(
    (
        *("defined", "undefined", "none", "string", "number", "boolean", "mapping", "sequence"),
        *("in", "eq", "ne"),
    )
)
STEPS: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem),
    *(nodes.Slice, nodes.Const, nodes.List, nodes.Tuple, nodes.For, nodes.If, nodes.CondExpr),
    *(nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or, nodes.Filter, nodes.Test),
)


class BadText(Exception):
    """A text that the proxy does not take, with the reason as a sentence."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(f"{what} (line {line} of the text).")


def names(text: str, variables: Mapping[str, Any]) -> frozenset[str]:
    """The variables that a text uses; BadText where the proxy would refuse it with these."""
    if not text.strip():
        raise BadText("The text is empty", 1)
    if len(text) > LONGEST:
        raise BadText(f"The text is longer than {LONGEST:,} characters", 1)
    try:
        tree = _environment().parse(text)
        _check(tree, 0, 0)
        for what, line in impossible_parts(tree, variables):
            raise BadText(what, line)
        return frozenset(meta.find_undeclared_variables(tree))
    except TemplateSyntaxError as error:
        said = (error.message or "it cannot be read").rstrip(".")
        raise BadText(f"{{{{ … }}}} or {{% … %}} is not right: {said}", error.lineno) from None
    except RecursionError:
        raise BadText("The text is nested too deeply", 1) from None


@cache
def _environment() -> Environment:
    made = Environment(autoescape=False)  # noqa: S701 (nothing is rendered)
    made.filters = {name: made.filters.get(name, str) for name in FILTERS}
    made.tests = {name: made.tests[name] for name in TESTS}
    made.globals.clear()
    return made


def _check(node: nodes.Node, loops: int, depth: int) -> None:
    line = node.lineno
    if not isinstance(node, STEPS):
        raise BadText(f"A text may not use {type(node).__name__.lower()}", line)
    if depth > DEEPEST:
        raise BadText("The text is nested too deeply", line)
    if isinstance(node, nodes.For):
        loops += 1
        if node.recursive:
            raise BadText("A loop may not be recursive", line)
        if loops > MOST_LOOPS_INSIDE:
            raise BadText(f"Loops may stand {MOST_LOOPS_INSIDE} deep in each other", line)
    for problem in _words(node):
        raise BadText(problem, line)
    for child in node.iter_child_nodes():
        _check(child, loops, depth + 1)


def _words(node: nodes.Node) -> Iterator[str]:
    """What is wrong with the word that a step names."""
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        yield f"There is no test {node.name!r}; there are {', '.join(sorted(TESTS))}"
    if isinstance(node, nodes.Filter):
        if node.name not in FILTERS:
            yield f"There is no filter {node.name!r}; there are {', '.join(sorted(FILTERS))}"
        given: list[Any] = [*node.args, *(pair.value for pair in node.kwargs)]
        constant = all(isinstance(one, nodes.Const) for one in given)
        if node.dyn_args or node.dyn_kwargs or not constant:
            yield f"What {node.name!r} is given must be written out"
