"""Secrets out of AWS Secrets Manager, as moto imitates it offline."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator

import pytest

from microapp_kit.secrets import CannotStart, read_secret

VALUE = "hunter2-hunter2-hunter2"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "eu-central-1",
}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account with three secrets."""
    moto = pytest.importorskip("moto", reason="pip install boto3 'moto[secretsmanager]'")
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with moto.mock_aws():
        client = importlib.import_module("boto3").client("secretsmanager")
        keys = json.dumps({"password": VALUE, "port": 5432})
        client.create_secret(Name="app/db", SecretString=keys)
        client.create_secret(Name="text", SecretString=VALUE)
        client.create_secret(Name="bytes", SecretBinary=VALUE.encode())
        yield


@pytest.mark.usefixtures("aws")
def test_a_secret_comes_from_aws() -> None:
    assert read_secret("X", {"X": "aws-sm://app/db#password"}) == VALUE


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("other#password", "ResourceNotFoundException"),
        ("app/db#missing", "no text under the key 'missing'"),
        ("app/db#port", "no text under the key 'port'"),
        ("text#password", "no JSON object"),
        ("bytes#password", "no JSON object"),
    ],
)
def test_a_secret_that_aws_does_not_give_stops_the_start(reference: str, said: str) -> None:
    with pytest.raises(CannotStart, match=said) as stopped:
        read_secret("X", {"X": f"aws-sm://{reference}"})

    assert str(stopped.value).startswith("X")
    assert VALUE not in str(stopped.value)
