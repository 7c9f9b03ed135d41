"""Keys that their vendors made recognisable: the first characters, the alphabet, the length.

One line a key: its kind, the literals of which it holds one, its shape. In a shape `#` is a letter
or digit, `!` also _ and -, `<hex>` a hexadecimal digit. Every repeat is bounded, so that no line,
however long or spiteful, costs more than its length.
"""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """A key that can be told by its looks."""

    kind: str
    literals: str
    shape: str


KEYS = (
    # clouds
    Key("AWS access key", "AKIA ASIA ABIA ACCA", r"A(?:KI|SI|BI|CC)A[A-Z0-9]{16}"),
    Key("AWS Bedrock key", "ABSKQmVkcm9ja0FQSUtleS", r"ABSKQmVkcm9ja0FQSUtleS[\w+/-]{60,300}"),
    Key("AWS Bedrock key", "bedrock-api-key-", r"bedrock-api-key-[\w+/=-]{60,3000}"),
    Key("AWS marketplace key", "amzn.mws.", r"amzn\.mws\.<uuid>"),
    Key("Google API key", "AIza", r"AIza!{35}"),
    Key("Google OAuth secret", "GOCSPX-", r"GOCSPX-!{28}"),
    Key("Google OAuth token", "ya29.", r"ya29\.!{30,400}"),
    Key("Azure AD client secret", "Q~", r"[\w.~-]{3}[0-9]Q~[\w.~-]{31,34}"),
    Key("Azure AI key", "JQQJ99", r"#{52}JQQJ99#{26}"),
    Key("Azure DevOps token", "AZDO", r"#{76}AZDO#{4}"),
    Key("Azure Functions key", "AzFu", r"[\w-]{44}AzFu[\w-]{4,8}={0,2}"),
    Key("Azure Search key", "AzSe", r"#{42}AzSe#{6}"),
    Key("Tencent Cloud key", "AKID", r"AKID#{32}"),
    Key("Alibaba Cloud key", "LTAI", r"LTAI#{20}"),
    Key("DigitalOcean token", "doo_v1_ dop_v1_ dor_v1_", r"do[opr]_v1_<hex>{64}"),
    Key("Yandex Cloud key", "AQVN", r"AQVN!{35,38}"),
    # model providers
    Key("OpenAI API key", "T3BlbkFJ", r"sk-!{20,200}?T3BlbkFJ!{20,200}"),
    Key(
        "OpenAI API key",
        "sk-proj- sk-svcacct- sk-admin- sk-None-",
        r"sk-(?:proj|svcacct|admin|None)-!{20,250}",
    ),
    Key("Anthropic API key", "sk-ant-", r"sk-ant-#{2,10}-!{24,250}"),
    Key("OpenRouter API key", "sk-or-", r"sk-or-v1-<hex>{64}"),
    Key("Langfuse key", "sk-lf-", r"sk-lf-<uuid>"),
    Key("Model provider key", "sk-", r"sk-#{32,64}"),
    Key("Hugging Face token", "hf_", r"hf_#{34,40}"),
    Key("Groq API key", "gsk_", r"gsk_#{48,56}"),
    Key("Replicate token", "r8_", r"r8_#{37,40}"),
    Key("Perplexity API key", "pplx-", r"pplx-#{40,64}"),
    Key("xAI API key", "xai-", r"xai-!{60,90}"),
    Key("NVIDIA API key", "nvapi-", r"nvapi-!{60,80}"),
    Key("Cerebras API key", "csk-", r"csk-[a-z0-9]{40,56}"),
    Key("Fireworks API key", "fw_", r"fw_#{22,30}"),
    Key("Together API key", "tgp_v1_", r"tgp_v1_!{40,60}"),
    Key("LangSmith key", "lsv2_", r"lsv2_(?:pt|sk)_<hex>{32}_<hex>{8,12}"),
    Key("Pinecone key", "pcsk_", r"pcsk_[\w]{50,90}"),
    Key("Tavily key", "tvly-", r"tvly-(?:dev-|prod-)?#{28,40}"),
    Key("Jina key", "jina_", r"jina_!{50,80}"),
    Key("Firecrawl key", "fc-", r"fc-<hex>{32}"),
    Key("ElevenLabs key", "sk_", r"sk_<hex>{48}"),
    Key("Weights & Biases key", "wandb_v1_", r"wandb_v1_!{40,100}"),
    # code, packages and images
    Key("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_#{36,255}"),
    Key("GitHub token", "github_pat_", r"github_pat_#{22}_#{59}"),
    Key(
        "GitLab token",
        "glpat- gldt- glrt- glptt- glcbt- glsoat- glimt- glagent- gloas- glft- glffct-",
        r"gl(?:pat|dt|rt|ptt|cbt|soat|imt|agent|oas|ft|ffct)-[\w.-]{20,300}",
    ),
    Key("Bitbucket token", "ATBB", r"ATBB#{28,40}"),
    Key("Atlassian token", "ATATT3 ATCTT3", r"AT[AC]TT3[\w=-]{60,250}"),
    Key("npm token", "npm_", r"npm_#{36}"),
    Key("PyPI token", "pypi-AgE", r"pypi-AgE!{50,250}"),
    Key("RubyGems key", "rubygems_", r"rubygems_<hex>{48}"),
    Key("crates.io token", "cio", r"cio#{32}"),
    Key("NuGet key", "oy2", r"oy2[a-z0-9]{43}"),
    Key("Docker Hub token", "dckr_pat_ dckr_oat_", r"dckr_[po]at_!{27,40}"),
    Key("JFrog key", "AKCp", r"AKCp#{64,72}"),
    Key("Clojars token", "CLOJARS_", r"CLOJARS_[a-z0-9]{60}"),
    Key("CircleCI token", "CCIPAT_ CCIPRJ_", r"CCI(?:PAT|PRJ)_#{20,24}_<hex>{40}"),
    Key("Buildkite token", "bkua_", r"bkua_<hex>{40}"),
    Key("SonarQube token", "sqp_ squ_ sqa_", r"sq[pua]_<hex>{40}"),
    Key("Postman key", "PMAK-", r"PMAK-<hex>{24}-<hex>{34}"),
    Key("Postman access token", "PMAT-", r"PMAT-[A-Z0-9]{26}"),
    Key("ReadMe key", "rdme_", r"rdme_[a-z0-9]{70}"),
    # hosting, data and infrastructure
    Key("Databricks token", "dapi", r"dapi<hex>{32}(?:-[0-9])?"),
    Key("Databricks token", "dose", r"dose<hex>{32,36}"),
    Key("Heroku token", "HRKU-", r"HRKU-!{30,70}"),
    Key("Cloudflare key", "v1.0-", r"v1\.0-<hex>{24}-<hex>{146}"),
    Key("Cloudflare token", "cfut_ cfat_ cfk_", r"cf(?:ut|at|k)_#{40,60}"),
    Key("HashiCorp Vault token", "hvs. hvb. hvr.", r"hv[sbr]\.!{24,300}"),
    Key("Terraform Cloud token", ".atlasv1.", r"#{14}\.atlasv1\.!{60,70}"),
    Key("Doppler token", "dp.", r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:!{2,35}\.)?#{40,44}"),
    Key("Pulumi token", "pul-", r"pul-<hex>{40}"),
    Key("Prefect key", "pnu_", r"pnu_#{36}"),
    Key("Fly.io token", "fm2_lJP fo1_", r"f(?:m2_lJP|o1_)[\w+/-]{40,800}"),
    Key("Netlify token", "nfp_ nfc_", r"nf[pc]_#{36,40}"),
    Key("Vercel token", "vercel_blob_rw_", r"vercel_blob_rw_[\w]{30,60}"),
    Key("Supabase key", "sbp_ sb_secret_", r"sb(?:p_<hex>{40}|_secret_!{31})"),
    Key("PlanetScale secret", "pscale_", r"pscale_(?:tkn|pw|oauth)_[\w.=-]{32,64}"),
    Key("Tailscale key", "tskey-", r"tskey-[a-z]{3,10}-#{6,30}-#{16,64}"),
    Key("OpenShift token", "sha256~", r"sha256~!{43}"),
    Key("age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    Key("1Password token", "ops_eyJ", r"ops_eyJ#[\w+/=-]{100,2000}"),
    # watching
    Key("New Relic key", "NRAK- NRII- NRJS-", r"NR(?:AK-[A-Z0-9]{27}|II-!{32}|JS-<hex>{19})"),
    Key("New Relic licence key", "NRAL", r"<hex>{36}NRAL"),
    Key("Sentry token", "sntrys_ sntryu_", r"sntry(?:u_<hex>{64}|s_eyJ[\w+/=-]{60,400})"),
    Key("Grafana token", "glsa_", r"glsa_#{32}_[0-9A-Fa-f]{8}"),
    Key("Grafana token", "glc_eyJ", r"glc_eyJ[\w+/=-]{40,400}"),
    Key("Dynatrace token", "dt0c01. dt0s16.", r"dt0[cs][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    Key("PostHog key", "phx_", r"phx_#{40,60}"),
    # messages and mail
    Key(
        "Slack token", "xoxb- xoxp- xoxa- xoxo- xoxr- xoxs-", r"xox[abporse]-(?:2-)?[0-9]!{20,250}"
    ),
    Key("Slack token", "xoxe- xoxe.", r"xoxe[.-](?:xox[bp]-)?[0-9]-!{40,300}"),
    Key("Slack token", "xapp-", r"xapp-[0-9]-[A-Z0-9]{9,14}-[0-9]{10,16}-<hex>{64}"),
    Key("Discord bot token", "", r"[MNO]!{23,27}\.!{6}\.!{27,40}"),
    Key("Telegram bot token", ":AA", r"[0-9]{8,10}:AA!{33}"),
    Key("SendGrid key", "SG.", r"SG\.!{20,24}\.!{39,50}"),
    Key("Mailgun key", "key-", r"key-[0-9a-z]{32}"),
    Key("Mailchimp key", "-us", r"<hex>{32}-us[0-9]{1,2}"),
    Key("Brevo key", "xkeysib- xsmtpsib-", r"x(?:key|smtp)sib-<hex>{64}-#{16}"),
    Key("Resend key", "re_", r"re_#{8}_#{24}"),
    Key("Twilio API key", "SK", r"SK<hex>{32}"),
    # money and shops
    Key("Stripe key", "k_live_ k_test_", r"[rs]k_(?:live|test)_#{20,250}"),
    Key("Stripe webhook secret", "whsec_", r"whsec_[A-Za-z0-9+/]{30,64}={0,2}"),
    Key("Shopify token", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    Key("Square token", "sq0atp- sq0csp-", r"sq0(?:atp-!{22}|csp-!{43})"),
    Key("Square token", "EAAA", r"EAAA[\w-]{60}"),
    Key("Duffel token", "duffel_", r"duffel_(?:live|test)_!{40,50}"),
    Key("Infracost key", "ico-", r"ico-#{32}"),
    Key("Razorpay key", "rzp_live_", r"rzp_live_#{14,24}"),
    Key("Plaid token", "access-production-", r"access-production-<uuid>"),
    Key("EasyPost key", "EZAK", r"EZAK#{54}"),
    Key("Shippo token", "shippo_live_", r"shippo_live_<hex>{40}"),
    Key("Flutterwave key", "FLWSECK", r"FLWSECK(?:_TEST)?-<hex>{32}-X"),
    # office and automation
    Key("Linear key", "lin_api_ lin_oauth_", r"lin_(?:api|oauth)_#{40,64}"),
    Key("Notion token", "ntn_", r"ntn_#{40,50}"),
    Key("Notion token", "secret_", r"secret_#{43}"),
    Key("Airtable token", "pat", r"pat#{14}\.<hex>{64}"),
    Key("HubSpot token", "pat-", r"pat-[a-z]{2}[0-9]-<uuid>"),
    Key("Figma token", "figd_", r"figd_!{38,60}"),
    Key("Dropbox token", "sl.", r"sl\.(?:u\.)?!{130,1500}"),
    Key("Contentful token", "CFPAT-", r"CFPAT-!{43}"),
    Key("Typeform token", "tfp_", r"tfp_[\w.=-]{59}"),
    Key("Trello token", "ATTA", r"ATTA<hex>{64}[0-9A-F]{8}"),
    Key("Mapbox key", "sk.eyJ", r"sk\.eyJ!{60,90}\.!{20,24}"),
    Key("LaunchDarkly key", "sdk-", r"sdk-<uuid>"),
    Key("Segment token", "sgp_", r"sgp_#{64}"),
    Key("Octopus key", "API-", r"API-[A-Z0-9]{26}"),
    Key("Adafruit key", "aio_", r"aio_#{28}"),
    Key("Scalingo token", "tk-us-", r"tk-us-!{48}"),
    Key("Lob key", "live_ test_", r"(?:live|test)_(?:pub_)?<hex>{35}"),
    Key("RapidAPI key", "msh", r"#{10}msh#{15}p1<hex>{6}jsn#{12}"),
    Key("Meta token", "EAA", r"EAA[A-Z]#{90,300}"),
    # anywhere
    Key("JSON Web Token", "eyJ", r"eyJ!{10,2000}\.eyJ!{10,8000}\.!{20,1000}"),
)
