"""A small OpenID Connect provider: the authorization code flow with PKCE, tokens signed with a key of its own.

It knows one client and asks nobody for a password: whoever arrives is who `claims` say.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.servers.ports import LOOPBACK

CLIENT_ID, CLIENT_SECRET = "gridschool", "county-secret"
KEY_ID = "county-key"
TOKEN_SECONDS = 300

Answer = tuple[HTTPStatus, dict[str, str], Any]


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests are no news."""


class OidcServer:
    """Use as a context manager; `claims` may be changed while it runs. `refuses` stands for 取消 on its page."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "1"}
        self.refuses = False
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._codes: dict[str, dict[str, str]] = {}
        self._tokens: set[str] = set()
        self._server = make_server(LOOPBACK, 0, self._application, handler_class=_Silent)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _application(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        pages = {
            "/.well-known/openid-configuration": self._configuration,
            "/authorize": self._authorize,
            "/token": self._token,
            "/userinfo": self._userinfo,
            "/jwks": self._keys,
        }
        status, headers, content = pages[environ["PATH_INFO"]](environ)
        start(f"{status.value} {status.phrase}", [("Content-Type", "application/json"), *headers.items()])
        return [json.dumps(content).encode()]

    def _configuration(self, environ: dict[str, Any]) -> Answer:
        addresses = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        content: dict[str, Any] = {f"{name}_endpoint": f"{self.url}/{path}" for name, path in addresses.items()}
        methods = ["client_secret_post"]
        content |= {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"}
        return HTTPStatus.OK, {}, content | {"token_endpoint_auth_methods_supported": methods}

    def _authorize(self, environ: dict[str, Any]) -> Answer:
        asked = _fields(environ["QUERY_STRING"])
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        if self.refuses:
            given = {"error": "access_denied"}
        else:
            given = {"code": secrets.token_urlsafe()}
            self._codes[given["code"]] = asked
        query = urlencode(given | {"state": asked["state"]})
        return HTTPStatus.FOUND, {"Location": f"{asked['redirect_uri']}?{query}"}, None

    def _token(self, environ: dict[str, Any]) -> Answer:
        sent = _fields(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
        asked = self._codes.pop(sent["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest())
        is_right = (
            asked is not None
            and (sent["client_id"], sent["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
            and sent["redirect_uri"] == asked["redirect_uri"]
            and challenge.decode().rstrip("=") == asked["code_challenge"]
        )
        if not is_right:
            return HTTPStatus.BAD_REQUEST, {}, {"error": "invalid_grant"}
        now = int(time.time())
        token = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + TOKEN_SECONDS, **self.claims}
        signed = jwt.encode(token, self._key, algorithm="RS256", headers={"kid": KEY_ID})
        access = secrets.token_urlsafe()
        self._tokens.add(access)
        return HTTPStatus.OK, {}, {"access_token": access, "token_type": "Bearer", "id_token": signed}

    def _userinfo(self, environ: dict[str, Any]) -> Answer:
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if token not in self._tokens:
            return HTTPStatus.UNAUTHORIZED, {}, {"error": "invalid_token"}
        return HTTPStatus.OK, {}, self.claims

    def _keys(self, environ: dict[str, Any]) -> Answer:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return HTTPStatus.OK, {}, {"keys": [public | {"kid": KEY_ID, "alg": "RS256", "use": "sig"}]}


def _fields(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
