"""Changes of orders.yaml, one each, with what must be said about them."""

# ruff: noqa: E501 (a table: one mutant, one line)

from __future__ import annotations

from typing import NamedTuple

from tests.core.contract.edits import Edit, drop, move, put

S = "/components/schemas"
NEW = f"{S}/NewOrder/properties"
MADE = f"{S}/Order/allOf/1/properties"
ORDERS = "/paths/~1v1~1orders"
ORDER = "/paths/~1v1~1orders~1{id}"
LISTED = f"{ORDERS}/get/responses/200"
SENT, GOT = "request", "response"


class Mutant(NamedTuple):
    """What is changed, and what the comparison must say, and where."""

    label: str
    edits: tuple[Edit, ...]
    rule: str
    effect: str
    direction: str
    pointer: str


BREAKING = (
    # operations
    Mutant("operation removed", (drop(f"{ORDER}/delete"),), "operation", "removed", SENT, f"{ORDER}/delete"),
    Mutant("path removed", (drop("/paths/~1v1~1ping"),), "operation", "removed", SENT, "/paths/~1v1~1ping/get"),
    Mutant("operation id changed", (put(f"{ORDERS}/get/operationId", "orders"),), "operation-id", "changed", SENT, f"{ORDERS}/get/operationId"),
    Mutant("base path changed", (put("/servers/0/url", "https://orders.example.com/v2"),), "base-path", "removed", SENT, "/servers"),
    # parameters and headers of requests
    Mutant("parameter removed", (drop(f"{ORDERS}/get/parameters/1"),), "parameter", "removed", SENT, f"{ORDERS}/get/parameters/1"),
    Mutant("header parameter of the path removed", (drop(f"{ORDERS}/parameters"),), "parameter", "removed", SENT, f"{ORDERS}/parameters/0"),
    Mutant("parameter moved to a header", (put(f"{ORDERS}/get/parameters/2/in", "header"), put(f"{ORDERS}/get/parameters/2/style", "simple")), "parameter", "removed", SENT, f"{ORDERS}/get/parameters/2"),
    Mutant("required parameter added", (put(f"{ORDERS}/get/parameters/-", {"name": "org", "in": "query", "required": True, "schema": {"type": "string"}}),), "parameter", "tightened", SENT, f"{ORDERS}/get/parameters/3"),
    Mutant("required header added", (put(f"{ORDERS}/post/parameters", [{"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}}]),), "parameter", "tightened", SENT, f"{ORDERS}/post/parameters/0"),
    Mutant("parameter made required", (put(f"{ORDERS}/get/parameters/0/required", True),), "parameter-required", "tightened", SENT, f"{ORDERS}/get/parameters/0/required"),
    Mutant("parameter written otherwise", (put(f"{ORDERS}/get/parameters/2/style", "pipeDelimited"),), "parameter-style", "changed", SENT, f"{ORDERS}/get/parameters/2"),
    Mutant("parameter's maximum lowered", (put(f"{ORDERS}/get/parameters/0/schema/maximum", 50),), "maximum", "tightened", SENT, f"{ORDERS}/get/parameters/0/schema/maximum"),
    Mutant("parameter's default changed", (put(f"{ORDERS}/get/parameters/0/schema/default", 10),), "default", "changed", SENT, f"{ORDERS}/get/parameters/0/schema/default"),
    Mutant("parameter's type changed", (put(f"{ORDER}/get/parameters/0/schema/type", "integer"),), "type", "changed", SENT, f"{ORDER}/get/parameters/0/schema/type"),
    # bodies of requests
    Mutant("body made required", (put(f"{ORDERS}/post/requestBody/required", True),), "body-required", "tightened", SENT, f"{ORDERS}/post/requestBody/required"),
    Mutant("body removed", (drop(f"{ORDERS}/post/requestBody"),), "body", "removed", SENT, f"{ORDERS}/post/requestBody"),
    Mutant("required body added", (put(f"{ORDER}/delete/requestBody", {"required": True, "content": {"application/json": {}}}),), "body", "tightened", SENT, f"{ORDER}/delete/requestBody"),
    Mutant("media type of requests dropped", (drop(f"{ORDERS}/post/requestBody/content/application~1x-www-form-urlencoded"),), "media-type", "removed", SENT, f"{ORDERS}/post/requestBody/content/application~1x-www-form-urlencoded"),
    # what requests may hold
    Mutant("property of requests removed", (drop(f"{NEW}/note"),), "property", "removed", SENT, f"{NEW}/note"),
    Mutant("property made read-only", (put(f"{NEW}/due/readOnly", True),), "property", "removed", SENT, f"{NEW}/due"),
    Mutant("required property added", (put(f"{NEW}/phone", {"type": "string"}), put(f"{S}/NewOrder/required/-", "phone")), "required", "tightened", SENT, f"{NEW}/phone"),
    Mutant("property made required", (put(f"{S}/NewOrder/required/-", "due"),), "required", "tightened", SENT, f"{NEW}/due"),
    Mutant("type tightened", (put(f"{NEW}/price/type", "integer"),), "type", "tightened", SENT, f"{NEW}/price/type"),
    Mutant("type changed", (put(f"{NEW}/rush/type", "string"),), "type", "changed", SENT, f"{NEW}/rush/type"),
    Mutant("null forbidden", (put(f"{NEW}/note/type", "string"),), "nullable", "tightened", SENT, f"{NEW}/note/type"),
    Mutant("format added", (put(f"{NEW}/title/format", "email"),), "format", "tightened", SENT, f"{NEW}/title/format"),
    Mutant("format changed", (put(f"{NEW}/due/format", "date-time"),), "format", "changed", SENT, f"{NEW}/due/format"),
    Mutant("pattern added", (put(f"{NEW}/note/pattern", "^a"),), "pattern", "tightened", SENT, f"{NEW}/note/pattern"),
    Mutant("pattern changed", (put(f"{NEW}/title/pattern", "^[a-z]"),), "pattern", "changed", SENT, f"{NEW}/title/pattern"),
    Mutant("pattern changed behind oneOf", (put(f"{S}/Card/properties/number/pattern", "^4"),), "pattern", "changed", SENT, f"{S}/Card/properties/number/pattern"),
    Mutant("maxLength lowered", (put(f"{NEW}/title/maxLength", 100),), "max-length", "tightened", SENT, f"{NEW}/title/maxLength"),
    Mutant("maxLength added", (put(f"{NEW}/note/maxLength", 9),), "max-length", "tightened", SENT, f"{NEW}/note/maxLength"),
    Mutant("minLength raised", (put(f"{NEW}/title/minLength", 3),), "min-length", "tightened", SENT, f"{NEW}/title/minLength"),
    Mutant("minimum raised", (put(f"{NEW}/amount/minimum", 2),), "minimum", "tightened", SENT, f"{NEW}/amount/minimum"),
    Mutant("maximum lowered", (put(f"{NEW}/amount/maximum", 98),), "maximum", "tightened", SENT, f"{NEW}/amount/maximum"),
    Mutant("exclusive minimum raised", (put(f"{NEW}/price/exclusiveMinimum", 1),), "minimum", "tightened", SENT, f"{NEW}/price/exclusiveMinimum"),
    Mutant("bound made exclusive", (drop(f"{NEW}/amount/maximum"), put(f"{NEW}/amount/exclusiveMaximum", 99)), "maximum", "tightened", SENT, f"{NEW}/amount/exclusiveMaximum"),
    Mutant("multipleOf raised", (put(f"{NEW}/amount/multipleOf", 5),), "multiple-of", "tightened", SENT, f"{NEW}/amount/multipleOf"),
    Mutant("maxItems lowered", (put(f"{NEW}/tags/maxItems", 5),), "max-items", "tightened", SENT, f"{NEW}/tags/maxItems"),
    Mutant("minItems raised", (put(f"{NEW}/tags/minItems", 2),), "min-items", "tightened", SENT, f"{NEW}/tags/minItems"),
    Mutant("items tightened", (put(f"{NEW}/tags/items/maxLength", 20),), "max-length", "tightened", SENT, f"{NEW}/tags/items/maxLength"),
    Mutant("equal items forbidden", (put(f"{NEW}/tags/uniqueItems", True),), "unique-items", "tightened", SENT, f"{NEW}/tags/uniqueItems"),
    Mutant("maxProperties lowered", (put(f"{NEW}/options/maxProperties", 2),), "max-properties", "tightened", SENT, f"{NEW}/options/maxProperties"),
    Mutant("minProperties raised", (put(f"{NEW}/options/minProperties", 2),), "min-properties", "tightened", SENT, f"{NEW}/options/minProperties"),
    Mutant("values of further properties tightened", (put(f"{NEW}/options/additionalProperties/maxLength", 9),), "max-length", "tightened", SENT, f"{NEW}/options/additionalProperties/maxLength"),
    Mutant("further properties refused", (put(f"{S}/NewOrder/additionalProperties", False),), "further-properties", "tightened", SENT, f"{S}/NewOrder/additionalProperties"),
    Mutant("enum value removed", (drop(f"{NEW}/channel/enum/1"),), "enum", "tightened", SENT, f"{NEW}/channel/enum"),
    Mutant("enum value removed behind $ref", (drop(f"{S}/State/enum/0"),), "enum", "tightened", SENT, f"{S}/State/enum"),
    Mutant("enum added", (put(f"{NEW}/note/enum", ["a", "b"]),), "enum", "tightened", SENT, f"{NEW}/note/enum"),
    Mutant("constant changed", (put(f"{NEW}/currency/const", "CHF"),), "const", "changed", SENT, f"{NEW}/currency/const"),
    Mutant("default of a property changed", (put(f"{NEW}/rush/default", True),), "default", "changed", SENT, f"{NEW}/rush/default"),
    Mutant("default of a property removed", (drop(f"{NEW}/rush/default"),), "default", "removed", SENT, f"{NEW}/rush/default"),
    Mutant("alternative removed", (drop(f"{NEW}/payment/oneOf/1"),), "alternative", "tightened", SENT, f"{S}/Invoice"),
    Mutant("condition added", (put(f"{S}/NewOrder/not", {"required": ["note", "due"]}),), "schema", "changed", SENT, f"{S}/NewOrder/not"),
    Mutant("allOf added that demands more", (put(f"{NEW}/title/allOf", [{"maxLength": 9}]),), "max-length", "tightened", SENT, f"{NEW}/title/allOf/0/maxLength"),
    # answers
    Mutant("success status changed", (move(f"{ORDERS}/post/responses/201", f"{ORDERS}/post/responses/200"),), "success-status", "changed", GOT, f"{ORDERS}/post/responses/200"),
    Mutant("success answer removed", (drop(f"{ORDER}/delete/responses/204"),), "response", "removed", GOT, f"{ORDER}/delete/responses/204"),
    Mutant("error answer removed", (drop(f"{ORDERS}/get/responses/404"),), "response", "removed", GOT, f"{ORDERS}/get/responses/404"),
    Mutant("media type of answers dropped", (drop(f"{LISTED}/content/text~1csv"),), "media-type", "removed", GOT, f"{LISTED}/content/text~1csv"),
    Mutant("media type of a shared answer dropped", (drop("/components/responses/NotFound/content/application~1json"),), "media-type", "removed", GOT, "/components/responses/NotFound/content/application~1json"),
    Mutant("header of answers removed", (drop(f"{LISTED}/headers/RateLimit"),), "header", "removed", GOT, f"{LISTED}/headers/RateLimit"),
    Mutant("header of answers made optional", (drop(f"{LISTED}/headers/RateLimit/required"),), "header-required", "loosened", GOT, f"{LISTED}/headers/RateLimit/required"),
    Mutant("header of answers has another type", (put(f"{LISTED}/headers/RateLimit/schema/type", "integer"),), "type", "changed", GOT, f"{LISTED}/headers/RateLimit/schema/type"),
    Mutant("property of answers removed", (drop(f"{MADE}/label"),), "property", "removed", GOT, f"{MADE}/label"),
    Mutant("required property of answers removed", (drop(f"{MADE}/total"), drop(f"{S}/Order/allOf/1/required")), "property", "removed", GOT, f"{MADE}/total"),
    Mutant("property of answers made write-only", (put(f"{MADE}/label/writeOnly", True),), "property", "removed", GOT, f"{MADE}/label"),
    Mutant("property of answers made optional", (drop(f"{S}/Order/allOf/0/required"),), "required", "loosened", GOT, f"{S}/Order/allOf/0/properties/id"),
    Mutant("enum value added to answers", (put(f"{S}/Part/properties/name/enum/-", "tiny"),), "enum", "loosened", GOT, f"{S}/Part/properties/name/enum"),
    Mutant("enum of answers opened", (drop(f"{S}/Part/properties/name/enum"),), "enum", "loosened", GOT, f"{S}/Part/properties/name/enum"),
    Mutant("type of answers loosened", (put(f"{S}/Part/properties/size/type", "number"),), "type", "loosened", GOT, f"{S}/Part/properties/size/type"),
    Mutant("type of answers changed in a loop", (put(f"{S}/Part/properties/size/type", "string"),), "type", "changed", GOT, f"{S}/Part/properties/size/type"),
    Mutant("null added to answers", (put(f"{MADE}/total/type", ["integer", "null"]),), "nullable", "loosened", GOT, f"{MADE}/total/type"),
    Mutant("null added to answers by anyOf", (put(f"{S}/Part/properties/size", {"anyOf": [{"type": "integer"}, {"type": "null"}]}),), "nullable", "loosened", GOT, f"{S}/Part/properties/size/anyOf/0/type"),
    Mutant("maximum of answers raised", (put(f"{MADE}/total/maximum", 10**9),), "maximum", "loosened", GOT, f"{MADE}/total/maximum"),
    Mutant("minimum of answers dropped", (drop(f"{MADE}/total/minimum"),), "minimum", "loosened", GOT, f"{MADE}/total/minimum"),
    Mutant("maxLength of answers raised", (put(f"{MADE}/label/maxLength", 300),), "max-length", "loosened", GOT, f"{MADE}/label/maxLength"),
    Mutant("maxItems of answers raised", (put(f"{LISTED}/content/application~1json/schema/properties/items/maxItems", 500),), "max-items", "loosened", GOT, f"{LISTED}/content/application~1json/schema/properties/items/maxItems"),
    Mutant("format of answers removed", (drop(f"{MADE}/label/format"),), "format", "loosened", GOT, f"{MADE}/label/format"),
    Mutant("format of answers changed behind anyOf", (put(f"{MADE}/seen/anyOf/0/format", "date"),), "format", "changed", GOT, f"{MADE}/seen/anyOf/0/format"),
    Mutant("constant of answers changed", (put(f"{MADE}/kind/const", "sale"),), "const", "changed", GOT, f"{MADE}/kind/const"),
    Mutant("alternative added to answers", (put(f"{MADE}/paid_by/oneOf/-", {"title": "Cash", "type": "object"}),), "alternative", "loosened", GOT, f"{MADE}/paid_by/oneOf/2"),
    # security
    Mutant("sign-in added", (drop("/paths/~1v1~1ping/get/security"),), "security", "tightened", SENT, "/security"),
    Mutant("scopes raised", (put(f"{ORDERS}/post/security/0/sign_in/-", "orders.admin"),), "security-scopes", "tightened", SENT, f"{ORDERS}/post/security"),
    Mutant("second scheme demanded", (put(f"{ORDERS}/post/security/0/key", []),), "security", "tightened", SENT, f"{ORDERS}/post/security"),
    Mutant("scheme replaced", (put("/security", [{"key": []}]),), "security", "tightened", SENT, "/security"),
    Mutant("scheme redefined", (put("/components/securitySchemes/sign_in", {"type": "http", "scheme": "basic"}),), "security", "tightened", SENT, "/security"),
    # webhooks: the caller receives
    Mutant("webhook removed", (drop("/webhooks/orderShipped"),), "operation", "removed", GOT, "/webhooks/orderShipped/post"),
    Mutant("property of a webhook removed", (drop(f"{S}/Shipment/properties/weight"),), "property", "removed", GOT, f"{S}/Shipment/properties/weight"),
    Mutant("property of a webhook made optional", (drop(f"{S}/Shipment/required"),), "required", "loosened", GOT, f"{S}/Shipment/properties/order"),
)  # fmt: skip

NON_BREAKING = (
    Mutant("operation added", (put("/paths/~1v1~1pong", {"get": {"responses": {}}}),), "operation", "added", SENT, "/paths/~1v1~1pong/get"),
    Mutant("operation deprecated", (put(f"{ORDERS}/get/deprecated", True),), "deprecated", "noted", SENT, f"{ORDERS}/get/deprecated"),
    Mutant("optional parameter added", (put(f"{ORDERS}/get/parameters/-", {"name": "q", "in": "query", "schema": {"type": "string"}}),), "parameter", "added", SENT, f"{ORDERS}/get/parameters/3"),
    Mutant("path parameter renamed", (move(ORDER, "/paths/~1v1~1orders~1{order}"), put("/paths/~1v1~1orders~1{order}/get/parameters/0/name", "order"), put("/paths/~1v1~1orders~1{order}/delete/parameters/0/name", "order")), "path-parameter", "noted", SENT, "/paths/~1v1~1orders~1{order}/get/parameters/0/name"),
    Mutant("parameter's maximum raised", (put(f"{ORDERS}/get/parameters/0/schema/maximum", 200),), "maximum", "loosened", SENT, f"{ORDERS}/get/parameters/0/schema/maximum"),
    Mutant("optional property added", (put(f"{NEW}/phone", {"type": "string"}),), "property", "added", SENT, f"{NEW}/phone"),
    Mutant("property made optional", (drop(f"{S}/NewOrder/required/0"),), "required", "loosened", SENT, f"{NEW}/title"),
    Mutant("type of requests loosened", (put(f"{NEW}/amount/type", "number"),), "type", "loosened", SENT, f"{NEW}/amount/type"),
    Mutant("format of requests widened", (put(f"{NEW}/amount/format", "int64"),), "format", "loosened", SENT, f"{NEW}/amount/format"),
    Mutant("null allowed in requests", (put(f"{NEW}/due/type", ["string", "null"]),), "nullable", "loosened", SENT, f"{NEW}/due/type"),
    Mutant("enum value added to requests", (put(f"{NEW}/channel/enum/-", "shop"),), "enum", "loosened", SENT, f"{NEW}/channel/enum"),
    Mutant("alternative added to requests", (put(f"{NEW}/payment/oneOf/-", {"title": "Cash", "type": "object"}),), "alternative", "loosened", SENT, f"{NEW}/payment/oneOf/2"),
    Mutant("property added to answers", (put(f"{MADE}/colour", {"type": "string"}),), "property", "added", GOT, f"{MADE}/colour"),
    Mutant("answers take further properties", (put(f"{S}/Order/allOf/1/additionalProperties", True),), "further-properties", "loosened", GOT, f"{S}/Order/allOf/1/additionalProperties"),
    Mutant("enum value removed from answers", (drop(f"{S}/Part/properties/name/enum/1"),), "enum", "tightened", GOT, f"{S}/Part/properties/name/enum"),
    Mutant("maxLength of answers lowered", (put(f"{MADE}/label/maxLength", 100),), "max-length", "tightened", GOT, f"{MADE}/label/maxLength"),
    Mutant("error answer added", (put(f"{ORDERS}/post/responses/409", {"description": "Clash"}),), "response", "added", GOT, f"{ORDERS}/post/responses/409"),
    Mutant("media type of answers added", (put(f"{LISTED}/content/application~1xml", {}),), "media-type", "added", GOT, f"{LISTED}/content/application~1xml"),
    Mutant("header of answers added", (put(f"{LISTED}/headers/ETag", {"schema": {"type": "string"}}),), "header", "added", GOT, f"{LISTED}/headers/ETag"),
    Mutant("second way to sign in", (put("/security/-", {"key": []}),), "security", "loosened", SENT, "/security"),
    Mutant("scopes lowered", (put("/security/0/sign_in", []),), "security", "loosened", SENT, "/security"),
    Mutant("server moved", (put("/servers/0/url", "https://new.example.com/api"),), "server", "noted", SENT, "/servers"),
    Mutant("property of a webhook added", (put(f"{S}/Shipment/properties/colour", {}),), "property", "added", GOT, f"{S}/Shipment/properties/colour"),
)  # fmt: skip

DOCUMENTATION = (
    Mutant("description of the API", (put("/info/description", "All orders."),), "text", "reworded", GOT, "/info/description"),
    Mutant("version of the API", (put("/info/version", "1.0.1"),), "text", "reworded", GOT, "/info/version"),
    Mutant("summary of an operation", (put(f"{ORDERS}/get/summary", "Orders"),), "text", "reworded", SENT, f"{ORDERS}/get/summary"),
    Mutant("description of a property", (put(f"{NEW}/title/description", "Its name"),), "text", "reworded", SENT, f"{NEW}/title/description"),
    Mutant("example added", (put(f"{NEW}/title/example", "Tea"),), "text", "reworded", SENT, f"{NEW}/title/example"),
    Mutant("description of an answer", (put(f"{ORDER}/delete/responses/204/description", "Done"),), "text", "reworded", GOT, f"{ORDER}/delete/responses/204/description"),
)  # fmt: skip
