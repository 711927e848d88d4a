"""What the API can answer instead of a result, as a tree.

ApiError                     an envelope with `success: false`
├── NotFoundError            404  there is no such thing for the public
├── NotAuthorizedError       403  nobody may do this here
├── ValidationError          409  a parameter has a wrong value
├── SearchQueryError         400  a search cannot be understood as a whole
├── SearchError              409  the text of a search breaks its syntax
├── SearchConnectionError    500  the shelf is not there
└── InternalError            500  our fault
BadRequestError              400  no envelope: the body is a JSON string

`kind` is CKAN's `__type`, which clients switch on and which is never translated.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from portal.ckan_interop.wording import Message

Messages = Message | list[Message]


class ApiError(Exception):
    """An answer with an error envelope."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    kind = "Internal Server Error"

    def body(self, *, chinese: bool) -> dict[str, Any]:
        """The value of `error` in the envelope."""
        return {"__type": self.kind, "message": self.message().text(chinese=chinese)}

    def message(self) -> Message:
        return Message(self.kind)


class NotFoundError(ApiError):
    """There is no such thing, as far as the public may know."""

    status = HTTPStatus.NOT_FOUND
    kind = "Not Found Error"

    def __init__(self, detail: Message | None = None) -> None:
        super().__init__()
        self.detail = detail

    def message(self) -> Message:
        return Message("Not found: {detail}", detail=self.detail) if self.detail else Message("Not found")


class NotAuthorizedError(ApiError):
    """An action of CKAN that is not open to the public."""

    status = HTTPStatus.FORBIDDEN
    kind = "Authorization Error"

    def __init__(self, detail: str = "") -> None:
        super().__init__()
        self.detail = detail

    def message(self) -> Message:
        return Message("Access denied: {detail}", detail=self.detail) if self.detail else Message("Access denied")


class ValidationError(ApiError):
    """Parameters with wrong values; for each its message, or a list of them."""

    status = HTTPStatus.CONFLICT
    kind = "Validation Error"

    def __init__(self, fields: Mapping[str, Messages]) -> None:
        super().__init__()
        self.fields = fields

    def body(self, *, chinese: bool) -> dict[str, Any]:
        shown = {name: _said(messages, chinese=chinese) for name, messages in self.fields.items()}
        return shown | {"__type": self.kind}


class SearchQueryError(ApiError):
    """A search that cannot be understood as a whole: unknown parameter, bad sort."""

    status = HTTPStatus.BAD_REQUEST
    kind = "Search Query Error"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def message(self) -> Message:
        # CKAN quotes the reason as Python would, and clients cut the text at the first colon.
        return Message("Search Query is invalid: {reason}", reason=repr(self.reason))


class SearchError(ApiError):
    """The text of a search breaks the syntax."""

    status = HTTPStatus.CONFLICT
    kind = "Search Error"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def message(self) -> Message:
        return Message("Search error: {reason}", reason=repr(self.reason))


class SearchConnectionError(ApiError):
    """The shelf is not there yet."""

    kind = "Search Connection Error"

    def message(self) -> Message:
        return Message("Unable to connect to the search server")


class InternalError(ApiError):
    """Something broke on our side; the log says what."""


class BadRequestError(Exception):
    """A request that names no action of ours, or whose data cannot be read."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    def text(self) -> str:
        return f"Bad request: {self.detail}"


class UnreadableDataError(BadRequestError):
    """The data of a request cannot be read."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"JSON Error: {detail}")


def _said(messages: Messages, *, chinese: bool) -> str | list[str]:
    if isinstance(messages, Message):
        return messages.text(chinese=chinese)
    return [message.text(chinese=chinese) for message in messages]
