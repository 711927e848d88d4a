"""A graph as bytes, in each of the forms that are offered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from rdflib import Graph, URIRef
from rdflib.namespace import DCAT
from rdflib.plugins.serializers.jsonld import from_rdf
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Node

from portal.dcat.vocabulary import PREFIXES


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a graph: `media` is the media type, exactly as it is sent."""

    media: str
    write: Callable[[Graph], bytes]


class QuickTurtle(TurtleSerializer):
    """The library's Turtle, with the catalogue and the datasets on top, and each short name worked out once."""

    topClasses = [DCAT.Catalog, DCAT.Dataset]  # noqa: N815, RUF012 the library's own name and type

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self._short_names: dict[Node, str | None] = {}

    def get_pname(self, uri: Node, gen_prefix: bool = True) -> str | None:
        """The short name of a term of ours, None for any other node."""
        if not isinstance(uri, URIRef):
            return None
        if uri not in self._short_names:
            self._short_names[uri] = super().get_pname(uri, gen_prefix)
        return self._short_names[uri]


def turtle(graph: Graph) -> bytes:
    """Turtle, which is also Notation3."""
    stream = BytesIO()
    QuickTurtle(graph).serialize(stream)
    return stream.getvalue()


def rdf_xml(graph: Graph) -> bytes:
    return graph.serialize(format="xml", encoding="utf-8")


def json_ld(graph: Graph) -> bytes:
    """One list of nodes in the order of their names, in a context that needs no fetching."""
    prefixes = dict(PREFIXES)
    written = from_rdf(graph, context_data=prefixes)  # type: ignore[no-untyped-call]
    nodes = sorted(written["@graph"], key=lambda node: str(node["@id"]))
    return json.dumps({"@context": prefixes, "@graph": nodes}, ensure_ascii=False, separators=(",", ":")).encode()


FORMS: Mapping[str, Form] = {
    "ttl": Form("text/turtle", turtle),
    "rdf": Form("application/rdf+xml", rdf_xml),
    "xml": Form("application/rdf+xml", rdf_xml),
    "jsonld": Form("application/ld+json", json_ld),
    "n3": Form("text/n3", turtle),
}
