"""Links that only a browser or a reader of Markdown takes for links are found like plain ones."""

from __future__ import annotations

import time

import pytest

from microapp_llm.answers import AnswerGuard, AnswerRules, StreamGuard
from microapp_llm.answers.links import find
from microapp_llm.redaction import Policy, Redactor, Vault

ALLOWED = frozenset({"docs.example.org", "*.example.net"})


def guard() -> AnswerGuard:
    rules = AnswerRules(allowed_hosts=ALLOWED)
    return AnswerGuard(rules, Redactor(Policy(), b"k" * 32), Vault("conversation-1"))


HIDDEN = [
    "![x]( //evil.example/a?d=1)",
    "![x](\n//evil.example/a)",
    "![x](" + " " * 150 + "//evil.example/a)",
    "![x](///evil.example/a)",
    "![x](/\\/evil.example/a)",
    "![x](\\//evil.example/a)",
    "![x](https\\://evil.example/a)",
    "![x](https&#58;//evil.example/a)",
    "![x](&#47;/evil.example/a)",
    "![x](&sol;&sol;evil.example/a)",
    "![a](x![b]( //evil.example/a)",
    "[x]:\n//evil.example/a",
    "<img src= //evil.example/a>",
    "<img src=`//evil.example/a`>",
    '<img src="https&colon;//evil.example/a">',
    '<img src="/&Tab;/evil.example/a">',
    '<img src="/\t/evil.example/a">',
    '<img src="https:\n//evil.example/a">',
    "<img srcset='/a 1x, //evil.example/a 2x'>",
    "url( //evil.example/a)",
    "[x](java&#115;cript:evil())",
    "[x]( javascript:evil())",
    "![x](https://evil.example&sol;.example.net/a)",
    "[x](evil.example/?d=1)",
    "![x](a.evil.example:8080/b/c?d)",
    "Look at evil.example/?d=1, please.",
    "EVIL.example/a?d=evil",
    "![x][1]\n\n> [1]:\n> //evil.example/?d=1",
    "> ![x](\n> //evil.example/a)",
    "> > ![x](\n> > //evil.example/a)",
    "<img src=/&Tab;/evil.example/a>",
    "<img src=/&#9;/evil.example/a>",
    "<img src=/&NewLine;/evil.example/a>",
    "<a href=java&Tab;script:evil()>x</a>",
    '<p style="background:url( //evil.example/a )">',
    "<img srcset='x, //evil.example/a'>",
    "<img srcset='x 100w ,//evil.example/a'>",
    '<meta http-equiv=refresh content="0;//evil.example/a">',
    '<iframe srcdoc="<img src=&quot;//evil.example/a&quot;>">',
    "<style>a{background:url(\\2f\\2f evil.example/a)}</style>",
    "<style>@import 'https\\3a //evil.example'</style>",
    "_www.evil.example/a?d=1_",
    '<img src="\\\\nasty.evil.example/a">',
    '<style>a{background:image-set("\\2f\\2f evil.example/a" 1x)}</style>',
    "<style>a{background:-webkit-image-set('/b.png' 1x, '/\\2f evil.example/a' 2x)}</style>",
    '<div style="background:image-set(&quot;\\2f\\2f evil.example/a&quot; 1x)">',
    '<style>a{background:image-set(url(a.png) 1x, "\\2f\\2f evil.example/a" 2x)}</style>',
    '<style>a{background:image-set(/*)*/"\\2f\\2f evil.example/a" 1x)}</style>',
    '<style>a{background:cross-fade("\\2f/evil.example/a")}</style>',
    '<style>a{background:\\75rl("/\\2f evil.example/a?b=c&d=e")}</style>',
    '<div style="background:image-set(&quot;&#x2f;/evil.example/a&quot; 1x)">',
    '<style>a{content:src("h\\74tps:\\2f\\2f evil.example/a")}</style>',
]


BROKEN_UP = (
    '<img src="https://docs.example.org\t.evil.com/secret.png">',
    '<a href="java\tscript:alert(evil)">x</a>',
    '<a href="java&#9;script:alert(evil)">x</a>',
    '<a href="javascript\t:alert(evil)">x</a>',
    '<iframe src="da\tta:text/html,evil"></iframe>',
    '<form action="ja vascript:alert(evil)">',
    '<object data="ja vascript:alert(evil)"></object>',
    '<form action=" h ttp:evil.com">',
)


@pytest.mark.parametrize("answer", BROKEN_UP)
def test_a_blank_within_an_address_of_html_hides_it_from_nobody(answer: str) -> None:
    checked = guard().check(answer)

    assert checked.findings
    assert "evil" not in checked.text


@pytest.mark.parametrize(
    "unit",
    [
        "1x,//",
        "@import//",
        "@import\\2f\\2f",
        "url(\\2f\\2f ",
        "image-set('\\2f',",
        "\\2f ",
        "a\\2f",
        "1w,//",
    ],
)
def test_an_answer_of_nothing_but_beginnings_takes_time_in_step_with_it(unit: str) -> None:
    answer = "![x](" + unit * (8_000 // len(unit))
    began = time.process_time()

    guard().check(answer)

    assert time.process_time() - began < 4


@pytest.mark.parametrize("blank", "\u2002\u2003\u2007\u2009\u202f\u205f\u3000\xa0\x85\x0b\x0c")
def test_no_blank_divides_a_number_from_its_rest(blank: str) -> None:
    number = blank.join(("4111", "1111", "1111", "1111"))
    answer = f"Pay with {number} now."
    stream = StreamGuard(guard())
    streamed = "".join([stream.feed(sign) for sign in answer]) + stream.finish()

    assert guard().check(answer).text == streamed == "Pay with [CARD] now."


@pytest.mark.parametrize("answer", HIDDEN)
def test_no_way_of_writing_a_link_gets_past(answer: str) -> None:
    whole = guard().check(answer)
    stream = StreamGuard(guard())
    streamed = "".join([stream.feed(sign) for sign in answer]) + stream.finish()

    assert whole.findings
    assert "evil" not in whole.text
    assert streamed == whole.text


@pytest.mark.parametrize(
    "answer",
    [
        "[x]( https://docs.example.org/a ) and <a href='https://a.example.net/b?c=//d'>b</a>",
        "![x](/ok/relative.png) and [y](a&amp;b.html) and [z](../a//b.md) and [w](#here)",
        "x = 5 //comment",
        "x => // comment",
        "C:\\new\\table and \\\\server\\tools",
        "docs.example.org/a?b=c and (a.example.net/?q=1)",
        "and/or? node.js/express, is it main.py? a.b/c.d e.g./i.e.? 1.2/3?4",
        "/wp/index.php?id=3 and ../a.html?b=c and mail a.b@evil-free/?x=1",
        "if a == b: // so",
        "x = 'data: none'",
        'const data = "data: my values"; action="javascript: no op"',
    ],
)
def test_what_leads_nowhere_else_is_left_alone(answer: str) -> None:
    checked = guard().check(answer)

    assert (checked.text, checked.findings) == (answer, {})


@pytest.mark.parametrize(
    "unit",
    [
        "=//",
        "](/",
        "=&#47;",
        '="a ',
        "]: ",
        "a.",
        "a-.b",
        "a.bc/",
        "a.bc/? ",
        "url(",
        "@import ",
        "srcdoc=",
        "1x,",
        " ",
    ],
)
def test_the_search_takes_time_in_step_with_the_text(unit: str) -> None:
    text = unit * (20_000 // len(unit))

    began = time.process_time()
    list(find(text, ALLOWED))

    assert time.process_time() - began < 1
