"""Dockerfiles as data: stages, and instructions with their lines; continuations and all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from microapp_cli.adapters.facts.hidden import shown

NAME = re.compile(r"(.+\.)?(docker|container)file(\.[\w.-]+)?", re.IGNORECASE)
NOT_ONE = re.compile(r".*\.(dockerignore|py|md|ya?ml|json|sh)", re.IGNORECASE)
KEYWORDS = {
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"),
    *("MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
}
DIRECTIVE = re.compile(r"#\s*(\w+)\s*=\s*(\S+)\s*")
HEREDOC = re.compile(r"(?<!\S)\d*<<(-?)(['\"]?)([A-Za-z_]\w*)\2(?!\S)")
FLAG = re.compile(r"--([a-z][\w-]*)(?:=(\S*))?\s*")
VARIABLE = re.compile(r"\$(?:\{(\w+)(?:(:?[-+])([^}]*))?\}|(\w+))")
PAIR = re.compile(r"(\w+)=((?:\"(?:\\.|[^\"\\])*\"|'[^']*'|\\.|[^\s\"'\\])*)")
MOST_INSTRUCTIONS = 2000
LARGEST = 500_000


@dataclass(frozen=True)
class Instruction:
    """One instruction with its continuation lines joined and its heredocs at its end."""

    keyword: str
    text: str
    line: int


@dataclass
class _Reading:
    """What was found so far."""

    stages: list[dict[str, Any]] = field(default_factory=list)
    instructions: list[dict[str, Any]] = field(default_factory=list)
    arguments: dict[str, str] = field(default_factory=dict)


class _Unended(Exception):
    """A heredoc without its end: what follows it is text or instructions, nobody knows."""


def is_one(path: str) -> bool:
    """Whether a file is a Dockerfile by its name."""
    name = path.rsplit("/", 1)[-1]
    return bool(NAME.fullmatch(name)) and not NOT_ONE.fullmatch(name)


def read(path: str, content: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The facts of one Dockerfile, and the places that could not be read."""
    text = content.decode("utf-8-sig", "replace")
    found = _Reading()
    unreadable = [
        {"path": path, "line": line, "message": message} for line, message in _read(found, text)
    ]
    return {"stages": found.stages, "instructions": found.instructions}, unreadable


def _read(found: _Reading, text: str) -> Iterator[tuple[int, str]]:
    """Take every instruction in; gives the line and the reason of what cannot be read."""
    if len(text) > LARGEST:
        yield 1, f"is longer than {LARGEST} characters and was not judged."
        return
    last = 1
    try:
        for number, instruction in enumerate(instructions(text)):
            last = instruction.line
            if number >= MOST_INSTRUCTIONS:
                yield last, f"has more than {MOST_INSTRUCTIONS} instructions; stopped here."
                return
            if instruction.keyword in KEYWORDS:
                _take(found, instruction)
            else:
                yield last, f"{instruction.keyword[:40]!r} is no instruction of a Dockerfile."
    except _Unended as unended:
        yield last, f"the text that begins with <<{unended} after this line has no end."


def instructions(text: str) -> Iterator[Instruction]:
    """Every instruction, as a builder reads them."""
    lines = text.splitlines()
    escape = _escape(lines)
    at = 0
    while at < len(lines):
        start = at
        words, at = _logical_line(lines, at, escape)
        if not words:
            continue
        keyword, _, rest = words.partition(" ")
        if keyword.upper() in ("RUN", "COPY", "ADD"):
            rest, at = _with_heredocs(rest, lines, at)
        first = next((n for n in range(start, at) if not _is_idle(lines[n])), start)
        yield Instruction(keyword.upper(), rest.strip(), first + 1)


def _escape(lines: list[str]) -> str:
    """The character that continues a line: a directive at the very top may change it."""
    for line in lines:
        directive = DIRECTIVE.fullmatch(line.strip())
        if not directive:
            break
        if directive[1].lower() == "escape" and directive[2] in ("`", "\\"):
            return directive[2]
    return "\\"


def _logical_line(lines: list[str], at: int, escape: str) -> tuple[str, int]:
    """One line with those that continue it; comments and empty lines in between are skipped."""
    parts: list[str] = []
    while at < len(lines):
        line = lines[at]
        at += 1
        if _is_idle(line):
            if parts:
                continue
            return "", at
        bare = line.rstrip()
        if not bare.endswith(escape):
            parts.append(bare)
            break
        parts.append(bare[: -len(escape)])
    return re.sub(r"^\s*(\S+)\s+", r"\1 ", "".join(parts)).strip(), at


def _is_idle(line: str) -> bool:
    stripped = line.strip()
    return not stripped or stripped.startswith("#")


def _with_heredocs(text: str, lines: list[str], at: int) -> tuple[str, int]:
    parts = [text]
    for dash, _, name in HEREDOC.findall(text):
        while at < len(lines):
            line = lines[at]
            at += 1
            parts.append(line)
            if (line.lstrip("\t") if dash else line) == name:
                break
        else:
            raise _Unended(name)
    return "\n".join(parts), at


def _take(found: _Reading, instruction: Instruction) -> None:
    keyword, text = instruction.keyword, instruction.text
    while keyword == "ONBUILD":  # runs in the next build, and is judged as if it ran in this one
        keyword, _, text = text.partition(" ")
        keyword, text = keyword.upper(), text.strip()
    flags, text = _flags(text)
    if keyword == "FROM":
        _begin(found, flags, text, instruction.line)
    entry: dict[str, Any] = {
        "stage": len(found.stages) - 1,
        "keyword": keyword,
        "value": text,
        "line": instruction.line,
        "flags": flags,
        "words": _words(text) if keyword not in ("RUN", "ENV", "ARG", "LABEL") else [],
        "pairs": [],
    }
    if keyword in ("ENV", "ARG"):
        pairs = _pairs(keyword, text)
        if not found.stages:
            found.arguments.update(pairs)
        entry["pairs"] = [{"name": n, "value": shown(n, value)} for n, value in pairs]
        entry["value"] = " ".join(f"{pair['name']}={pair['value']}" for pair in entry["pairs"])
    found.instructions.append(entry)


def _flags(text: str) -> tuple[dict[str, str], str]:
    flags, at = {}, 0
    while flag := FLAG.match(text, at):
        flags[flag[1]] = flag[2] or ""
        at = flag.end()
    return flags, text[at:]


def _begin(found: _Reading, flags: Mapping[str, str], text: str, line: int) -> None:
    words = text.split()
    image = _filled(words[0], found.arguments) if words else ""
    named = len(words) >= 3 and words[1].upper() == "AS"
    earlier = {stage["name"] for stage in found.stages if stage["name"]}
    found.stages.append(
        {
            "name": words[2].lower() if named else "",
            "from": image,
            "is_stage": image.lower() in earlier,
            "platform": flags.get("platform", ""),
            "line": line,
        }
    )


def _filled(text: str, arguments: Mapping[str, str]) -> str:
    """The text with the defaults of what is declared before the first FROM."""

    def value(match: re.Match[str]) -> str:
        given = arguments.get(match[1] or match[4], "")
        if match[2] and match[2].endswith("-"):
            return given or match[3]
        if match[2]:
            return match[3] if given else ""
        return given or match[0]

    return VARIABLE.sub(value, text)


def _words(text: str) -> list[str]:
    if text.startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list):
            return [word for word in listed if isinstance(word, str)]
    return text.split("\n")[0].split()


def _pairs(keyword: str, text: str) -> list[tuple[str, str]]:
    """`A=1 B="2 3"`, the old `A 1`, and an argument without a value."""
    found = [(match[1], _unquoted(match[2])) for match in PAIR.finditer(text)]
    if found and re.match(r"\w+=", text):
        return found
    name, _, value = text.partition(" ")
    if keyword == "ARG":
        return [(word.partition("=")[0], word.partition("=")[2]) for word in text.split()]
    return [(name, _unquoted(value.strip()))] if name else []


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
