"""The pages of a list: which there are, and where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from rdflib import Literal, URIRef
from rdflib.namespace import RDF

from portal.dcat.vocabulary import HYDRA
from portal.dcat.writing import Writing

# The older and the newer name of each link: clients know one or the other.
_LINKS = (("firstPage", "first"), ("previousPage", "previous"), ("nextPage", "next"), ("lastPage", "last"))


@dataclass(frozen=True, slots=True)
class Pages:
    """Page `current` of a list of `count` with `rows` a page under an address; `kept` are the parameters that go along."""

    address: str
    kept: Sequence[tuple[str, str]]
    current: int
    count: int
    rows: int

    @property
    def start(self) -> int:
        """How many come before this page."""
        return (self.current - 1) * self.rows

    @property
    def last(self) -> int:
        return max(1, -(-self.count // self.rows))

    def at(self, number: int) -> str:
        """The address of a page."""
        return f"{self.address}?{urlencode([('page', str(number)), *self.kept])}"

    def links(self) -> tuple[str | None, ...]:
        """First, previous, next and last page; None where there is no such page."""
        before = min(self.current - 1, self.last)
        following = self.current + 1 if self.current < self.last else None
        return self.at(1), self.at(before) if before else None, self.at(following) if following else None, self.at(self.last)


def describe(writing: Writing, pages: Pages) -> None:
    """The node that harvesters follow from page to page. Its values are texts, as those of CKAN's DCAT plugin are."""
    if not pages.count:
        return
    node = URIRef(pages.at(pages.current))
    writing.state(node, RDF.type, HYDRA.PagedCollection)
    writing.state(node, HYDRA.totalItems, Literal(pages.count))
    writing.state(node, HYDRA.itemsPerPage, Literal(pages.rows))
    for names, address in zip(_LINKS, pages.links(), strict=True):
        for name in names:
            writing.state(node, HYDRA[name], Literal(address) if address else None)
