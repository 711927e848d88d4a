"""Which state of the shelf a document was written from, and the documents of the present state that were asked for lately."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from importlib.metadata import version
from threading import Lock

from portal.dcat.question import Site
from portal.shelf.store import Snapshot

# Some pages of the catalogue, or one large sitemap.
MOST_BYTES = 16_000_000


class Freshness:
    """Tags for documents, and the documents themselves while the shelf stays as it is."""

    def __init__(self, site: Site, most_bytes: int = MOST_BYTES) -> None:
        self._of_site = (version("bianmu"), site.site_url, site.site_title, site.site_title_en, site.site_description)
        self._most_bytes = most_bytes
        self._number = 0
        self._documents: dict[str, bytes] = {}
        self._lock = Lock()

    def tag(self, snapshot: Snapshot, asked: str) -> str:
        """The ETag of the answer to what was asked: another one as soon as the shelf has moved by a record."""
        number = snapshot.number()
        state = repr((*self._of_site, number, snapshot.modified().isoformat(), asked))
        return f'W/"{number}-{hashlib.blake2b(state.encode(), digest_size=8).hexdigest()}"'

    def kept(self, tag: str, number: int, write: Callable[[], bytes]) -> bytes:
        """The document with this tag, written now unless it was lately; of an earlier state nothing stays behind."""
        with self._lock:
            if number != self._number:
                self._documents.clear()
                self._number = number
            found = self._documents.get(tag)
        if found is None:
            found = write()
            self._keep(tag, number, found)
        return found

    def _keep(self, tag: str, number: int, document: bytes) -> None:
        with self._lock:
            if number != self._number:
                return
            self._documents[tag] = document
            while sum(map(len, self._documents.values())) > self._most_bytes:
                del self._documents[next(iter(self._documents))]


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def is_held(tag: str, asked: str) -> bool:
    """Whether a client that sends this If-None-Match holds the document already."""
    return asked.strip() == "*" or tag.removeprefix("W/") in (each.strip().removeprefix("W/") for each in asked.split(","))
