"""The machine forms of a catalogue for tests, behind a client that reads them as a program would."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree
from rdflib import Graph, URIRef
from rdflib.term import Node
from starlette.testclient import TestClient

from portal.dcat.app import create
from portal.shelf.store import Shelf
from tests.support.public_catalogue import SITE_URL

PARSERS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "jsonld": "json-ld", "n3": "n3"}
MEDIA = {
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "xml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "n3": "text/n3",
}


@dataclass(frozen=True)
class Site:
    """What the application asks of the settings."""

    site_url: str = SITE_URL
    site_title: str = "绿化市容公共数据目录"
    site_title_en: str = "Greening and City Appearance Open Data"
    site_description: str = "公共数据的开放目录。"


class Machine:
    """A program that reads the site."""

    def __init__(self, shelf: Shelf, **limits: Any) -> None:
        self.raw = TestClient(create(shelf, Site(), **limits), base_url=SITE_URL, follow_redirects=False)

    def graph(self, path: str) -> Graph:
        """The graph at an address, read in the form that its ending promises."""
        response = self.raw.get(path)
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text}"
        form = path.partition("?")[0].rpartition(".")[2]
        assert response.headers["content-type"] == MEDIA[form]
        with warnings.catch_warnings():
            # The library's readers of JSON-LD and Notation3 use classes that the library itself calls outdated.
            warnings.simplefilter("ignore", DeprecationWarning)
            return Graph().parse(data=response.content, format=PARSERS[form], publicID=SITE_URL + path)

    def xml(self, path: str) -> etree._Element:
        response = self.raw.get(path)
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text}"
        return etree.fromstring(response.content)

    def refusal(self, path: str) -> tuple[int, str]:
        """Status and words of a refusal, which is a page without anything but those."""
        response = self.raw.get(path)
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        return response.status_code, " ".join(etree.HTML(response.text).itertext())


MachineWith = Callable[..., Machine]


def only(graph: Graph, subject: Node, *path: URIRef) -> Node:
    """The one value at the end of a path."""
    for predicate in path:
        (subject,) = graph.objects(subject, predicate)
    return subject


def words(graph: Graph, subject: Node, predicate: URIRef) -> dict[str | None, str]:
    """The texts of a property by language."""
    return {getattr(value, "language", None): str(value) for value in graph.objects(subject, predicate)}
