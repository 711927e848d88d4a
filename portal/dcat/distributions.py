"""The ways to get the data of a dataset: files and interfaces, as far as they are offered to the public."""

from collections.abc import Iterator, Mapping
from typing import Any

from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS, XSD

from portal.dcat.addresses import media_type, part, web
from portal.dcat.vocabulary import SPDX
from portal.dcat.writing import Writing
from portal.shelf import package_resources
from schemas.codes import codelist

_NO_LICENCE = "notspecified"


def offered(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The distributions that are for the public; whatever else there may be is none of its business."""
    return (each for each in document.get("distributions", ()) if each["offered_to"] == "open")


def describe(writing: Writing, dataset: URIRef, content: Mapping[str, Any], licence: URIRef | None) -> bool:
    """All of them; whether there are any."""
    found = tuple(offered(content["document"]))
    for each in found:
        writing.state(dataset, DCAT.distribution, _distribution(writing, dataset, content, each, licence))
    return bool(found)


def licence_of(writing: Writing, code: str | None) -> URIRef | None:
    """The licence, leading to its text where that has an address."""
    node = writing.code("license", code if code != _NO_LICENCE else None, DCTERMS.LicenseDocument)
    entry = codelist("license").get(code) if code else None
    if node is not None and entry is not None:
        writing.state(node, RDFS.seeAlso, web(entry.attributes.get("legal")))
    return node


def _distribution(
    writing: Writing, dataset: URIRef, content: Mapping[str, Any], about: Mapping[str, Any], licence: URIRef | None
) -> URIRef:
    node, address = writing.addresses.distribution(content, about), web(about.get("url"))
    writing.state(node, RDF.type, DCAT.Distribution)
    writing.words(node, DCTERMS.title, about["title"])
    writing.words(node, DCTERMS.description, about.get("description"))
    # What has no address of its own is explained on its page.
    writing.state(node, DCAT.accessURL, address or writing.addresses.distribution_page(content, about))
    writing.state(node, DCTERMS.license, licence)
    writing.day(node, DCTERMS.issued, content["issued_on"])
    writing.day(node, DCTERMS.modified, content["document"].get("data_updated_on"))
    _form(writing, node, about)
    if about["kind"] == "FILE":
        writing.state(node, DCAT.downloadURL, address)
    elif address is not None:
        writing.state(node, DCAT.accessService, _service(writing, dataset, node, about, address))
    return node


def _form(writing: Writing, node: URIRef, about: Mapping[str, Any]) -> None:
    entry = codelist("format").get(about["format"])
    writing.state(node, DCTERMS["format"], _format(writing, about["format"]))
    media = media_type(about.get("media_type") or (entry.attributes.get("mime") if entry else None))
    if media is not None:
        writing.is_new(media, DCTERMS.MediaType)
        writing.state(node, DCAT.mediaType, media)
    writing.value(node, DCAT.byteSize, about.get("byte_size"), XSD.nonNegativeInteger)
    if about.get("checksum"):
        _checksum(writing, node, about["checksum"])


def _format(writing: Writing, code: str) -> URIRef:
    entry = codelist("format").get(code)
    node = URIRef(entry.uri) if entry and entry.uri else writing.addresses.of_catalog(f"format-{code}")
    if writing.is_new(node, DCTERMS.MediaTypeOrExtent):
        writing.words(node, RDFS.label, package_resources.label(code), None)
    return node


def _checksum(writing: Writing, node: URIRef, digest: str) -> None:
    checksum = part(node, "checksum")
    writing.state(node, SPDX.checksum, checksum)
    writing.state(checksum, RDF.type, SPDX.Checksum)
    writing.state(checksum, SPDX.algorithm, URIRef(package_resources.SHA_256))
    writing.state(checksum, SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary, normalize=False))


def _service(writing: Writing, dataset: URIRef, node: URIRef, about: Mapping[str, Any], address: URIRef) -> URIRef:
    service = part(node, "service")
    writing.state(service, RDF.type, DCAT.DataService)
    writing.words(service, DCTERMS.title, about["title"])
    writing.words(service, DCTERMS.description, about.get("description"))
    writing.state(service, DCAT.endpointURL, address)
    writing.state(service, DCAT.servesDataset, dataset)
    return service
