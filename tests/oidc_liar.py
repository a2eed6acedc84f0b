"""An identity provider that checks what the house sends, and lies where a test tells it to."""

import json
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "cabochon:geneva", "s3cret & more+%"


@dataclass
class Liar:
    """claims: over those of an honest token. answers: (status, content type, body) by path, instead of its own."""

    issuer: str
    key: rsa.RSAPrivateKey
    kid: str = "one"
    said: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    iss: str | None = None
    userinfo: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def back(self, address: str, *, code: str = "") -> str:
        """The path and query a browser that was sent to `address` is sent back to, signed in."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = code or f"code-{len(self.codes)}"
        self.codes[code] = asked
        more = {"iss": self.iss} if self.iss is not None else {}
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode({'code': code, 'state': asked['state'], **more})}"

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo", "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"], **self.said,
        }  # fmt: skip

    def jwks(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        way = self.said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in way:
            who = tuple(unquote_plus(one) for one in b64decode(authorization[6:]).decode().split(":"))
        else:
            who = (form.get("client_id", ""), form.get("client_secret", ""))
        if who != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form["code"], None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if asked["code_challenge"] != _text(sha256(form["code_verifier"].encode()).digest()):
            return 400, {"error": "invalid_grant"}
        now = int(time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "anna-0001", "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "email": "anna@maison.example", "email_verified": True,
            "at_hash": _text(sha256(b"an-access-token").digest()[:16]), **self.claims,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(kept, self.key, algorithm="RS256", headers={"kid": self.kid})
        return 200, {"access_token": "an-access-token", "token_type": "Bearer", "id_token": token}


@contextmanager
def lying(key: rsa.RSAPrivateKey) -> Iterator[Liar]:
    """A provider of its own on a free port of this machine."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer("")

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers["content-length"])).decode())

        def answer(self, body: str) -> None:
            path = urlsplit(self.path).path
            liar.asked.append(path)
            if path in liar.answers:
                return self.say(*liar.answers[path])
            status, said = 200, {}
            if path == "/.well-known/openid-configuration":
                said = liar.discovery()
            elif path == "/jwks":
                said = liar.jwks()
            elif path == "/userinfo" and self.headers["authorization"] == "Bearer an-access-token":
                said = liar.userinfo
            elif path == "/authorize":
                asked = dict(parse_qsl(urlsplit(self.path).query))
                home = "{0.scheme}://{0.netloc}".format(urlsplit(asked["redirect_uri"]))
                there = escape(home + liar.back(liar.issuer + self.path))
                return self.say(200, "text/html", f'<title>Provider</title><a href="{there}">I am Anna</a>'.encode())
            elif path == "/favicon.ico":
                return self.say(200, "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
            elif path == "/token":
                status, said = liar.token(dict(parse_qsl(body)), self.headers.get("authorization", ""))
            else:
                status = 404
            return self.say(status, "application/json", json.dumps(said).encode())

        def say(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # the house has hung up: that is the point of some tests
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    liar = Liar(f"http://127.0.0.1:{server.server_port}", key)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
