"""A graph while it is written: statements with values are made, those without are left out."""

from collections.abc import Sequence

from rdflib import BNode, Literal, URIRef
from rdflib.graph import Graph
from rdflib.namespace import RDF, RDFS, XSD
from rdflib.term import Node

from portal.dcat.addresses import Addresses
from portal.dcat.vocabulary import empty_graph
from portal.shelf.package_text import clean
from schemas.codes import Code, codelist

CHINESE, ENGLISH = "zh", "en"
Subject = URIRef | BNode


class Writing:
    """A graph, the site it is about, and what it has said already."""

    def __init__(self, site_url: str) -> None:
        self.graph: Graph = empty_graph()
        self.addresses = Addresses(site_url)
        self._named: set[Subject] = set()
        self._blanks = 0

    def state(self, subject: Subject, predicate: URIRef, *values: Node | None) -> None:
        """Each of the values that there is."""
        for value in values:
            if value is not None:
                self.graph.add((subject, predicate, value))

    def words(self, subject: Subject, predicate: URIRef, text: str | None, language: str | None = CHINESE) -> None:
        """A text in a language, without characters that no XML can hold; nothing for an empty one."""
        cleaned = clean(text or "")
        if cleaned:
            self.graph.add((subject, predicate, Literal(cleaned, lang=language)))

    def value(self, subject: Subject, predicate: URIRef, lexical: str | int | None, datatype: URIRef) -> None:
        """A value as the datatype writes it."""
        if lexical is not None:
            self.graph.add((subject, predicate, Literal(str(lexical), datatype=datatype, normalize=False)))

    def day(self, subject: Subject, predicate: URIRef, day: str | None) -> None:
        self.value(subject, predicate, day, XSD.date)

    def blank(self) -> BNode:
        """A node without a name; numbered, so that the same catalogue is written in the same way twice."""
        self._blanks += 1
        return BNode(f"n{self._blanks}")

    def sequence(self, members: Sequence[Node]) -> Subject:
        """A list of nodes in this order; its first node comes back."""
        following: Subject = RDF.nil
        for member in reversed(members):
            node = self.blank()
            self.state(node, RDF.first, member)
            self.state(node, RDF.rest, following)
            following = node
        return following

    def is_new(self, subject: Subject, *kinds: URIRef) -> bool:
        """Whether this was not described yet; it is of these kinds from now on."""
        if subject in self._named:
            return False
        self._named.add(subject)
        self.state(subject, RDF.type, *kinds)
        return True

    def labelled(self, node: URIRef, kind: URIRef, entry: Code | None, label: URIRef = RDFS.label) -> URIRef:
        """A node under its names in both languages."""
        if self.is_new(node, kind) and entry is not None:
            self.words(node, label, entry.zh)
            self.words(node, label, entry.en, ENGLISH)
        return node

    def code(self, list_name: str, code: str | None, kind: URIRef, label: URIRef = RDFS.label) -> URIRef | None:
        """The node of a code, described once: its own name on the web, or else one in this catalogue."""
        if not code:
            return None
        entry = codelist(list_name).get(code)
        node = URIRef(entry.uri) if entry and entry.uri else self.addresses.of_catalog(f"{list_name}-{code}")
        return self.labelled(node, kind, entry, label)
