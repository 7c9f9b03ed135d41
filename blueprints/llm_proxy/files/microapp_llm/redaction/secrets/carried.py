"""Finds passwords that commands and code carry without a word for them: `mysql -p`, `.login(`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import holds_one
from microapp_llm.redaction.secrets.looks import is_mostly_stand_in, kinds

_VALUE = r"(?P<value>[^\s\"'`|;&<>(){},]{6,80})"
_PROGRAMS = ("mysql", "mariadb", "sshpass", "docker", "podman", "redis-cli", "ldap", "zip")
_OPTION = re.compile(rf" -[pPaw] ?[\"']?{_VALUE}")
_PROGRAM = re.compile(
    r"(?:\b(?:my(?:sql|cli)\w*|mariadb[\w-]*|sshpass|(?:docker|podman) login|redis-cli|ldap\w+|zip)"
    r"\b[^\n|;&]*)\Z"
)
_REACH = 120  # characters of a command before its option
_IN_CALLS = tuple(
    (word, re.compile(rf"{start} ?[\"'][^\"'\n]{{1,60}}[\"'], ?[\"']{_VALUE}[\"']"))
    for word, start in (
        ("auth(", r"[Aa]uth\("),
        ("auth=(", r"auth=\("),
        ("auth = (", r"auth = \("),
        (".login(", r"\.login\("),
        ("pdo(", r"PDO\( ?[\"'][^\"'\n]{4,200}[\"'],"),
        ("_connect(", r"\w_connect\( ?[\"'][^\"'\n]{1,100}[\"'],"),
    )
)
_CARRIERS = {  # for each sign: without it no carrier is in a text
    "-": (
        ("sudo -s", re.compile(rf"echo [\"']?{_VALUE}[\"']? ?\| ?sudo -S")),
        (
            "htpasswd -",
            re.compile(rf"htpasswd -[a-zA-Z]{{1,6}} \S{{1,80}} \S{{1,60}} [\"']?{_VALUE}"),
        ),
    ),
    "(": _IN_CALLS,
    "'": (("identified by", re.compile(rf"(?i:identified by) '{_VALUE}'")),),
    "/": (
        ("/user:", re.compile(rf"/user:\S{{1,60}} {_VALUE}")),
        *(
            (word, re.compile(rf"(?i:{word})\w{{0,6}}:? [\w.@-]{{2,40}} ?/ ?{_VALUE}"))
            for word in ("credential", "login", "zugangsdaten")
        ),
    ),
}
_NONE = frozenset("$<{%[-")


def find(text: str, small: str) -> Iterator[Found]:
    """Every such password; `small` is the text in small letters."""
    for sign, carriers in _CARRIERS.items():
        if sign not in text:
            continue
        for word, pattern in carriers:
            for match in pattern.finditer(text) if word in small else ():
                if _is_one(match["value"]):
                    yield Found(*match.span("value"), "secret")
    if "-" in text and holds_one(small, _PROGRAMS):
        for match in _OPTION.finditer(text):
            start = match.start()
            if _is_one(match["value"]) and _PROGRAM.search(text[max(0, start - _REACH) : start]):
                yield Found(*match.span("value"), "secret")


def _is_one(value: str) -> bool:
    is_mixed = kinds(value) > 1 and any(map(str.isalpha, value)) and any(map(str.isdigit, value))
    return is_mixed and value[0] not in _NONE and not is_mostly_stand_in(value)
