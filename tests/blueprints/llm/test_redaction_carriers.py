"""Secrets are found in whatever carries them: sentences, settings, commands, code."""

from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor

REDACTOR = Redactor(Policy(), b"k" * 32)
HEX = "5d0c3b6e9a174f2288c1e07b4fd2a936"
DRAWN = "RGe4AixOyiTYOW4XpPFmMf5ds7OD8hdQ"
PASSWORDS = (
    ("La password del router è RLZm2jQRGqgw_3, scrivi.", "RLZm2jQRGqgw_3"),
    ("Mitt lösenord är 69ACmBy7qG men det går inte.", "69ACmBy7qG"),
    ("Moje hasło to coffee1997!, a system wymaga więcej.", "coffee1997!"),
    ("spring.datasource.password=monsoon1972!\nConvert", "monsoon1972!"),
    ("DB_PASSWORD=velvet1972\n", "velvet1972"),
    ("ansible_ssh_pass=Winter-tractor-42", "Winter-tractor-42"),
    ("the root pw on web-3 is Dragon1974", "Dragon1974"),
    ("Le mdp est 5U7GwuDr1AGgHb", "5U7GwuDr1AGgHb"),
    ("La clave del wifi es Tractor2012.", "Tractor2012"),
    ("palavra-passe: Winter1962", "Winter1962"),
    ("A wifi jelszava Kitten1993.", "Kitten1993"),
    ("Kennwort Winter2020", "Winter2020"),
    ("Heslo k wifi je Winter-monsoon-57.", "Winter-monsoon-57"),
    ("- name: DB_PASSWORD\n  value: Sommer2015!", "Sommer2015!"),
    ('{"name": "DB_PASSWORD", "value": "Hunter1974"}', "Hunter1974"),
    ("postgresql://app:P@ZY#jUX1@db:5432/shop", "P@ZY#jUX1"),
    ("mysql -u root -pTractor2012 shop", "Tractor2012"),
    ("sshpass -p 'Winter1992' ssh root@host", "Winter1992"),
    ("docker login -u bob -p Puffin1956 registry.host", "Puffin1956"),
    ("net use Z: \\\\srv\\share /user:bob Puffin-73", "Puffin-73"),
    ("echo 'Kitten1953' | sudo -S reboot", "Kitten1953"),
    ("htpasswd -b .htpasswd bob coffee1979", "coffee1979"),
    ("CREATE USER 'a'@'%' IDENTIFIED BY 'Hunter61x';", "Hunter61x"),
    ("requests.get(url, auth=('bob', 'Velvet1959'))", "Velvet1959"),
    ("smtp.login('bob@corp.example', '9SRmR4htUt')", "9SRmR4htUt"),
    ("Credentials: bob / Kitten1993", "Kitten1993"),
    ("The password is “Puffin-1956x”.", "Puffin-1956x"),
    ("Das Passwort lautet „Winter1992!“ für alle", "Winter1992!"),
    ("пароль «Kitten1953!»", "Kitten1953!"),
    ("パスワードは「Velvet1959」です。", "Velvet1959"),
    ("密码是『Hunter61x!』", "Hunter61x!"),
    ("Ann: what's the wifi password in B2?\nBob: Velvet1959\nAnn: thanks", "Velvet1959"),
    ("דנה: מה הסיסמה של הנתב?\nמשה: Tr4ktor+73\nדנה: תודה", "Tr4ktor+73"),
    ("Ana: ¿cuál es la contraseña?\nLuis: k7#Pzq91wd", "k7#Pzq91wd"),
    ("postgres://app:$Velvet59@db:5432/shop", "$Velvet59"),
)
HELD = (
    "sk-ant-api03-Qk7vLm2" + "1234567890abcdefTr9xWb4nZc8pRd3sYh6jGf5k",
    "ghp_1234567890abcdef" + "Vx7qLm2Tr9Wb4nZc8pRd",
    "dapi9f3a61c07be24d58" + "1234567890abcdef",
    "AIzaSyB" + "ExampleVx7qLm2Tr9Wb4nZc8pRd3s5T2",
)
PRINTED = (
    "sk-1234567890abcdefghijklmnopqrstuvwxyz123456",
    "dapi1234567890abcdef1234567890abcdef",
    "AIzaSyD-EXAMPLE-KEY-1234567890abcdefghi",
    "AKIAIOSFODNN7" + "EXAMPLE",
    "AKIAI44QH8DHB" + "EXAMPLE",
)
KEYS = (
    f"Our Datadog key is {HEX} and it stopped.",
    f"-e ALGOLIA_ADMIN_KEY={HEX}",
    f"la clé API Mistral est {HEX}",
    f"la chiave API di DeepL è {DRAWN}",
    f"klucz API Cohere: {DRAWN}",
    f"OpenWeather的API密钥是{HEX}",
    f"OpenWeatherのAPIキーは{HEX}です",
    f"Deepgram API-sleutel: {HEX}",
    f"- name: DEEPL_SECRET\n  value: {HEX}",
)
NONE = (
    "The passwordResetTokenExpirationInMinutes is 88, tokenLength=32.",
    "public key token=b77a5c561934ee49",
    "パスワードは10文字以上で、ISO27001に従います。",
    "Das Passwort muss nach der Norm ISO-27001 sein, Stand 2026",
    "password: argon2id, password_hash = sha256, password := base64",
    "password: config.v2.yaml",
    f"the primary key is {HEX}",
    f"commit {HEX} of the API docs",
    "The API key for gpt-4o-2024-08-06 is in the vault",
    "The compass: N45E12 and the bypass: B27",
    "mysql --port 3306 -p and docker run -p 8080:80 web",
    "zip -r out.zip src-2026a",
    "auth=('bob', getpass())",
    "Clave: 4 pasos",
    "Ann: did you change the password?\nBob: yesterday\nAnn: thanks",
    "Ann: which standard is the password policy from?\nBob: ISO-27001",
    "Ann: whose password?\nBob: bob@corp.example",
    "postgres://user:xxxxx@db:5432/app",
    "postgres://user:****@db:5432/app",
    "postgres://user:${DB_PASSWORD}@db:5432/app",
    "postgres://user:$DB_PASSWORD@db:5432/app",
    "postgres://user:{password}@db:5432/app",
    "postgres://user:{{ db.password }}@db:5432/app",
    "postgres://user:[password]@db:5432/app",
    "postgres://user:%(password)s@db:5432/app",
    "postgres://user:password@db:5432/app",
)

LETTERS = "aB3dE6gH9jK2mN5pQ8sT1vW4xY7zR0cF" * 3
NEWER = (  # in two parts, so that they are no key here: the beginning, and how much was drawn
    *(("AQ.Ab8RN6", 44), ("vcp_", 56), ("sk_org_live_", 30), ("polar_oat_", 43)),
    *(("tr_prod_", 20), ("bb_live_", 27), ("sk_car_", 22), ("cflt", 60), ("mdb_sa_sk_", 40)),
    *(("AKLT", 44), ("vk1.a.", 80)),
)


@pytest.mark.parametrize(("start", "length"), NEWER)
def test_a_newer_key_is_told_by_its_beginning(start: str, length: int) -> None:
    key = start + LETTERS[:length]

    assert _secrets(f"it fails with {key} since today") == [key]
    assert _secrets(f"it fails with {start} since today") == []


@pytest.mark.parametrize("key", HELD)
def test_a_key_that_only_holds_what_stands_in_for_one_is_found(key: str) -> None:
    assert _secrets(f"it fails with {key} since today") == [key]


@pytest.mark.parametrize("key", PRINTED)
def test_what_manuals_print_as_a_key_stays(key: str) -> None:
    assert _secrets(f"it fails with {key} since today") == []


@pytest.mark.parametrize(("text", "password"), PASSWORDS)
def test_a_password_is_found_in_what_carries_it(text: str, password: str) -> None:
    assert any(password in secret for secret in _secrets(text))


@pytest.mark.parametrize("text", KEYS)
def test_a_key_without_a_beginning_of_its_own_is_found_by_its_words(text: str) -> None:
    assert _secrets(text) in ([HEX], [DRAWN])


@pytest.mark.parametrize("text", NONE)
def test_what_only_stands_beside_the_words_for_secrets_stays(text: str) -> None:
    assert _secrets(text) == []


def _secrets(text: str) -> list[str]:
    return [text[it.start : it.end] for it in REDACTOR.findings(text) if it.kind == "secret"]
