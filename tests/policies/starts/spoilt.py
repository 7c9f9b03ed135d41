"""What people get wrong in the files of a proxy, as text: each line is one change of a right file.

Most of it the start refuses; some of it only looks wrong. The test asks both, and holds them
against each other.
"""

from __future__ import annotations

import json

Changes = tuple[tuple[str, str], ...]

PROMPT = """\
id: file
title: Say hello
versions:
  - version: 1
    text: Hello {{ name }}
    variables:
      properties:
        name: {type: string}
      required: [name]
  - {version: 3, text: Hello, output: {type: json, schema: {}}}
"""
TEXT = "text: Hello {{ name }}"
TEXTS = (
    *("{{ name", "{% if name %}a", "{{}}", "{%%}", "}}", "   ", "{# said #}a", "{{ name.first }}"),
    *("{{ name() }}", "{{ name.items() }}", "{{ caller() }}", "{{ range(3) }}", "{{ name ~ 'a' }}"),
    *("{{ 1 + 1 }}", "{{ -1 }}", "{{ {'a': 1} }}", "{{ [name, 1][0] }}", "{{ name[1:2] }}"),
    *("{{ name|safe }}", "{{ name|truncate(name) }}", "{{ name|truncate(3) }}", "{{ name|json }}"),
    *("{{ name|default(*[1]) }}", "{{ name is odd }}", "{{ name is defined }}", "{{ nmae }}"),
    *("{% set a = 1 %}", "{% with a = 1 %}{{ a }}{% endwith %}", "{% include 'a' %}", "{% do x %}"),
    *("{% extends 'a' %}", "{% block a %}{% endblock %}", "{% macro a() %}{% endmacro %}"),
    *("{% for x in name recursive %}{{ x }}{% endfor %}", "{{ loop.index }}", "{{ self }}"),
    *("{% for loop in name %}{{ loop }}{% endfor %}", "{% for x in name %}{{ x }}{% endfor %}"),
    "{% for a in name %}" * 3 + "{{ a }}" + "{% endfor %}" * 3,
    *("{% raw %}{{ }}{% endraw %}", "{% filter upper %}a{% endfilter %}", "x" * 70_000),
    "{% if name %}" * 60 + "{% endif %}" * 60,
    *("{{ name" + "|trim" * 300 + " }}", "{{ " + "(" * 300 + "name" + ")" * 300 + " }}"),
)
OF_PROMPTS: Changes = (
    *((TEXT, f"text: {json.dumps(text)}") for text in TEXTS),
    *(("title: Say hello", f"title: {it}") for it in ("2026-01-01", "&a b", "!!str 5", "~", "'a")),
    *(
        ("title: Say hello", it)
        for it in ("titel: a", "1: a", "<<: {title: a}", "title: a\ntitle: b")
    ),
    *(("version: 1", f"version: {it}") for it in ("1.0", "0", "3", "yes", "'1'", "0x1", "1_0")),
    *(("id: file", it) for it in ("id: other", "\ufeffid: file", "--- \nid: file")),
    *(("    variables:", f"    model: {it}\n    variables:") for it in ("gone", "three", "auto")),
    *(("    variables:", f"    {it}\n    variables:") for it in ("messages: []", "limits: null")),
    *(
        ("    variables:", f"    output: {it}\n    variables:")
        for it in ("{type: json}", "{schema: {}}", "{type: json, schema: {type: x}}", "null")
    ),
    (
        "    variables:",
        "    output: {type: json, schema: {additionalproperties: false}}\n    variables:",
    ),
    *(
        ("name: {type: string}", f"name: {it}")
        for it in (
            *("{type: strin}", "{pattern: '(a'}", "{pattern: '(?=a)'}", "{$ref: 'http://a'}"),
            *("{type: string, default: 5}", "{type: string, default: a}", "{$ref: '#/gone'}"),
            *("{multipleOf: 0}", "{$ref: '#'}", "{enum: []}", "true", "5"),
            *(
                "{type: string, maxlength: 3}",
                "{type: string, x-note: a}",
                "{anyOf: [{minimun: 1}]}",
            ),
            *("{minLength: 2, maxLength: 1}", "{minLength: 2, maxLength: 2}"),
            *("{minimum: 2, maximum: 1}", "{exclusiveMinimum: 1, exclusiveMaximum: 1}"),
            *("{minimum: 1, maximum: 1}", "{minimum: 1, exclusiveMaximum: 1}"),
            *("{exclusiveMinimum: 1, maximum: 1}", "{$defs: {a: {minItems: 2, maxItems: 1}}}"),
            *("{minProperties: 2, maxProperties: 1}", "{const: {minLength: 2, maxLength: 1}}"),
            *("{contains: {}, minContains: 2, maxContains: 1}", "{maximum: 1.5, minimum: 1.5}"),
            *("{items: {typ: string}}", "{properties: {maxlength: {}}}", "{const: {maxlength: 1}}"),
            *("{default: {maxlength: 1}}", "{additionalItems: true}", "{definitions: {a: {b: 1}}}"),
        )
    ),
    *(("required: [name]", f"required: {it}") for it in ("[name, nmae]", "name", "[name, name]")),
    ("required: [name]", "required: [name, nmae]\n      additionalProperties: true"),
    ("versions:", "versions: []\n#"),
    ("id: file", "# " + "x" * 300_000 + "\nid: file"),
    ("  - {version: 3", "--- \n  - {version: 3"),
    *((PROMPT, it) for it in ("", "[]", "a: " + "[" * 30 + "]" * 30, PROMPT.replace("\n", "\r\n"))),
)

EVAL = """\
prompt: file
version: 3
model: small
cases:
  - name: one
    expect: {contains: [a]}
"""
OF_EVALS: Changes = (
    *(("version: 3", f"version: {it}") for it in ("2", "0", "-1", "~", "3.0", "'3'", "99999999")),
    *(("model: small", f"model: {it}") for it in ("auto", "three", "gone", "~", "''")),
    *(("prompt: file", f"prompt: {it}") for it in ("gone", "''", "../file", "5")),
    *(
        ("contains: [a]", it)
        for it in (
            *("json_schema: true", "json_schema: {type: x}", "json_schema: {pattern: '('}", ""),
            *("json_schema: {minlength: 3}", "json_schema: {minLength: 3}"),
            "json_schema: {properties: {a: {minLength: 3, maxLength: 2}}}",
            *("contains: a", "contains: []", "lenght: 3", "refuses: false", "max_tokens: 1.0"),
            *("similarity: {to: a, at_least: 1.0}", "similarity: {to: a, at_least: 0}"),
        )
    ),
    ("version: 3\n", "version: 1\n"),
    ("contains: [a]}", "contains: [a]}\n  - name: one\n    expect: {no_pii: true}"),
    (
        EVAL,
        EVAL.replace("version: 3\n", "version: 1\n").replace("contains: [a]", "json_schema: true"),
    ),
    (EVAL, ""),
)

MODELS = """\
models:
  - alias: small
    provider: openai
    base_url: https://models.acme.example/v1
    key: LLM_KEY_SMALL
    model: small-1
    kind: chat
    size: small
    place: private
    region: eu
    sensitivity_max: public
    needs_approval: false
    context: 1000
    max_output: 10
    price: {input: 100, cached: 50, output: 400}
  - {alias: three, provider: local, model: m, kind: embeddings, size: small, place: private, \
region: here, sensitivity_max: public, needs_approval: false, context: 9, max_output: 0, \
price: {input: 1, output: 1}}
"""
BOOLEANS = ("no", "False", "true", "'true'", "0")
ADDRESS = "base_url: https://models.acme.example/v1"
PRICE = "price: {input: 100, cached: 50, output: 400}"
SOLD = f"{ADDRESS}\n    key: LLM_KEY_SMALL\n    model: small-1"
CLAUDE = """base_url: https://api.anthropic.com
    key: LLM_KEY_SMALL
    model: claude-3-5-haiku-latest"""
OF_MODELS: Changes = (
    *(("alias: small", f"alias: {it}") for it in ("three", "Small", "auto", "on", "5", "''", "~")),
    *(("needs_approval: false", f"needs_approval: {it}") for it in BOOLEANS),
    *(("context: 1000", f"context: {it}") for it in ("1_000", "0x10", "+5", "1:30", "10.0", "0")),
    *(("max_output: 10", f"max_output: {it}") for it in ("0", "-1", "-0", "-0x1", "'5'")),
    *(
        (PRICE, it)
        for it in (
            *("price: 5", "price: {input: 1}", "price: {input: 1.5, output: 1}", ""),
            *("price: {input: 1, output: 1, cache_write: 2}", "price: {input: 1, cache_write: 2}"),
        )
    ),
    *((PRICE, f"{PRICE}\n    {it}") for it in ("price_reason: short", "region: there", "<<: {}")),
    *(
        (PRICE, f"{PRICE}\n    fallback: {it}")
        for it in ("[small]", "[three]", "[gone]", "[]", "~")
    ),
    *((PRICE, f"{PRICE}\n    {it}") for it in ("faults: [ok]", "faults: []", "colour: red")),
    *(("key: LLM_KEY_SMALL", f"key: {it}") for it in ("sk-live", "''", "5", "LLM_KEY_small")),
    *(
        ("place: private", f"place: {it}")
        for it in ("external_powerful", "external_default", "here")
    ),
    *(("region: eu", f"region: {it}") for it in ("&a eu", "!!str eu", "!a:str eu", "2026-01-01")),
    *(("size: small", f"size: {it}") for it in ("large", "huge")),
    *(("provider: openai", f"provider: {it}") for it in ("local", "anthropic", "acme")),
    *(
        (ADDRESS, f"base_url: '{it}'")
        for it in (
            *("ftp://a.example", "https://", "https://ann:x@a.example", "https://a.example?b"),
            *("https://a.example/%20", "https://a.example:99999", "https://[", "https://ü.example"),
        )
    ),
    (ADDRESS, ""),
    (f"{SOLD}\n", "base_url: https://api.openai.com/v1\n    model: text-embedding-3-small\n"),
    (
        f"{SOLD}\n",
        "base_url: https://api.openai.com/v1\n    key: LLM_KEY_SMALL\n    model: gpt-4o-mini\n",
    ),
    *(
        (
            MODELS,
            MODELS.replace(SOLD, CLAUDE)
            .replace("private", "external_default", 1)
            .replace(PRICE, f"price: {{input: 800, cached: 80, output: 4000, cache_write: {it}}}"),
        )
        for it in (999, 1000)
    ),
    *((MODELS, it) for it in ("", "models: []", "models:", "model: []", MODELS + "more: 1\n")),
)

AMOUNTS = (
    *("1e1", "'1e1'", "1.0e+1", "1e-3", "1e-12", "1e400", "'1e999999999'", "1_0", "'1_0'", "0x10"),
    *("+5", "'+5'", ".5", "'.5'", "'5.'", "5.0", "'5.5'", "-0", "'-0'", "' 5 '", "007", "1:30"),
    *("'\u0661'", ".inf", "'Infinity'", ".nan", "'NaN'", "~", "''"),
)
"""Ways to write a number, most of which mean one to somebody."""
APPS = """\
apps:
  - name: desk
    active: true
    monthly_usd: 2.50
"""
OF_APPS: Changes = (
    *(
        ("monthly_usd: 2.50", it)
        for it in (
            *("monthly_usd: 120", "monthly_usd: 121", "monthly_usd: '120.01'", "monthly_usd: -1"),
            *(
                "monthly_usd: true",
                "monthly_usd: 0.0000000001",
                "daily_tokens: 800001",
                "colour: 1",
            ),
            *("embeddings_monthly_usd: 20", "embeddings_monthly_usd: 20.01", "daily_tokens: 5.5"),
            *(f"monthly_usd: {it}" for it in AMOUNTS),
            *(f"daily_tokens: {it}" for it in AMOUNTS),
            *("<<: {monthly_usd: 2}", "monthly_usd: &a 2", "monthly_usd: !!float 2"),
        )
    ),
    *(("name: desk", f"name: {it}") for it in ("on", "''", "5", "'5'", "&a desk", "!!str desk")),
    *(("active: true", f"active: {it}") for it in ("1", "'true'", "&a true", "yes")),
    ("    active: true", "    active: &a true\n  - name: shop\n    active: *a"),
    ("    active: true", "    <<: {active: true}"),
    ("    active: true\n", ""),
    ("    active: true", "    active: true\n  - name: desk\n    active: false"),
    *((APPS, it) for it in ("", "apps:", "apps: []", "apps: [desk]", "apps: []\nmore: 1")),
)

RIGHT = {"prompt": PROMPT, "eval": EVAL, "models": MODELS, "apps": APPS}
SPOILT = {"prompt": OF_PROMPTS, "eval": OF_EVALS, "models": OF_MODELS, "apps": OF_APPS}
