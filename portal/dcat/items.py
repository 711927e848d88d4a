"""The data items of a dataset, as the columns of a CSVW table schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS, XSD
from rdflib.term import Node

from portal.dcat.addresses import part
from portal.dcat.vocabulary import CSVW, SCHEMA
from portal.dcat.writing import Writing
from schemas.codes import codelist

_NOT_OPEN = "3"


def open_items(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The items that the public may know of."""
    return (item for item in document["items"] if item["open_type"] != _NOT_OPEN)


def describe(writing: Writing, dataset: URIRef, document: Mapping[str, Any]) -> None:
    """A table schema that the dataset conforms to: the items in their order, and which of them are the key."""
    schema = part(dataset, "items")
    writing.state(dataset, DCTERMS.conformsTo, schema)
    writing.state(schema, RDF.type, CSVW.Schema, DCTERMS.Standard)
    writing.words(schema, DCTERMS.title, f"{document['title']}：数据项")
    columns = [_column(writing, dataset, number, item) for number, item in enumerate(open_items(document), 1)]
    writing.state(schema, CSVW.column, writing.sequence(columns))
    for item in open_items(document):
        if item.get("is_key"):
            writing.words(schema, CSVW.primaryKey, item["name"], None)


def _column(writing: Writing, dataset: URIRef, number: int, item: Mapping[str, Any]) -> URIRef:
    column = part(dataset, f"item-{number}")
    writing.state(column, RDF.type, CSVW.Column)
    writing.words(column, CSVW.title, item["name"])
    writing.words(column, DCTERMS.description, item.get("description"))
    writing.words(column, SCHEMA.unitText, item.get("unit"))
    writing.words(column, SKOS.example, item.get("example"))
    writing.state(column, CSVW.datatype, _datatype(writing, item))
    writing.state(column, DCTERMS.accessRights, writing.code("open_type", item["open_type"], DCTERMS.RightsStatement))
    _sources(writing, column, item)
    return column


def _datatype(writing: Writing, item: Mapping[str, Any]) -> Node | None:
    """The XML Schema type; of a text with a greatest length, a type derived from it."""
    entry = codelist("item_data_type").get(item["data_type"])
    uri = URIRef(entry.uri) if entry and entry.uri else None
    if uri != XSD.string or "length" not in item:
        return uri
    node = writing.blank()
    writing.state(node, RDF.type, CSVW.Datatype)
    writing.state(node, CSVW.base, Literal("string"))
    writing.value(node, CSVW.maxLength, item["length"], XSD.nonNegativeInteger)
    return node


def _sources(writing: Writing, column: URIRef, item: Mapping[str, Any]) -> None:
    """The data element that defines the item, and the table that its codes come from, by their names."""
    element = item.get("data_element")
    if element:
        node = writing.blank()
        writing.state(column, DCTERMS.conformsTo, node)
        writing.state(node, RDF.type, DCTERMS.Standard)
        writing.words(node, DCTERMS.title, " ".join(str(element[key]) for key in ("standard", "identifier", "name") if element.get(key)))
    codes = item.get("code_list")
    if codes:
        node = writing.blank()
        writing.state(column, DCTERMS.references, node)
        writing.state(node, RDF.type, SKOS.ConceptScheme)
        writing.words(node, DCTERMS.title, codes["name"])
