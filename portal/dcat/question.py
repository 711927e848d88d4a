"""One request, and the document that will answer it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

from portal.dcat.refusals import WrongParameterError
from portal.shelf.store import Snapshot

_LONGEST_NUMBER = 9
_NOW = "NOW"


class Site(Protocol):
    """What the documents say of the site; the settings satisfy it."""

    @property
    def site_url(self) -> str:
        """Scheme and host without a slash at the end."""
        ...

    @property
    def site_title(self) -> str: ...

    @property
    def site_title_en(self) -> str: ...

    @property
    def site_description(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, the shelf as it stands, and how much one document may hold.

    `arguments` are the parts of the path, `parameters` those of the query in their order; `now` (aware) is what NOW
    means in a search. The snapshot is valid until the answer is written.
    """

    snapshot: Snapshot
    site: Site
    arguments: Mapping[str, str]
    parameters: Sequence[tuple[str, str]]
    rows: int
    now: datetime

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter, without the empty ones."""
        return tuple(value for key, value in self.parameters if key == name and value)

    def first(self, name: str) -> str | None:
        return next((value for key, value in self.parameters if key == name), None)

    def asked(self, path: str) -> str:
        """All that the answer depends on besides the shelf: with a search for NOW, that is the time too."""
        is_of_now = any(_NOW in value for _, value in self.parameters)
        return f"{path}?{urlencode(self.parameters)}{self.now.isoformat() if is_of_now else ''}"

    def page(self) -> int:
        """The page that was asked for, the first being 1."""
        asked = self.first("page")
        if asked is None:
            return 1
        if not (asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_NUMBER and int(asked)):
            raise WrongParameterError("参数 page 必须是从 1 开始的正整数。", "Page param must be a positive integer starting in 1")
        return int(asked)


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that can be given: `media` exactly as it is sent, when it last changed, and how to write it.

    Writing is put off, because most of those who ask again hold the document already.
    """

    media: str
    modified: datetime
    write: Callable[[], bytes]
