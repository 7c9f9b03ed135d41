"""The part of Rego that all engines understand alike; whatever else a file uses is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

BUILT_INS = {
    *("abs", "ceil", "floor", "round", "max", "min", "sum", "product", "count", "sort"),
    *("set", "union", "intersection", "walk", "numbers.range", "to_number"),
    *("is_array", "is_boolean", "is_null", "is_number", "is_object", "is_set", "is_string"),
    *("concat", "contains", "endswith", "format_int", "indexof", "lower", "replace", "split"),
    *("sprintf", "startswith", "substring", "trim", "trim_left", "trim_prefix", "trim_right"),
    *("trim_space", "trim_suffix", "upper", "array.concat", "array.reverse", "array.slice"),
    *("strings.any_prefix_match", "strings.any_suffix_match", "glob.match", "json.unmarshal"),
    *("regex.find_n", "regex.match", "regex.replace", "regex.split", "net.cidr_contains"),
    *("object.filter", "object.get", "object.keys", "object.remove", "object.union"),
    *("object.union_n", "semver.compare", "semver.is_valid"),
    *("time.add_date", "time.diff", "time.parse_rfc3339_ns"),
}
VERBS = ("%%", "%s", "%d", "%v")
LITERAL = re.compile(r'"(?:\\.|[^"\\\n])*"|`[^`]*`|#[^\n]*')
FORMAT = re.compile(r'sprintf\(\s*("(?:\\.|[^"\\\n])*"|`[^`]*`)')
CLASS = re.compile(r"\\[wWsSdDbBpP]")
CALL = re.compile(r"(?<![\w.])([A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)\(")
DEFINED = re.compile(r"^(?:default )?([A-Za-z_]\w*)", re.MULTILINE)
IMPORT = re.compile(r"^import ([\w.]+)(?: as (\w+))?\s*$", re.MULTILINE)
IMPORTED = ("rego.v1", "data.microapp.lib.", "data.microapp.data")
INPUT = re.compile(r"(?<![\w.])input\.([A-Za-z_]\w*)|object\.get\(\s*input,\s*\"(\w+)\"")
OTHERS = re.compile(r"(?<![\w.])data\.microapp\.(?!lib\.|data\b)(\w+)")

Problem = tuple[int, str]


def outside(text: str) -> Iterator[Problem]:
    """The line and the words for everything in a rule on which engines differ."""
    code = _without_literals(text)
    if not re.search(r"^import rego\.v1$", code, re.MULTILINE):
        yield 1, "`import rego.v1` is missing."
    yield from _formats(text)
    yield from _classes(text)
    yield from _imports(code)
    yield from _calls(code)
    yield from _found(code, r"\$", "holds string interpolation. Use sprintf with %s.")
    yield from _found(code, r"\bwith\s+(input|data)\b", "judges other facts: `with` is for tests.")
    for match in OTHERS.finditer(code):
        message = f"reads data.microapp.{match[1]}. A rule reads input, lib and data only."
        yield _line(code, match), message


def facts_read(text: str) -> Iterator[tuple[int, str]]:
    """Every fact that this Rego reads, with its line."""
    code = re.sub(r"#[^\n]*", "", text)
    for match in INPUT.finditer(code):
        yield _line(code, match), match[1] or match[2]


def _without_literals(text: str) -> str:
    """The text with strings and comments blanked; every line keeps its number."""
    return LITERAL.sub(lambda match: '"' + "\n" * match[0].count("\n") + '"', text)


def _formats(text: str) -> Iterator[Problem]:
    for match in FORMAT.finditer(text):
        for verb in re.findall(r"%.?", match[1][1:-1]):
            if verb not in VERBS:
                yield _line(text, match), f"formats with {verb}. Known are {', '.join(VERBS[1:])}."


def _classes(text: str) -> Iterator[Problem]:
    """One engine's \\w, \\d and \\s know all alphabets, the other's know ASCII alone."""
    for literal in LITERAL.finditer(text):
        found = CLASS.search(literal[0])
        if found and not literal[0].startswith("#"):
            instead = "Write [a-z0-9_] or [[:space:]]."
            message = f"matches {found[0][-2:]}, which engines read differently. {instead}"
            yield _line(text, literal), message


def _imports(code: str) -> Iterator[Problem]:
    for match in IMPORT.finditer(code):
        if not match[1].startswith(IMPORTED):
            yield _line(code, match), f"imports {match[1]}. Known are lib, data and rego.v1."


def _calls(code: str) -> Iterator[Problem]:
    aliases = {match[2] or match[1].split(".")[-1] for match in IMPORT.finditer(code)}
    known = BUILT_INS | set(DEFINED.findall(code))
    for match in CALL.finditer(code):
        name = match[1]
        is_ours = name.split(".")[0] in aliases or name.startswith("data.microapp.lib.")
        if name not in known and not is_ours:
            yield _line(code, match), f"calls {name}, on which engines differ."


def _found(code: str, pattern: str, message: str) -> Iterator[Problem]:
    for match in re.finditer(pattern, code):
        yield _line(code, match), message


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1
