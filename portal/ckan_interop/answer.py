"""What goes back over the wire: status, headers, body."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

Header = tuple[bytes, bytes]

JSON = b"application/json;charset=utf-8"
JAVASCRIPT = b"application/javascript;charset=utf-8"
HTML = b"text/html; charset=utf-8"

_NO_HEADERS: tuple[Header, ...] = ()
# A withdrawn entry must be gone at once, so every copy is asked for again before it is used.
_PUBLIC: tuple[Header, ...] = ((b"cache-control", b"public, max-age=0, must-revalidate"), (b"vary", b"Cookie, Origin"))
_PRIVATE: tuple[Header, ...] = ((b"cache-control", b"private"), (b"vary", b"Cookie, Origin"))
# A browser that is sent JSON or a script under any other name must not guess.
_NO_GUESSING: Header = (b"x-content-type-options", b"nosniff")
_ANY_ORIGIN: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"POST, PUT, GET, DELETE, OPTIONS"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, X-CKAN-API-Key"),
)
_MARK_BYTES = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer before it is sent; `headers` are those that only this one has."""

    body: bytes
    media: bytes = JSON
    status: int = HTTPStatus.OK
    headers: tuple[Header, ...] = _NO_HEADERS

    def start(self, *, from_elsewhere: bool, mark: bytes) -> list[Header]:
        """The headers, `mark` being the ETag or empty; `from_elsewhere` says that a page of another site asks."""
        return [
            (b"content-type", self.media),
            (b"content-length", b"%d" % len(self.body)),
            _NO_GUESSING,
            *(_PRIVATE if self.media == HTML else _PUBLIC),
            *self.headers,
            *(((b"etag", mark),) if mark else ()),
            *(_ANY_ORIGIN if from_elsewhere else ()),
        ]

    def mark(self) -> bytes:
        """The ETag of this content."""
        return b'"%s"' % hashlib.blake2b(self.body, digest_size=_MARK_BYTES).hexdigest().encode()


def page(status: HTTPStatus, chinese: str, english: str, headers: Iterable[Header] = ()) -> Answer:
    """A small page for what is no call of an action: a wrong address, a wrong method."""
    title = f"{status.value} {status.phrase}"
    body = (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title>'
        f'<h1>{title}</h1><p>{chinese}</p><p lang="en">{english}</p></html>'
    )
    return Answer(body.encode(), HTML, status, tuple(headers))


NOT_FOUND = page(HTTPStatus.NOT_FOUND, "没有这个地址。", "There is nothing at this address.")
NOT_ALLOWED = page(
    HTTPStatus.METHOD_NOT_ALLOWED,
    "这个地址只接受 GET 和 POST。",
    "This address takes GET and POST only.",
    [(b"allow", b"GET, HEAD, OPTIONS, POST")],
)
TOO_LARGE = page(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "请求内容过大。", "The content of the request is too large.")
EMPTY = Answer(b"", HTML)
