"""The API as an ASGI application of its own: no framework and nothing in front, because each layer costs more than the answer.

The work on a shelf takes microseconds and awaits nothing, so it is done where it stands, in the event loop.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from catalog.clock import SystemClock
from portal.ckan_interop import envelope, parameters
from portal.ckan_interop.actions.call import Action, Call, Site
from portal.ckan_interop.answer import EMPTY, JAVASCRIPT, NOT_ALLOWED, NOT_FOUND, TOO_LARGE, Answer
from portal.ckan_interop.arguments import Arguments
from portal.ckan_interop.errors import (
    ApiError,
    BadRequestError,
    InternalError,
    SearchConnectionError,
    SearchError,
    UnreadableDataError,
    ValidationError,
)
from portal.ckan_interop.routes import Route, Routes
from portal.ckan_interop.wording import Message
from portal.shelf.errors import NotReadyError, TooBroadError
from portal.shelf.store import Shelf

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BODY_BYTES = 1_048_576
_CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.]{0,127}")
_METHODS = frozenset({"GET", "HEAD", "POST"})
_CLOCK = SystemClock()
_log = logging.getLogger(__name__)


def create(shelf: Shelf, site: Site, now: Callable[[], datetime] = _CLOCK.now) -> ASGIApp:
    """The API over a shelf. `now` tells the time (aware) that NOW means in a search."""
    return CkanApi(shelf, site, now)


class CkanApi:
    """The application; it keeps nothing between two requests."""

    def __init__(self, shelf: Shelf, site: Site, now: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._site = site
        self._now = now
        self._routes = Routes(site.site_url)
        self._usual = self._routes.usual

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        route = self._usual.get(scope["path"])
        method, query, headers = scope["method"], scope["query_string"], dict(scope["headers"])
        if route is not None and query and method == "GET":
            answer = self._respond(route, method, query)
        else:
            answer = await self._unusual(scope, headers, receive)
        status, shown, body = answer.to(method, headers)
        await send({"type": "http.response.start", "status": status, "headers": shown})
        await send({"type": "http.response.body", "body": body})

    async def _unusual(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> Answer:
        path, method = scope["path"].removeprefix(scope.get("root_path", "")), scope["method"]
        route = self._usual.get(path) or self._routes.action(path)
        if route is None:
            return self._version(path, method)
        if method not in _METHODS:
            return EMPTY if method == "OPTIONS" else NOT_ALLOWED
        body = await _body(receive)
        if body is None:
            return TOO_LARGE
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        return self._respond(route, method, scope["query_string"], content_type, body)

    def _version(self, path: str, method: str) -> Answer:
        version = self._routes.version(path)
        if version is None:
            return NOT_FOUND
        if method not in _METHODS:
            return EMPTY if method == "OPTIONS" else NOT_ALLOWED
        return Answer(envelope.rendered({"version": version}))

    def _respond(self, route: Route, method: str, query: bytes, content_type: str = "", body: bytes = b"") -> Answer:
        try:
            action = _named(route, method)
            sent = parameters.from_request(query, content_type, body) if body else parameters.from_query(query)
            callback = sent.pop("callback", None)
            answer = Answer(b"".join((route.head, self._run(action, sent), envelope.TAIL)))
            return answer if callback is None or method == "POST" else _wrapped(answer, callback)
        except BadRequestError as error:
            return Answer(envelope.rendered(error.text()), status=HTTPStatus.BAD_REQUEST.value)
        except ApiError as error:
            return _failure(route, error)
        except Exception:  # noqa: BLE001 - whatever broke, the caller is owed an envelope
            _log.exception("The action %s broke", route.name)
            return _failure(route, InternalError())

    def _run(self, action: Action, sent: parameters.Parameters) -> bytes:
        try:
            with self._shelf.read() as snapshot:
                return action(Call(Arguments(sent), snapshot, self._site, self._now))
        except NotReadyError:
            raise SearchConnectionError from None
        except TooBroadError as error:
            raise SearchError(error.english) from None


def _named(route: Route, method: str) -> Action:
    """The action that a request names; what CKAN does not know either is a bad request."""
    if route.run is None:
        raise BadRequestError(f"Action name not known: {route.name}")
    if route.writes and method != "POST":
        raise UnreadableDataError("Invalid request. Please use POST method for your request")
    return route.run


def _failure(route: Route, error: ApiError) -> Answer:
    return Answer(envelope.failure(route.help_url, error.body(chinese=route.chinese)), status=error.status.value)


def _wrapped(answer: Answer, callback: Any) -> Answer:
    """The answer as a script that calls a function of the page that asked."""
    if not isinstance(callback, str) or not _CALLBACK.fullmatch(callback):
        raise ValidationError({"callback": [Message("Not a callback name")]})
    return Answer(b"%s(%s);" % (callback.encode(), answer.body), JAVASCRIPT)


async def _body(receive: Receive) -> bytes | None:
    """The whole body, or None when it is more than any question can hold."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        event = await receive()
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BODY_BYTES:
            return None
        more = event.get("more_body", False)
    return b"".join(parts)
