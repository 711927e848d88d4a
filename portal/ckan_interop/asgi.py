"""The API as an ASGI application of its own: no framework and nothing in front, because each layer costs more than the answer.

The work on a shelf takes microseconds and awaits nothing, so it is done where it stands, in the event loop.
"""

import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from portal.ckan_interop import envelope, parameters
from portal.ckan_interop.actions.call import Action, Call, Site
from portal.ckan_interop.actions.closed import REFUSALS
from portal.ckan_interop.answer import EMPTY, JAVASCRIPT, NOT_ALLOWED, NOT_FOUND, TOO_LARGE, Answer, Header
from portal.ckan_interop.arguments import Arguments
from portal.ckan_interop.errors import (
    ApiError,
    BadRequestError,
    InternalError,
    NotAuthorizedError,
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
_READS = frozenset({"GET", "HEAD"})
_log = logging.getLogger(__name__)


def _clock() -> datetime:
    return datetime.now(UTC)


def create(shelf: Shelf, site: Site, now: Callable[[], datetime] = _clock) -> ASGIApp:
    """The API over a shelf. `now` tells the time (aware) that NOW means in a search."""
    return CkanApi(shelf, site, now)


class BodyTooLargeError(Exception):
    """Somebody sends more than any question can hold."""


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
        answer = await self._answer(scope, receive)
        await _send(answer, scope, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        route = self._usual.get(path) or self._routes.action(path)
        method = scope["method"]
        if route is None:
            return self._version(path, method)
        if method in _READS and scope["query_string"]:
            return self._respond(route, method, parameters.from_query, scope["query_string"])
        if method in _READS or method == "POST":
            return await self._respond_to_body(route, scope, receive)
        return EMPTY if method == "OPTIONS" else NOT_ALLOWED

    async def _respond_to_body(self, route: Route, scope: Scope, receive: Receive) -> Answer:
        try:
            body = await _body(receive)
        except BodyTooLargeError:
            return TOO_LARGE
        content_type = _header(scope, b"content-type").decode("latin-1")
        return self._respond(route, scope["method"], parameters.from_request, scope["query_string"], content_type, body)

    def _version(self, path: str, method: str) -> Answer:
        version = self._routes.version(path)
        if version is None:
            return NOT_FOUND
        if method == "OPTIONS":
            return EMPTY
        return Answer(envelope.rendered({"version": version})) if method in _READS or method == "POST" else NOT_ALLOWED

    def _respond(self, route: Route, method: str, read: Callable[..., parameters.Parameters], *data: Any) -> Answer:
        try:
            action = _permitted(route, method)
            sent = read(*data)
            callback = sent.pop("callback", None)
            if action is None:
                raise NotAuthorizedError(REFUSALS.get(route.name, ""))
            answer = Answer(b"".join((route.head, self._run(action, sent), envelope.TAIL)))
            return answer if callback is None or method == "POST" else _wrapped(answer, callback)
        except BadRequestError as error:
            return Answer(envelope.rendered(error.text()), status=HTTPStatus.BAD_REQUEST)
        except ApiError as error:
            return _failure(route, error)
        except Exception:
            _log.exception("The action %s broke", route.name)
            return _failure(route, InternalError())

    def _run(self, action: Action, sent: parameters.Parameters) -> bytes:
        try:
            with self._shelf.read() as snapshot:
                return action(Call(Arguments(sent), snapshot, self._site, self._now()))
        except NotReadyError:
            raise SearchConnectionError from None
        except TooBroadError as error:
            raise SearchError(error.english) from None


def _permitted(route: Route, method: str) -> Action | None:
    """The action to run, or None for one that is closed; names that CKAN does not know are a bad request."""
    if route.run is None and not route.writes and not route.private:
        raise BadRequestError(f"Action name not known: {route.name}")
    if route.writes and method != "POST":
        raise UnreadableDataError("Invalid request. Please use POST method for your request")
    return route.run


def _failure(route: Route, error: ApiError) -> Answer:
    return Answer(envelope.failure(route.help_url, error.body(chinese=route.chinese)), status=error.status)


def _wrapped(answer: Answer, callback: Any) -> Answer:
    """The answer as a script that calls a function of the page that asked."""
    if not isinstance(callback, str) or not _CALLBACK.fullmatch(callback):
        raise ValidationError({"callback": [Message("Not a callback name")]})
    return Answer(b"%s(%s);" % (callback.encode(), answer.body), JAVASCRIPT)


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        event = await receive()
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BODY_BYTES:
            raise BodyTooLargeError
        more = event.get("more_body", False)
    return b"".join(parts)


async def _send(answer: Answer, scope: Scope, send: Send) -> None:
    reads = scope["method"] in _READS and answer.status == HTTPStatus.OK
    mark = answer.mark() if reads and answer.body else b""
    known = bool(mark) and mark in _header(scope, b"if-none-match")
    headers: Sequence[Header] = answer.start(from_elsewhere=bool(_header(scope, b"origin")), mark=mark)
    if known:
        headers = [header for header in headers if header[0] not in (b"content-type", b"content-length")]
    status = HTTPStatus.NOT_MODIFIED if known else answer.status
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": b"" if known or scope["method"] == "HEAD" else answer.body})


def _header(scope: Scope, name: bytes) -> bytes:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""
