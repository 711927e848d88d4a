"""The vocabularies that the catalogue is written in, and an empty graph that knows them by short names."""

import re
from collections.abc import Mapping

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, XSD, NamespaceManager

ADMS = Namespace("http://www.w3.org/ns/adms#")
CPSV = Namespace("http://purl.org/vocab/cpsv#")
CSVW = Namespace("http://www.w3.org/ns/csvw#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SCHEMA = Namespace("http://schema.org/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
# Newer than the list of terms that the library knows.
VERSION = URIRef(f"{DCAT}version")

PREFIXES: Mapping[str, str] = {
    "adms": str(ADMS),
    "cpsv": str(CPSV),
    "csvw": str(CSVW),
    "dcat": str(DCAT),
    "dct": str(DCTERMS),
    "foaf": str(FOAF),
    "hydra": str(HYDRA),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "skos": str(SKOS),
    "spdx": str(SPDX),
    "vcard": str(VCARD),
    "xsd": str(XSD),
}
_BY_NAMESPACE = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_SPLIT = re.compile(r"(.*[#/])([A-Za-z_][A-Za-z0-9_-]*)")


class ShortNames(NamespaceManager):
    """The short names above and no others.

    The library's own manager looks every address up in a trie, which takes more time than all the rest of writing a page.
    """

    def compute_qname(self, uri: str, generate: bool = True) -> tuple[str, URIRef, str]:
        """Prefix, namespace and local name of a term of ours; KeyError for any other address."""
        del generate
        found = _SPLIT.fullmatch(uri)
        if found is None:
            raise KeyError(uri)
        return _BY_NAMESPACE[found[1]], URIRef(found[1]), found[2]


def empty_graph() -> Graph:
    """A graph that writes the terms of these vocabularies by their short names."""
    # The plain store: the usual one keeps track of graphs within graphs, which takes as long again.
    graph = Graph("SimpleMemory", bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    graph.namespace_manager = ShortNames(graph, bind_namespaces="none")
    return graph
