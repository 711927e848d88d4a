"""What goes back over the wire: status, headers, body."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import NamedTuple
from zlib import crc32

Header = tuple[bytes, bytes]

JSON = b"application/json;charset=utf-8"
JAVASCRIPT = b"application/javascript;charset=utf-8"
HTML = b"text/html; charset=utf-8"

_ANY_ORIGIN: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"POST, PUT, GET, DELETE, OPTIONS"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, X-CKAN-API-Key"),
)


def _usual(media: bytes, cache_control: bytes) -> list[Header]:
    return [
        (b"content-type", media),
        # Whatever is sent, nobody may guess that it is something else.
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", cache_control),
        (b"vary", b"Cookie, Origin"),
    ]


# A withdrawn entry must be gone at once, so every copy is asked for again before it is used.
_FRESH = b"public, max-age=0, must-revalidate"
_USUAL: Mapping[bytes, list[Header]] = {
    JSON: _usual(JSON, _FRESH),
    JAVASCRIPT: _usual(JAVASCRIPT, _FRESH),
    HTML: _usual(HTML, b"private"),
}
_OK = 200


class Answer(NamedTuple):
    """An answer before it is sent; `headers` are those that only this one has."""

    body: bytes
    media: bytes = JSON
    status: int = _OK
    headers: tuple[Header, ...] = ()

    def to(self, method: str, asked: Mapping[bytes, bytes]) -> tuple[int, list[Header], bytes]:
        """Status, headers and the body to send to a request with this method and these headers."""
        body = self.body
        headers = [*_USUAL[self.media], *self.headers]
        if b"origin" in asked:
            headers += _ANY_ORIGIN
        if method != "POST" and self.status == _OK and body:
            mark = b'W/"%x-%x"' % (len(body), crc32(body))
            headers.append((b"etag", mark))
            if mark in asked.get(b"if-none-match", b""):
                return HTTPStatus.NOT_MODIFIED.value, headers, b""
        headers.append((b"content-length", b"%d" % len(body)))
        return self.status, headers, b"" if method == "HEAD" else body


def page(status: HTTPStatus, chinese: str, english: str, headers: Iterable[Header] = ()) -> Answer:
    """A small page for what is no call of an action: a wrong address, a wrong method."""
    title = f"{status.value} {status.phrase}"
    body = (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title>'
        f'<h1>{title}</h1><p>{chinese}</p><p lang="en">{english}</p></html>'
    )
    return Answer(body.encode(), HTML, status.value, tuple(headers))


NOT_FOUND = page(HTTPStatus.NOT_FOUND, "没有这个地址。", "There is nothing at this address.")
NOT_ALLOWED = page(
    HTTPStatus.METHOD_NOT_ALLOWED,
    "这个地址只接受 GET 和 POST。",
    "This address takes GET and POST only.",
    [(b"allow", b"GET, HEAD, OPTIONS, POST")],
)
TOO_LARGE = page(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "请求内容过大。", "The content of the request is too large.")
EMPTY = Answer(b"", HTML)
