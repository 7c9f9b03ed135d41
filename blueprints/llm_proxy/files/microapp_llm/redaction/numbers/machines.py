"""Finds the addresses of machines, and tells those of four small numbers from versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from microapp_llm.redaction.found import Found
from microapp_llm.redaction.phrases import one_of

_LARGEST_IN_VERSIONS = 20
_IPV4 = re.compile(  # what it begins with comes first: a search for a digit skips words fast
    r"[0-9](?<![A-Za-z0-9_].)(?<![A-Za-z0-9]\..)(?:(?<=2)(?:5[0-5]|[0-4]?[0-9]?)|(?<=1)[0-9]{0,2}|(?<=[3-9])[0-9]?|)"
    r"(?:\.(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}"
    r"(?![A-Za-z0-9_]|\.[0-9](?![0-9]{0,4}(?: >|: )))"  # but a port, as tcpdump writes it
)
_IPV6 = re.compile(
    r"(?<![A-Za-z0-9_:])(?<![A-Za-z0-9]\.)"
    r"(?:(?=[a-f]{0,11}[g-z])[a-z]{2,12}:)?"  # which side of a firewall
    r"(?P<address>(?=[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:])[0-9A-Fa-f:.]{3,45})(?![A-Za-z0-9_:])"
)
_PORT = re.compile(r"(?<=:[0-9A-Fa-f]{4})\.[0-9]{1,5}\Z")  # as tcpdump writes it
_COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
_DOTTED = re.compile(r"[0-9]\.[0-9]{1,3}\.[0-9]")
_MACHINE = re.compile(one_of("numbers/machines", "machine"))
_VERSION = re.compile(rf"(?:{one_of('numbers/machines', 'version')})[ .:]{{0,2}}$")
_CHANGED_VERSION = re.compile(one_of("numbers/machines", "changed"))
_PORT_BEHIND = re.compile(r":[0-9]{2,5}(?![0-9.])")
_VERSION_BEHIND = re.compile(r"-?\w{0,3} (?:verzió|sürüm)")  # "a 8.1.0.44-es verzióban"
_PROGRAM = re.compile(rf"(?:{one_of('numbers/machines', 'programs')}) \Z")  # "SAP GUI 7.70.12.88"
_OF_A_PROGRAM = re.compile(r"(?:[1-9]|1[1-5])\.[0-9]{1,2}\.")  # 10 begins addresses at home
_MAY_SAY = re.compile(r"[^\W\d_]|[=~<>^@/[]")
_NOBODYS = re.compile(r"127\.|0\.|255\.")


def find(text: str) -> Iterator[Found]:
    """Every address in a text that has digits."""
    if _DOTTED.search(text):
        for match in _IPV4.finditer(text):
            if not _NOBODYS.match(match[0]) and not _is_version(text, match):
                yield Found(*match.span(), "ip")
    if ":" in text and _COLONS.search(text):
        yield from _ipv6(text)


def _is_version(text: str, match: re.Match[str]) -> bool:
    """Whether four small numbers are a version: nothing says that they are an address."""
    if _is_named_version(text, match.start()) or _VERSION_BEHIND.match(text, match.end()):
        return True
    if _is_of_a_program(text, match):
        return True
    before = text[max(0, match.start() - 2) : match.start()]
    if match[0].endswith(".0.0.0") and before[:1].isalpha() and before[1:] == "/":
        return True  # "Browser/129.0.0.0"
    if match[0].startswith("10.") and _PORT_BEHIND.match(text, match.end()):
        return False
    small = all(int(one) <= _LARGEST_IN_VERSIONS for one in match[0].split("."))
    return small and not _is_named(text, match.start())


def _is_of_a_program(text: str, match: re.Match[str]) -> bool:
    """Whether it stands behind a program's name, and nothing says that it is an address."""
    start = match.start()
    if not _OF_A_PROGRAM.match(match[0]) or not text[start - 2 : start - 1].isalpha():
        return False
    near = text[max(0, start - 28) : start].lower()
    return _PROGRAM.search(near) is not None and not _is_named(text, start)


def _ipv6(text: str) -> Iterator[Found]:
    for match in _IPV6.finditer(text):
        address = _PORT.sub("", match["address"].rstrip("."))
        if address.endswith(":") and not address.endswith("::"):
            address = address[:-1]
        if address.count(":") < 2 or not any(one.isalnum() for one in address):
            continue
        try:
            if IPv6Address(address).is_loopback:
                continue
        except AddressValueError:
            continue
        start = match.start("address")
        yield Found(start, start + len(address), "ip")


def _is_named(text: str, start: int) -> bool:
    """Whether a word before this place speaks of a machine."""
    near = text[max(0, start - 24) : start].lower()
    if not _MAY_SAY.search(near) or not _MACHINE.search(near):
        return False
    return not _CHANGED_VERSION.search(text[max(0, start - 40) : start].lower())


def _is_named_version(text: str, start: int) -> bool:
    """Whether what begins here is the number of a version."""
    near = text[max(0, start - 16) : start].lower()
    return bool(_MAY_SAY.search(near) and _VERSION.search(near))
