"""Secrets in AWS Secrets Manager, read with the credentials of the place the app runs in."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from typing import Any

from microapp_kit.secrets import CannotStart

TIMEOUT_S = 5


def look_up(name: str, place: str, _environ: Mapping[str, str]) -> object:
    """Give what the secret `place` holds; `name` is for the error."""
    try:
        client = _client()
    except ImportError:
        raise CannotStart(f"{name} lies in AWS Secrets Manager. Install boto3.") from None
    except Exception as error:  # boto3 makes its exceptions at run time
        raise _unreadable(name, error) from None
    try:
        return json.loads(client.get_secret_value(SecretId=place)["SecretString"])
    except (KeyError, ValueError, RecursionError):
        raise CannotStart(f"{name}: the secret in AWS Secrets Manager is no JSON object.") from None
    except Exception as error:
        raise _unreadable(name, error) from None


def _client() -> Any:  # boto3 is an extra and has no types
    boto3 = importlib.import_module("boto3")
    config = importlib.import_module("botocore.config").Config(
        connect_timeout=TIMEOUT_S, read_timeout=TIMEOUT_S, retries={"total_max_attempts": 2}
    )
    return boto3.client("secretsmanager", config=config)


def _unreadable(name: str, error: Exception) -> CannotStart:
    """Tell the code that AWS answered; its message may quote what must not be shown."""
    response = getattr(error, "response", {})
    why = response.get("Error", {}).get("Code") or type(error).__name__
    return CannotStart(
        f"{name} cannot be read from AWS Secrets Manager: {why}. "
        "Check the secret's name, the region and the permissions."
    )
