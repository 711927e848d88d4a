"""What is answered instead of a document.

Refusal
├── AbsentError            404  there is no such thing, or it is not open: nobody can tell which
└── WrongParameterError    409  a parameter has a wrong value, as CKAN's DCAT plugin answers it
"""

from http import HTTPStatus


class Refusal(Exception):  # noqa: N818 the root of what is refused, not itself raised
    """A refusal with its status, in the words of both languages."""

    status = HTTPStatus.NOT_FOUND

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese = chinese
        self.english = english


class AbsentError(Refusal):
    """There is nothing for the public under this address."""

    def __init__(self) -> None:
        super().__init__("没有这个地址，或者它不对外开放。", "There is nothing at this address, or it is not open.")


class WrongParameterError(Refusal):
    """A parameter that cannot be understood."""

    status = HTTPStatus.CONFLICT
