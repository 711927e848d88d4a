"""Calling an ASGI application without a server: directly, and as a transport of `requests` for real clients."""

import json
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import requests
from requests.adapters import BaseAdapter

ASGIApp = Callable[[MutableMapping[str, Any], Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def result(self) -> Any:
        assert self.status == 200, self.body
        return self.json["result"]

    @property
    def error(self) -> Any:
        assert "result" not in self.json
        return self.json["error"]


class Caller:
    """Asks an application. The application may not wait for anything but the request itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def ask(self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        address = urlsplit(target)
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(event: MutableMapping[str, Any]) -> None:
            sent.append(event)

        scope = _scope(method, address.path, address.query, headers or {})
        coroutine = self._app(scope, receive, send)
        assert isinstance(coroutine, Coroutine)
        _run(coroutine)
        start, *bodies = sent
        shown = {name.decode(): value.decode() for name, value in start["headers"]}
        return Reply(start["status"], shown, b"".join(event.get("body", b"") for event in bodies))

    def get(self, action: str, parameters: Any = (), *, headers: Mapping[str, str] | None = None) -> Reply:
        """An action by GET; parameters as a mapping or as pairs."""
        query = urlencode(parameters, doseq=True)
        return self.ask("GET", f"/api/3/action/{action}" + (f"?{query}" if query else ""), headers=headers)

    def post(self, action: str, body: Any = None) -> Reply:
        """An action by POST with a JSON body."""
        return self.ask("POST", f"/api/3/action/{action}", json.dumps(body or {}).encode(), {"content-type": "application/json"})


class Adapter(BaseAdapter):
    """A transport that hands requests to an application in this process."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self._caller = Caller(app)
        self.seen: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.seen.append(request)
        address = urlsplit(str(request.url))
        target = address.path + (f"?{address.query}" if address.query else "")
        body = request.body.encode() if isinstance(request.body, str) else bytes(request.body or b"")
        reply = self._caller.ask(str(request.method), target, body, {name: str(value) for name, value in request.headers.items()})
        response = requests.Response()
        response.status_code, response.url, response.request = reply.status, str(request.url), request
        response.headers.update(reply.headers)
        response._content = reply.body  # the documented way in for a transport of one's own
        return response

    def close(self) -> None:
        """Nothing is held open."""


def session(app: ASGIApp, base: str) -> tuple[requests.Session, Adapter]:
    """A `requests` session whose requests to `base` reach the application."""
    adapter, made = Adapter(app), requests.Session()
    made.mount(base, adapter)
    return made, adapter


def _scope(method: str, path: str, query: str, headers: Mapping[str, str]) -> dict[str, Any]:
    pairs: Iterable[tuple[str, str]] = headers.items()
    return {
        "type": "http",
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode("ascii"),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in pairs],
    }


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise AssertionError("the application waited")
