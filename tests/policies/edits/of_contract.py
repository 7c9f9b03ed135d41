"""Edits of openapi.yaml: the layers contract, auth, pii, llm, webhook and finance."""

from __future__ import annotations

from microapp_cli.adapters.contract_files import CONTRACT
from tests.policies.edits.changes import Change, add, derived_again, swap, within, without
from tests.policies.edits.edit import Edit
from tests.policies.edits.of_manifest import NEW, field

ME = "  /v1/me:\n"
KEYS = """\
  securitySchemes:
    key:
      type: apiKey
      in: header
      name: X-Key
"""
LIST = "  /v1/notes:\n"
ONE = "  /v1/notes/{id}:\n"
REFUSED = "        '{status}':\n          $ref: '#/components/responses/{name}'\n"
OTHER_FORM = """\
        '409':
          description: It is taken.
          content:
            application/json:
              schema:
                type: string
                maxLength: 100
"""
HOOK = """\
  /in/shop:
    post:
      tags:
      - me
      summary: An order was placed
      operationId: shop
      security: []
      {parameters}responses:
        '204':
          description: It was taken.
"""
SIGNATURE = """parameters:
      - name: Webhook-Signature
        in: header
        description: The signature of the sender.
        required: true
        schema:
          type: string
          maxLength: 200
      """
PAYMENTS = """\
  /v1/payments:
    post:
      tags:
      - me
      summary: Pay
      description: Pay. Needs the role writer.
      operationId: pay
      parameters:
      - $ref: '#/components/parameters/IdempotencyKey'
      responses:
        '204':
          description: It was paid.
          headers:
            RateLimit:
              $ref: '#/components/headers/RateLimit'
"""
REFUSALS = {
    "400": "BadRequest",
    "401": "Unauthenticated",
    "403": "Forbidden",
    "413": "TooLarge",
    "429": "TooManyRequests",
}


def path(text: str, *left_out: str) -> Change:
    """A path more, which declares all refusals but these."""
    refusals = [
        REFUSED.format(status=status, name=name)
        for status, name in REFUSALS.items()
        if status not in left_out
    ]
    return swap(CONTRACT, "components:\n", f"{text}{''.join(refusals)}components:\n")


def edit(rule: str, shown: str, *changes: Change, app: str = "plain") -> Edit:
    """An edit of the contract, with everything that follows from it."""
    return Edit(rule, CONTRACT, shown, (*changes, derived_again), app)


EDITS = [
    edit(
        "MA020",
        "    get:",
        within(CONTRACT, ME, swap(CONTRACT, "      tags:", "      security: []\n      tags:")),
    ),
    edit(
        "MA021",
        "    key:",
        swap(
            CONTRACT,
            "  securitySchemes:\n",
            KEYS,
        ),
    ),
    edit("MA023", "    get:", within(CONTRACT, ME, without(CONTRACT, "        '403':"))),
    edit(
        "MA024",
        "    get:",
        swap(CONTRACT, "List notes. Needs the role reader", "List notes. Needs the role editor"),
    ),
    edit(
        "MA040", "type: text", within(CONTRACT, NEW, swap(CONTRACT, "type: string", "type: text"))
    ),
    edit("MA041", "    get:", within(CONTRACT, ME, without(CONTRACT, "      summary:"))),
    edit(
        "MA042",
        "    get:",
        within(CONTRACT, ME, swap(CONTRACT, "        '429':", f"{OTHER_FORM}        '429':")),
    ),
    edit("MA043", "    get:", within(CONTRACT, ME, without(CONTRACT, "        '429':"))),
    edit(
        "MA044", "    get:", swap(CONTRACT, "      - $ref: '#/components/parameters/Cursor'\n", "")
    ),
    edit(
        "MA045",
        "    patch:",
        within(
            CONTRACT,
            ONE,
            within(
                CONTRACT,
                "    patch:",
                swap(CONTRACT, "parameters/IfMatch", "parameters/IfNoneMatch"),
            ),
        ),
    ),
    Edit(
        "MA046", "connectors/zapier/index.js", 1, (add("connectors/zapier/index.js", "// ours\n"),)
    ),
    Edit(
        "MA047",
        CONTRACT,
        "        body:",
        (
            within(
                CONTRACT, NEW, swap(CONTRACT, "      - title\n", "      - title\n      - body\n")
            ),
            derived_again,
        ),
        against_base=True,
    ),
    edit("MA048", "url: http://", swap(CONTRACT, "- url: https://", "- url: http://")),
    edit(
        "MA049", "title:", within(CONTRACT, NEW, swap(CONTRACT, "          maxLength: 200\n", ""))
    ),
    edit(
        "MA100",
        "    get:",
        within(CONTRACT, LIST, swap(CONTRACT, "name: title[eq]", "name: email[eq]")),
        app="going live",
    ),
    edit(
        "MA102",
        "    post:",
        within(CONTRACT, ONE, without(CONTRACT, "    delete:")),
        app="going live",
    ),
    edit("MA103", "iban:", field("iban"), app="going live"),
    edit("MA111", "system_prompt:", field("system_prompt"), app="mixed"),
    edit("MA120", "    post:", path(HOOK.format(parameters="")), app="mixed"),
    edit("MA122", "    post:", path(HOOK.format(parameters=SIGNATURE), "413"), app="mixed"),
    edit("MA200", "    post:", path(PAYMENTS), app="mixed"),
    edit(
        "MA202",
        "amount:",
        field("amount", "number", "maximum: 1000000"),
        field("currency", "string", "maxLength: 3"),
        app="mixed",
    ),
    edit("MA203", "amount:", field("amount", "integer", "maximum: 1000000"), app="mixed"),
]
