"""A small OpenID Connect issuer on real HTTP: discovery, sign-in with PKCE, tokens, what it knows of somebody, keys.

issuer.person = {"sub": "1", "email": ..., "email_verified": True, "groups": [...]} is who sits at the browser; what is
changed in `issuer.people` is answered from then on, and who is taken out of it is refused.
"""

from __future__ import annotations

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
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

CLIENT_ID = "answerable"
CLIENT_SECRET = "a-secret-of-the-issuer"
KEY = "key-1"


class Issuer:
    """What the issuer knows, and how it behaves."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.people: dict[str, dict[str, Any]] = {}
        self.at_browser = ""
        self.gives_refresh_tokens = True
        self.rotates = True
        self.is_down = False
        # What an id token says otherwise than it should.
        self.forged: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.access: dict[str, str] = {}
        self.refresh: dict[str, str] = {}
        self.asked: list[str] = []
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def add(self, subject: str, **claims: Any) -> None:
        """Make somebody who sits at the browser from now on."""
        self.people[subject] = {"sub": subject, "email_verified": True, **claims}
        self.at_browser = subject

    def discovery(self) -> dict[str, Any]:
        scopes = ["openid", "profile", "email"]
        if self.gives_refresh_tokens:
            scopes.append("offline_access")
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "scopes_supported": scopes,
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        jwk = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**jwk, "kid": KEY, "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes next."""
        back = {"state": asked["state"]}
        if asked["client_id"] != CLIENT_ID or asked.get("code_challenge_method") != "S256":
            return f"{asked['redirect_uri']}?{urlencode({**back, 'error': 'invalid_request'})}"
        if not self.at_browser:
            return f"{asked['redirect_uri']}?{urlencode({**back, 'error': 'access_denied'})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "sub": self.at_browser}
        return f"{asked['redirect_uri']}?{urlencode({**back, 'code': code})}"

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if asked["grant_type"] == "refresh_token":
            return self._refreshed(asked.get("refresh_token", ""))
        begun = self.codes.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != challenge or begun["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        lasting = self.gives_refresh_tokens and "offline_access" in begun["scope"].split()
        return 200, self._tokens(begun["sub"], lasting=lasting, nonce=begun.get("nonce", ""))

    def _refreshed(self, token: str) -> tuple[int, dict[str, Any]]:
        subject = self.refresh.get(token, "")
        if subject not in self.people:
            return 400, {"error": "invalid_grant"}
        if self.rotates:
            del self.refresh[token]
        return 200, self._tokens(subject, lasting=self.rotates)

    def _tokens(self, subject: str, *, lasting: bool, nonce: str = "") -> dict[str, Any]:
        now = int(time.time())
        access = secrets.token_urlsafe(16)
        self.access[access] = subject
        stated = {"iss": self.url, "aud": CLIENT_ID, "sub": subject, "iat": now, "exp": now + 300}
        if nonce:
            stated["nonce"] = nonce
        stated |= self.forged
        found: dict[str, Any] = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": jwt.encode(stated, self._key, algorithm="RS256", headers={"kid": KEY}),
        }
        if lasting:
            found["refresh_token"] = secrets.token_urlsafe(16)
            self.refresh[found["refresh_token"]] = subject
        return found

    def user_info(self, bearer: str) -> tuple[int, dict[str, Any]]:
        person = self.people.get(self.access.get(bearer, ""))
        return (200, person) if person else (401, {"error": "invalid_token"})


class _Handler(BaseHTTPRequestHandler):
    issuer: Issuer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.issuer.asked.append(parts.path)
        if self.issuer.is_down:
            self._answer(503, {})
        elif parts.path == "/.well-known/openid-configuration":
            self._answer(200, self.issuer.discovery())
        elif parts.path == "/jwks":
            self._answer(200, self.issuer.jwks())
        elif parts.path == "/userinfo":
            self._answer(*self.issuer.user_info(self.headers.get("Authorization", "").removeprefix("Bearer ")))
        elif parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.issuer.authorize(dict(parse_qsl(parts.query))))
            self.end_headers()
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        self.issuer.asked.append(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.issuer.is_down:
            self._answer(503, {})
        else:
            self._answer(*self.issuer.token(dict(parse_qsl(body))))

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[Issuer]:
    """Serve an issuer on a free port of this machine."""

    class Handler(_Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Handler.issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def follow(client: Client, leads_to_issuer: Any) -> Any:
    """Go to the issuer as a browser does, and come back; returns the answer of the callback."""
    way = requests.get(leads_to_issuer.headers["Location"], allow_redirects=False, timeout=10)
    back = urlsplit(way.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def asked_for(leads_to_issuer: Any) -> dict[str, str]:
    """Return what the browser was told to ask the issuer for."""
    query = parse_qs(urlsplit(leads_to_issuer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}
