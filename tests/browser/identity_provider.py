"""An OpenID Connect provider on loopback: everybody who says who they are is believed."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = {"client_id": "dashboard", "client_secret": "secret of a test"}
KEY = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})


class Provider(ThreadingHTTPServer):
    """The provider and what it knows; `claims` are added to what it says of everybody."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.signed_out = 0


class Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        issuer = self.server.issuer
        if parts.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "end_session_endpoint": f"{issuer}/sign-out",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "code_challenge_methods_supported": ["S256"],
                }
            )
        elif parts.path == "/keys":
            self._json({"keys": [KEY.as_dict(private=False)]})
        elif parts.path == "/authorize":
            assert asked["client_id"] == CLIENT["client_id"]
            assert asked["code_challenge_method"] == "S256"
            hidden = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in asked.items())
            self._page(f'<form action="/believed"><label>Who are you? <input name="who"></label>{hidden}</form>')
        elif parts.path == "/believed":
            code = secrets.token_urlsafe()
            self.server.asked[code] = asked
            self._to(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
        elif parts.path == "/sign-out":
            self.server.signed_out += 1
            self._to(asked["post_logout_redirect_uri"])
        else:
            self._send(204, "text/plain", b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.server.asked.pop(given["code"])
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=")
        assert challenge.decode() == asked["code_challenge"]
        now = int(time.time())
        told = {
            "iss": self.server.issuer,
            "aud": CLIENT["client_id"],
            "sub": hashlib.sha256(asked["who"].encode()).hexdigest()[:12],
            "iat": now,
            "exp": now + 3600,
            "nonce": asked["nonce"],
            "email": asked["who"],
            "email_verified": True,
            **self.server.claims,
        }
        token = jwt.encode({"alg": "RS256", "kid": "test"}, told, KEY)
        self._json({"access_token": "none", "token_type": "Bearer", "expires_in": 3600, "id_token": token})

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _json(self, said: object) -> None:
        self._send(200, "application/json", json.dumps(said).encode())

    def _page(self, said: str) -> None:
        self._send(200, "text/html", f"<!doctype html><html lang=en><title>Provider</title>{said}</html>".encode())

    def _to(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def provide() -> Iterator[Provider]:
    """Give a running provider; stop it at the end."""
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
