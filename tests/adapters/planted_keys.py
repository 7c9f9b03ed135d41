"""Keys as their vendors make them, drawn when the tests run: none lies here in one piece."""

from __future__ import annotations

import base64
import json
import random
import string
from typing import NamedTuple

SMALL = string.ascii_lowercase + string.digits
CAPITAL = string.ascii_uppercase + "234567"
MIXED = string.ascii_letters + string.digits
URL_SAFE = MIXED + "_-"
BASE64 = MIXED + "+/"
HEX = "0123456789abcdef"
DIGITS = string.digits


BRANDS = (
    *("AWS", "Airtable", "Anthropic", "Atlassian", "Azure", "Bitbucket", "Brevo", "CircleCI"),
    *("Cloudflare", "Cohere", "Databricks", "Datadog", "DigitalOcean", "Discord", "Docker Hub"),
    *("Doppler", "Dynatrace", "Figma", "GitHub", "GitLab", "Google", "Grafana", "Groq"),
    *("HashiCorp Vault", "Heroku", "HubSpot", "Hugging Face", "LangSmith", "Linear", "Mailchimp"),
    *("Mailgun", "Make", "Mistral", "NVIDIA", "New Relic", "Notion", "Okta", "OpenAI"),
    *("OpenRouter", "Perplexity", "PlanetScale", "Postman", "Pulumi", "PyPI", "Razorpay"),
    *("Replicate", "RubyGems", "SendGrid", "Sentry", "Shopify", "Slack", "SonarQube", "Square"),
    *("Stripe", "Supabase", "Tailscale", "Telegram", "Terraform Cloud", "Twilio", "Zapier"),
    *("npm", "xAI"),
)
"""Who hands out such keys. A private key, a web token or a plain password is nobody's brand."""
BELONGS_TO = {
    "Bitbucket": "Atlassian",
    "HashiCorp Vault": "HashiCorp",
    "Heroku": "Salesforce",
    "SendGrid": "Twilio",
    "Slack": "Salesforce",
    "Terraform Cloud": "HashiCorp",
    "npm": "GitHub",
}
"""Brands of one house count once."""


class Planted(NamedTuple):
    """A line that holds a key: what stands before it, the key, what stands after, and its kind."""

    kind: str
    before: str
    key: str
    after: str = '"'

    @property
    def line(self) -> str:
        """The line as a person would write it."""
        return self.before + self.key + self.after

    @property
    def vendor(self) -> str:
        """The house that hands out this key; empty where it is no house's own."""
        brand = next((name for name in BRANDS if f"{self.kind} ".startswith(f"{name} ")), "")
        return BELONGS_TO.get(brand, brand)


def planted(seed: int) -> list[Planted]:
    """One of every kind, other ones for every seed."""
    draw = _Draw(seed)
    return [*_by_looks(draw), *_by_name(draw), *_by_address(draw), *_in_armour(draw)]


class _Draw:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 (what must not be guessed is not here)

    def __call__(self, alphabet: str, length: int) -> str:
        """So many characters, some of them digits when the alphabet has digits."""
        drawn = [self.random.choice(alphabet) for _ in range(length)]
        digits = [letter for letter in alphabet if letter.isdigit()]
        for place in range(2, length - 1, 7) if digits else ():
            drawn[place] = self.random.choice(digits)
        return "".join(drawn)

    def uuid(self) -> str:
        return "-".join(self(HEX, length) for length in (8, 4, 4, 4, 12))


def _by_looks(draw: _Draw) -> list[Planted]:
    def one(kind: str, *parts: str, name: str = "x") -> Planted:
        return Planted(kind, f'{name} = "', "".join(parts))

    jwt = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "HS256", "typ": "JWT"}, {"sub": draw(SMALL, 12), "org": "acme"})
    )
    return [
        one("AWS access key", "AK", "IA", draw(CAPITAL, 16)),
        one("AWS access key", "AS", "IA", draw(CAPITAL, 16)),
        one("AWS Bedrock key", "ABSK", "QmVkcm9ja0FQSUtleS", draw(MIXED, 110)),
        one("Google API key", "AI", "za", draw(URL_SAFE, 34), "a"),
        one("Google OAuth secret", "GOC", "SPX-", draw(URL_SAFE, 27), "a"),
        one("Google OAuth token", "ya", "29.", draw(URL_SAFE, 80), "a"),
        one("Azure AD client secret", draw(MIXED, 3), "8Q", "~", draw(MIXED + "._-", 33), "a"),
        one("Azure AI key", draw(MIXED, 52), "JQQ", "J99", draw(MIXED, 26)),
        one("Azure DevOps token", draw(MIXED, 76), "AZ", "DO", draw(MIXED, 4)),
        one("DigitalOcean token", "dop", "_v1_", draw(HEX, 64)),
        one("OpenAI API key", "sk", "-", draw(MIXED, 20), "T3Blbk", "FJ", draw(MIXED, 20)),
        one("OpenAI API key", "sk", "-proj-", draw(URL_SAFE, 74), "T3Blbk", "FJ", draw(MIXED, 74)),
        one("OpenAI API key", "sk", "-proj-", draw(MIXED, 48)),
        one("OpenAI API key", "sk", "-svcacct-", draw(URL_SAFE, 59), "a"),
        one("OpenAI API key", "sk", "-admin-", draw(URL_SAFE, 79), "a"),
        one("Model provider key", "sk", "-", draw(MIXED, 48)),
        one("Model provider key", "sk", "-", draw(HEX, 32)),
        one("Anthropic API key", "sk", "-ant-api03-", draw(URL_SAFE, 93), "AA"),
        one("Anthropic API key", "sk", "-ant-admin01-", draw(URL_SAFE, 93), "AA"),
        one("OpenRouter API key", "sk", "-or-v1-", draw(HEX, 64)),
        one("Hugging Face token", "h", "f_", draw(string.ascii_letters, 34)),
        one("Groq API key", "gs", "k_", draw(MIXED, 52)),
        one("Replicate token", "r", "8_", draw(MIXED, 37)),
        one("Perplexity API key", "pp", "lx-", draw(MIXED, 48)),
        one("xAI API key", "x", "ai-", draw(MIXED, 80)),
        one("NVIDIA API key", "nv", "api-", draw(URL_SAFE, 63), "a"),
        one("LangSmith key", "ls", "v2_pt_", draw(HEX, 32), "_", draw(HEX, 10)),
        one("GitHub token", "gh", "p_", draw(MIXED, 36)),
        one("GitHub token", "gh", "o_", draw(MIXED, 36)),
        one("GitHub token", "gh", "s_", draw(MIXED, 36)),
        one("GitHub token", "github", "_pat_", draw(MIXED, 22), "_", draw(MIXED, 59)),
        one("GitLab token", "gl", "pat-", draw(URL_SAFE, 19), "a"),
        one("GitLab token", "gl", "rt-", draw(URL_SAFE, 19), "a"),
        one("Bitbucket token", "AT", "BB", draw(MIXED, 32)),
        one("Atlassian token", "AT", "ATT3", draw(URL_SAFE, 180), "=", draw("0123456789ABCDEF", 8)),
        one("npm token", "np", "m_", draw(MIXED, 36)),
        one("PyPI token", "pypi", "-AgEIcHlwaS5vcmc", draw(URL_SAFE, 150), "a"),
        one("RubyGems key", "ruby", "gems_", draw(HEX, 48)),
        one("Docker Hub token", "dckr", "_pat_", draw(URL_SAFE, 26), "a"),
        one("Postman key", "PM", "AK-", draw(HEX, 24), "-", draw(HEX, 34)),
        one("CircleCI token", "CCI", "PAT_", draw(MIXED, 22), "_", draw(HEX, 40)),
        one("SonarQube token", "sq", "p_", draw(HEX, 40)),
        one("Databricks token", "da", "pi", draw(HEX, 32)),
        one("Heroku token", "HR", "KU-AA", draw(URL_SAFE, 57), "a"),
        one("HashiCorp Vault token", "hv", "s.", draw(URL_SAFE, 94), "a"),
        one("Terraform Cloud token", draw(MIXED, 14), ".atlas", "v1.", draw(URL_SAFE, 66), "a"),
        one("Doppler token", "dp", ".pt.", draw(MIXED, 43)),
        one("Pulumi token", "pu", "l-", draw(HEX, 40)),
        one("Supabase key", "sb", "p_", draw(HEX, 40)),
        one("PlanetScale secret", "pscale", "_tkn_", draw(MIXED, 43)),
        one("Tailscale key", "ts", "key-auth-", draw(MIXED, 12), "-", draw(MIXED, 32)),
        one("New Relic key", "NR", "AK-", draw(CAPITAL, 27)),
        one("Sentry token", "sntr", "yu_", draw(HEX, 64)),
        one("Grafana token", "gl", "sa_", draw(MIXED, 32), "_", draw(HEX, 8)),
        one("Dynatrace token", "dt0", "c01.", draw(CAPITAL, 24), ".", draw(CAPITAL, 64)),
        one("Slack token", "xo", "xb-", draw(DIGITS, 12), "-", draw(DIGITS, 12), draw(MIXED, 24)),
        one("Slack token", "xo", "xp-", draw(DIGITS, 12), "-", draw(DIGITS, 12), draw(HEX, 32)),
        one(
            "Slack token", "xa", "pp-1-A", draw(CAPITAL, 10), f"-{draw(DIGITS, 13)}-", draw(HEX, 64)
        ),
        one("Discord bot token", "MT", draw(MIXED, 24), ".", draw(MIXED, 6), ".", draw(MIXED, 38)),
        one("Telegram bot token", draw(DIGITS, 9), "7:", "AA", draw(URL_SAFE, 32), "a"),
        one("SendGrid key", "S", "G.", draw(URL_SAFE, 22), ".", draw(URL_SAFE, 42), "a"),
        one("Mailgun key", "ke", "y-", draw(SMALL, 32)),
        one("Mailchimp key", draw(HEX, 32), "-u", "s14"),
        one("Brevo key", "xkey", "sib-", draw(HEX, 64), "-", draw(MIXED, 16)),
        one("Twilio API key", "S", "K", draw(HEX, 32)),
        one("Stripe key", "sk", "_live_", draw(MIXED, 24)),
        one("Stripe key", "rk", "_live_", draw(MIXED, 99)),
        one("Stripe webhook secret", "wh", "sec_", draw(MIXED, 32)),
        one("Shopify token", "shp", "at_", draw(HEX, 32)),
        one("Square token", "sq0", "atp-", draw(URL_SAFE, 21), "a"),
        one("Square token", "EA", "AA", draw(URL_SAFE, 59), "a"),
        one("Razorpay key", "rzp", "_live_", draw(MIXED, 14)),
        one("Linear key", "lin", "_api_", draw(MIXED, 40)),
        one("Notion token", "nt", "n_", draw(MIXED, 46)),
        one("Notion token", "sec", "ret_", draw(MIXED, 43)),
        one("Airtable token", "pa", "t", draw(MIXED, 14), ".", draw(HEX, 64)),
        one("HubSpot token", "pa", "t-na1-", draw.uuid()),
        one("Figma token", "fi", "gd_", draw(URL_SAFE, 39), "a"),
        one("age key", "AGE-SECRET", "-KEY-1", draw("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)),
        one("JSON Web Token", jwt, ".", draw(URL_SAFE, 42), "a"),
    ]


def _by_name(draw: _Draw) -> list[Planted]:
    return [
        Planted("AWS secret", "aws_secret_access_key = ", draw(BASE64, 39) + "a", ""),
        Planted("Azure secret", "azure: AccountName=a;AccountKey=", draw(BASE64, 86) + "==", ";"),
        Planted("Secret", "Endpoint=sb://a/;SharedAccessKey=", draw(BASE64, 43) + "=", ""),
        Planted("Mistral secret", "MISTRAL_API_KEY=", draw(MIXED, 32), ""),
        Planted("Cohere secret", 'cohere.Client(api_key="', draw(MIXED, 40), '")'),
        Planted("Twilio secret", 'TWILIO_AUTH_TOKEN: "', draw(HEX, 32)),
        Planted("Datadog secret", "DATADOG_API_KEY=", draw(HEX, 32), ""),
        Planted("Cloudflare secret", "CLOUDFLARE_API_TOKEN=", draw(URL_SAFE, 39) + "a", ""),
        Planted("Okta secret", '"okta_api_token": "', f"00{draw(URL_SAFE, 39)}a"),
        Planted("Heroku secret", 'HEROKU_API_KEY = "', draw.uuid()),
        Planted("npm secret", "//registry.npmjs.org/:_authToken=", draw.uuid(), ""),
        Planted("Password", 'password = "', "Winter" + draw(DIGITS, 4) + "!"),
        Planted("Password", "  DB_PASSWORD: '", draw(MIXED, 20), "'"),
        Planted("Password", "ENV PGPASSWORD ", draw(MIXED, 20), ""),
        Planted("Secret", '{"client_secret":"', draw(URL_SAFE, 39) + "a", '","a":1}'),
        Planted("Secret", '"source": ["TOKEN = \\"', draw(MIXED, 40), '\\"\\n"]'),
        Planted("Secret", "curl -H 'Authorization: Bearer ", draw(MIXED, 40), "'"),
        Planted("Secret", "deploy --api-token ", draw(MIXED, 32), " --now"),
        Planted("Secret", 'os.environ.get("SIGNING_KEY", "', draw(MIXED, 32), '")'),
        Planted("Secret", "<secret>", draw(MIXED, 32), "</secret>"),
        Planted("Secret", 'const apiKey: string = "', draw(MIXED, 32), '";'),
    ]


def _by_address(draw: _Draw) -> list[Planted]:
    word = draw(MIXED, 14)
    return [
        Planted("Password in a connection URL", "D=postgresql://app:", word, "@db.acme.io/app"),
        Planted("Password in a connection URL", "D=mysql+pymysql://app:", word, "@10.0.0.7/app"),
        Planted("Password in a connection URL", "D=mongodb+srv://app:", word, "@c0.mongodb.net/a"),
        Planted("Password in a connection URL", "D=rediss://:", word, "@cache.acme.io:6380/0"),
        Planted("Password in a connection URL", "D=amqps://app:", word, "@mq.acme.io/v"),
        Planted("Password in a URL", 'get("https://ann:', word, '@intra.acme.io/x")'),
        Planted(
            "Slack webhook",
            "POST https://",
            f"hooks.slack.com/services/T{draw(CAPITAL, 8)}/B{draw(CAPITAL, 8)}/{draw(MIXED, 24)}",
        ),
        Planted(
            "Discord webhook",
            "POST https://",
            f"discord.com/api/webhooks/1{draw(DIGITS, 17)}/{draw(URL_SAFE, 67)}a",
        ),
        Planted(
            "Zapier webhook", "https://", f"hooks.zapier.com/hooks/catch/1739/{draw(SMALL, 7)}"
        ),
        Planted("Make webhook", "https://", f"hook.eu1.make.com/{draw(SMALL, 32)}"),
        Planted(
            "Signature of a signed link",
            "https://a.blob.core.windows.net/c?sv=2025-01-05&sig=",
            draw(MIXED, 43) + "%3D",
        ),
    ]


def _in_armour(draw: _Draw) -> list[Planted]:
    def armour(kind: str) -> str:
        return f"-----BEGIN {kind}" + "PRIVATE " + "KEY-----"

    body = draw(BASE64, 64)
    account = '{"type": "service_account", "private_key": "'
    return [
        Planted("Private key", "", f"{armour('RSA ')}\nMII{body}", ""),
        Planted("Private key", "", f"{armour('')}\nMII{body}", ""),
        Planted("Private key", "", f"{armour('OPENSSH ')}\n{body}", ""),
        Planted("Private key", "    ", f"{armour('EC ')}\r\n    {body}", ""),
        Planted("Private key", 'KEY="', f"{armour('')}\\n{body}\\n"),
        Planted("Google service-account key", account, f"{armour('')}\\n{body}\\n", '"}'),
    ]
