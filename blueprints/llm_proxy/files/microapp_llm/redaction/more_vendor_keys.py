"""More keys that their vendors made recognisable, written as in `vendor_keys`."""

from __future__ import annotations

from microapp_llm.redaction.vendor_keys import Key

MORE_KEYS = (
    # models and what stands around them
    Key("E2B key", "e2b_", r"e2b_<hex>{40}"),
    Key("Voyage key", "pa-", r"pa-!{43}"),
    Key("Anyscale key", "esecret_", r"esecret_#{26,60}"),
    Key("Modal token", "ak- as-", r"a[ks]-#{22}"),
    Key("LlamaCloud key", "llx-", r"llx-#{48}"),
    Key("Helicone key", "sk-helicone-", r"sk-helicone-[a-z0-9-]{28,48}"),
    Key("Logfire token", "pylf_v1_", r"pylf_v[0-9]_[a-z]{2}_#{43}"),
    Key("Baidu key", "bce-v3/", r"bce-v3/ALTAK-#{21}/<hex>{40}"),
    Key("Cursor key", "crsr_ key_", r"(?:crsr|key)_<hex>{64}"),
    # code and delivery
    Key("Sourcegraph token", "sgp_", r"sgp_(?:(?:<hex>{16}|local)_)?<hex>{40}"),
    Key("Harness token", "pat. sat.", r"[ps]at\.!{22}\.<hex>{24}\.#{20}"),
    Key("Scaleway key", "SCW", r"SCW[A-Z0-9]{17}"),
    Key("dbt token", "dbtu_ dbtc_", r"dbt[uc]_!{30,60}"),
    Key("WakaTime key", "waka_", r"waka_<uuid>"),
    Key("Packagist token", "packagist_", r"packagist_[a-z]{2,6}_<hex>{40,80}"),
    Key("Nightfall key", "NF-", r"NF-#{32}"),
    # hosting and data
    Key("Neon key", "napi_", r"napi_#{60,70}"),
    Key("Render key", "rnd_", r"rnd_#{32}"),
    Key("Aiven password", "AVNS_", r"AVNS_!{18,40}"),
    Key("Honeycomb key", "hcaik_ hcbik_ hcxik_", r"hc[abx]ik_#{40,60}"),
    Key("Databento key", "db-", r"db-#{29}"),
    Key("MaxMind key", "_mmk", r"#{6}_#{29}_mmk"),
    Key("Zuplo key", "zpka_", r"zpka_<hex>{32}_<hex>{8}"),
    Key("Unkey key", "unkey_", r"unkey_#{20,60}"),
    Key("Defined Networking key", "dnkey-", r"dnkey-[a-z0-9=_-]{26}-[a-z0-9=_-]{52}"),
    # money, people and media
    Key("Plaid token", "access-", r"access-(?:sandbox|development|production)-<uuid>"),
    Key("GoCardless token", "live_ sandbox_", r"(?:live|sandbox)_!{40}"),
    Key("Razorpay key", "rzp_test_", r"rzp_test_#{14,24}"),
    Key("Stytch secret", "secret-live- secret-test-", r"secret-(?:live|test)-!{30,60}"),
    Key("Frame.io token", "fio-u-", r"fio-u-!{64}"),
    Key("42 secret", "s-s4t2", r"s-s4t2(?:ud|af)-<hex>{64}"),
    Key("Shopify token", "shpua_", r"shpua_[0-9a-fA-F]{32}"),
    Key("Mailgun key", "pubkey-", r"pubkey-[0-9a-f]{32}"),
    Key("Slack webhook secret", "xwfp-", r"xwfp-!{20,200}"),
)
