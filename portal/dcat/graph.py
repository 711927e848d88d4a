"""An open entry as a dcat:Dataset, in the shape of DCAT-AP 3.

Only what is named here comes out, so a fact that is not meant for the public cannot slip through by being new.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD

from portal.dcat import coverage, distributions, items, parties, subjects
from portal.dcat.addresses import part
from portal.dcat.vocabulary import ADMS, VERSION
from portal.dcat.writing import Writing
from portal.shelf.answers import Department


def dataset(writing: Writing, content: Mapping[str, Any], provider: Department | None, modified: datetime, *, with_items: bool) -> URIRef:
    """Write an entry; `content` is that of its publication record, `modified` (aware) the time of the record.

    The address of the dataset comes back. The data items are many and of use to whoever looks at one dataset only.
    """
    node, document = writing.addresses.dataset(content), content["document"]
    writing.state(node, RDF.type, DCAT.Dataset)
    _names(writing, node, content)
    _parties(writing, node, document, provider)
    _times(writing, node, content, modified)
    _use(writing, node, content)
    coverage.districts(writing, node, document)
    coverage.period(writing, node, document)
    subjects.themes(writing, node, document)
    subjects.relations(writing, node, content)
    if with_items:
        items.describe(writing, node, document)
    return node


def record(writing: Writing, node: URIRef, content: Mapping[str, Any], modified: datetime) -> URIRef:
    """The line of the catalogue about a dataset: when it was listed and last changed, which is not when the data were."""
    line = part(node, "record")
    writing.state(line, RDF.type, DCAT.CatalogRecord)
    writing.state(line, FOAF.primaryTopic, node)
    writing.value(line, DCTERMS.issued, content["created_at"], XSD.dateTime)
    writing.value(line, DCTERMS.modified, modified.isoformat(), XSD.dateTime)
    return line


def _names(writing: Writing, node: URIRef, content: Mapping[str, Any]) -> None:
    document, version = content["document"], Literal(str(content["revision"]))
    writing.words(node, DCTERMS.title, document["title"])
    writing.words(node, DCTERMS.description, document["abstract"])
    for keyword in document.get("keywords", ()):
        writing.words(node, DCAT.keyword, keyword)
    writing.words(node, DCTERMS.identifier, content["code"], None)
    writing.state(node, VERSION, version)
    writing.state(node, OWL.versionInfo, version)
    page = writing.addresses.page(content["name"])
    writing.is_new(page, FOAF.Document)
    writing.state(node, DCAT.landingPage, page)
    other = part(node, "uuid")
    writing.state(node, ADMS.identifier, other)
    writing.state(other, RDF.type, ADMS.Identifier)
    writing.value(other, SKOS.notation, f"urn:uuid:{content['id']}", XSD.anyURI)


def _parties(writing: Writing, node: URIRef, document: Mapping[str, Any], provider: Department | None) -> None:
    writing.state(node, DCTERMS.publisher, parties.publisher(writing, document["provider"], provider))
    writing.state(node, DCAT.contactPoint, parties.contact(writing, node, document.get("public_contact", {}), provider))


def _times(writing: Writing, node: URIRef, content: Mapping[str, Any], modified: datetime) -> None:
    document = content["document"]
    writing.day(node, DCTERMS.issued, content["issued_on"])
    if document.get("data_updated_on"):
        writing.day(node, DCTERMS.modified, document["data_updated_on"])
    else:
        writing.value(node, DCTERMS.modified, modified.isoformat(), XSD.dateTime)
    writing.state(node, DCTERMS.accrualPeriodicity, writing.code("update_frequency", document["update_frequency"], DCTERMS.Frequency))


def _use(writing: Writing, node: URIRef, content: Mapping[str, Any]) -> None:
    """Who may have the data and how. The licence goes with the files, or with the dataset where there is none to fetch."""
    document = content["document"]
    writing.state(node, DCTERMS.accessRights, writing.code("open_type", document["open_type"], DCTERMS.RightsStatement))
    writing.state(node, DCTERMS.language, writing.code("language", document.get("language"), DCTERMS.LinguisticSystem))
    for name in ("open_condition", "open_scope"):
        if document.get(name):
            statement = part(node, name.replace("_", "-"))
            writing.state(node, DCTERMS.rights, statement)
            writing.state(statement, RDF.type, DCTERMS.RightsStatement)
            writing.words(statement, RDFS.label, document[name])
    licence = distributions.licence_of(writing, document.get("licence"))
    if not distributions.describe(writing, node, content, licence):
        writing.state(node, DCTERMS.license, licence)
    if document.get("record_count") is not None:
        size = part(node, "size")
        writing.state(node, DCTERMS.extent, size)
        writing.state(size, RDF.type, DCTERMS.SizeOrDuration)
        writing.value(size, RDF.value, document["record_count"], XSD.nonNegativeInteger)
