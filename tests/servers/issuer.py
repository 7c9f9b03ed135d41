"""An issuer of our own that signs any claims we like, for tokens that no honest provider gives."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from jwt.algorithms import get_default_algorithms

AUDIENCE = "leave-helper"
Key = Any


def new_key(algorithm: str) -> Key:
    """Make a private key that fits an algorithm."""
    if algorithm.startswith("ES"):
        return ec.generate_private_key(
            {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1()}[algorithm]
        )
    if algorithm == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(key: Key) -> bytes:
    """Give the public half of a key as PEM text."""
    return key.public_key().public_bytes(  # type: ignore[no-any-return]
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


class Issuer:
    """Discovery and keys over HTTP (or HTTPS with a certificate of its own), and a pen to sign."""

    def __init__(self, folder: Path, *, tls: bool = False) -> None:
        self.keys = {name: new_key(name) for name in ("RS256", "ES256", "EdDSA", "ES384")}
        self.keys["PS256"] = self.keys["RS512"] = self.keys["RS256"]
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answers_for(self))
        self.url = f"http{'s' * tls}://127.0.0.1:{self._server.server_port}"
        self.certificate = folder / "issuer.pem"
        if tls:
            _write_certificate(self.certificate)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def token(
        self,
        *,
        alg: str = "ES256",
        key: Key = None,
        headers: dict[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """Sign a token; a claim given as None is left out."""
        now = int(time.time())
        usual = {"iss": self.url, "aud": AUDIENCE, "sub": "ann", "org": "acme", "roles": ["writer"]}
        payload = {**usual, "iat": now, "nbf": now, "exp": now + 1800, **claims}
        named = {name: value for name, value in payload.items() if value is not None}
        signing = self.keys[alg] if key is None else key
        return jwt.encode(named, signing, algorithm=alg, headers={"kid": alg, **(headers or {})})

    def documents(self) -> dict[str, Any]:
        """What the issuer publishes, by path."""
        algorithms = get_default_algorithms()
        published = []
        for name, key in self.keys.items():
            jwk = algorithms[name].to_jwk(key.public_key(), as_dict=True)
            published.append({**jwk, "kid": name, "use": "sig"})
        discovery = {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return {"/.well-known/openid-configuration": discovery, "/jwks": {"keys": published}}

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


def unsigned(claims: dict[str, Any], alg: str = "none") -> str:
    """Spell a token that carries claims and no signature."""
    parts = ({"alg": alg, "typ": "JWT"}, claims)
    return ".".join(base64url(json.dumps(part).encode()) for part in parts) + "."


def base64url(raw: bytes) -> str:
    """Give base64 as tokens spell it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _answers_for(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = issuer.documents().get(self.path)
            body = json.dumps(document).encode()
            self.send_response(200 if document else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    return Answers


def _write_certificate(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer for tests")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
