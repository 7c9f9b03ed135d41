"""Finds links that lead where no one has allowed: an answer must not carry data to a stranger."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Set

from microapp_llm.redaction.found import Found

_LINK = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{1,20}:[/\\]{2}|https?:[/\\]?(?=[\w\[%]))[^\s<>\"'`)]{0,4096}"
    r"|(?:(?<=[(\"'=<])|(?<=\]: )|(?<=&quot;)|(?<=&apos;)|(?<=&#3[49];))"
    r"(?:[/\\]{2}(?=[\w\[%])|data:|javascript:|vbscript:)"
    r"[^\s<>\"'`)]{1,4096}"
    r"|(?<![.@/-])(?<![^\W_])www\.[^\s<>\"'`)]{1,4096}",
    re.IGNORECASE,
)
_BLANK = r"(?:\s|(?<=[\n>])>|(?<=[\n>] )>)"
"""Blanks, and what begins the lines of a quotation in Markdown."""
_PLACE = re.compile(
    rf"(?:\]\(|\]:|=|\burl\(|@import\b|[0-9][xw],|\s{{40}})(?={_BLANK}{{0,200}}"
    r"(?:(?:[\"'`]|&(?:quot|apos|#0*3[49]);)\s{0,200}(?P<quoted>[^<>\"'`()\[\]=]{1,4096})"
    r"|<?\s{0,200}(?P<bare>[^\s<>\"'`()\[\]=]{1,4096})))",
    re.IGNORECASE,
)
"""Where pages and Markdown take an address; whoever reads one there resolves its escapes first."""
_PAGE = re.compile(
    r"\bsrcdoc\s{0,200}=\s{0,200}(?:\"[^\"]{0,4096}|'[^']{0,4096}|[^\s>]{0,4096})", re.IGNORECASE
)
"""A page within a page: whatever stands in it is not looked at, and taken out."""
_STYLED = re.compile(
    r"(?:\b(?:url|src)\(|@import\b)\s{0,40}[\"']?(?P<inner>[^)\"'<>]{1,4096})", re.IGNORECASE
)
_STYLES = ("url(", "src(", "@import")
_COMMENT = re.compile(r"/\*[^*]{0,200}\*/")
_CSS_ESCAPE = re.compile(r"\\(?P<code>[0-9a-fA-F]{1,6})\s?")
_CSS_WORD = re.compile(r"(?:[^\s\"'`<>();,&\\]|\\[0-9a-fA-F]{1,6}\s?|\\){1,4096}")
_CSS_WORD_BEGINS = re.compile(r"[^\s\"'`<>();,&\\]{0,40}\Z")
_BARE = re.compile(
    r"(?<![\w.@/\\:%&=?#-])(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}(?::[0-9]{1,5})?"
    r"/[^\s<>\"'`)?]{0,2048}\?[^\s<>\"'`)]{1,4096}"
)
"""A host, a path and a question: many programs that show texts make a link of that."""
_TAKES_ADDRESS = re.compile(
    r"<[a-z][^<>]{0,200}[\s'\"/](?:src|href|srcset|imagesrcset|content|longdesc|cite|poster|action|formaction|data|ping|background)\s*\Z",
    re.IGNORECASE,
)
"""Attributes of HTML in which an address stands, which has no blanks."""
_BROKEN_UP = re.compile(r"(?:https?:)?[/\\]{2}|[a-z]+\s[a-z\s]*:", re.IGNORECASE)
_LONGEST_TAG = 240
_AWAY = re.compile(
    r"[/\\]{2}|https?:|[a-z][a-z0-9+.-]{1,20}:[/\\]{2}|(?:data|javascript|vbscript):(?=\S)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_REST = re.compile(r"[^\s<>\"'`)]{0,4096}")
_START = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,20}:)?[/\\]*", re.ASCII)
_HOST = re.compile(r"[^/\\?#]*")
_NAME = re.compile(r"[\w.-]+|\[[0-9a-f:.]+\]")
_IMAGE = re.compile(r"!\[[^\]\n]{0,400}\]\(\s*<?\s*\Z")


def find(text: str, allowed: Set[str]) -> Iterator[Found]:
    """Every link and picture whose host is not allowed."""
    if not any(sign in text for sign in ":/\\&") and "www." not in text.lower():
        return
    known: list[tuple[int, int]] = []
    for match in _LINK.finditer(text):
        known.append(match.span())
        if not _is_allowed(match[0], allowed):
            yield _found(text, *match.span())
    if "?" in text:
        for match in _BARE.finditer(text):
            if not _is_allowed(f"//{match[0]}", allowed):
                yield _found(text, *match.span())
    yield from _hidden(text, allowed, known)
    small = text.lower()
    if "srcdoc" in small:
        yield from (Found(*match.span(), "link") for match in _PAGE.finditer(text))
    if any(one in small for one in _STYLES) and any(sign in text for sign in ("\\", "&", "/*")):
        yield from _in_styles(text, allowed)
    if "\\" in text:
        yield from _escaped(text, allowed)


def _in_styles(text: str, allowed: Set[str]) -> Iterator[Found]:
    """Addresses in a style of CSS some of whose signs are escaped: `url(\\2f\\2f evil.com)`."""
    for match in _STYLED.finditer(text):
        if _leads_away(_as_css(match["inner"]), allowed):
            yield Found(*match.span("inner"), "link")


def _escaped(text: str, allowed: Set[str]) -> Iterator[Found]:
    """Addresses some of whose signs are escaped as styles do it, wherever they stand."""
    done = 0
    for escape in _CSS_ESCAPE.finditer(text):
        if escape.start() < done:
            continue
        begins = _CSS_WORD_BEGINS.search(text, max(done, escape.start() - 40), escape.start())
        start = begins.start() if begins else escape.start()
        word = _CSS_WORD.match(text, start)
        if word and _leads_away(_as_css(word[0]), allowed):
            rest = _REST.match(text, word.end())
            done = rest.end() if rest else word.end()
            yield _found(text, start, done)
        elif word:
            done = word.end()


def _as_css(written: str) -> str:
    """Give an address as a style means it."""
    said = _COMMENT.sub("", html.unescape(written))
    meant = _CSS_ESCAPE.sub(lambda one: _css_sign(one["code"]), said).strip(" '\"")
    return "".join(meant.split()) or "a"


def _css_sign(code: str) -> str:
    number = int(code, 16)
    return chr(number) if 0 < number < 0xD800 else " "


def _hidden(text: str, allowed: Set[str], known: list[tuple[int, int]]) -> Iterator[Found]:
    """What only a reader of pages or Markdown takes for a link, outside of the known ones."""
    links, done = iter([*known, (len(text), len(text))]), 0
    start, end = next(links)
    for match in _PLACE.finditer(text):
        name = "quoted" if match["quoted"] else "bare"
        place = match.start(name)
        while end <= place < len(text):
            start, end = next(links)
        if place < done or start < place < end:
            continue
        if any(_leads_away(one, allowed) for one in _addresses(match)):
            rest = _REST.match(text, match.end(name))
            done = rest.end() if rest else match.end(name)
            yield _found(text, place, done)


def _addresses(match: re.Match[str]) -> list[str]:
    """Give the addresses at a place, as a page reads them."""
    if match["bare"]:
        meant = html.unescape(match["bare"]).strip()
        found = [meant, "".join(meant.split())]
        if _TAKES_ADDRESS.search(match.string, max(0, match.start() - _LONGEST_TAG), match.start()):
            found += re.split(r"[\s,;]+", meant)
        return found
    meant = html.unescape(match["quoted"]).strip()
    meant = re.sub(r"\s+(?=[/\\])|[\r\n]+", "", meant)  # pages drop tabs, which are spaces by now
    found = re.split(r"(?<=[0-9][xw]),\s*", meant)
    if _TAKES_ADDRESS.search(match.string, max(0, match.start() - _LONGEST_TAG), match.start()):
        found += ["".join(one.split()) for one in found if _BROKEN_UP.match(one)]
        found += re.split(r"[\s,;]+", meant)  # several in one, as in srcset
    return found


def _found(text: str, start: int, end: int) -> Found:
    """Give the place of a link, without the signs of the sentence behind it."""
    link = text[start:end].rstrip(".,;:!?*_]}|")
    is_image = _IMAGE.search(text[max(0, start - 500) : start])
    return Found(start, start + max(1, len(link)), "image" if is_image else "link")


def _leads_away(meant: str, allowed: Set[str]) -> bool:
    """Tell whether an address leads to a stranger, its backslashes read in either way."""
    return any(
        _AWAY.match(spelt) and not _is_allowed(spelt.split()[0], allowed)
        for spelt in (meant, _ESCAPED.sub(r"\1", meant))
    )


def _is_allowed(link: str, allowed: Set[str]) -> bool:
    if not re.match(r"https?:/?/?|www\.|//", link, re.IGNORECASE):
        return False
    rest = link[(_START.match(link) or _nothing()).end() :]
    host = (_HOST.match(rest) or _nothing())[0].rpartition("@")[2].lower()
    host = re.sub(r":[0-9]*\Z", "", host).rstrip(".,;:!?*_]}|")
    if not _NAME.fullmatch(host):
        return False
    if host in allowed:
        return True
    parts = host.split(".")
    return any(f"*.{'.'.join(parts[at:])}" in allowed for at in range(1, len(parts)))


def _nothing() -> re.Match[str]:
    raise AssertionError("a pattern that may be empty always matches")
