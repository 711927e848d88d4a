"""What place and time a dataset is about."""

from collections.abc import Mapping
from typing import Any

from rdflib import URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, SKOS

from portal.dcat.addresses import part
from portal.dcat.writing import ENGLISH, Writing
from schemas.codes import codelist


def districts(writing: Writing, dataset: URIRef, document: Mapping[str, Any]) -> None:
    """Each district under its names and its number in GB/T 2260."""
    for code in document.get("districts", ()):
        writing.state(dataset, DCTERMS.spatial, _district(writing, code))


def period(writing: Writing, dataset: URIRef, document: Mapping[str, Any]) -> None:
    """From when to when; either end may be open."""
    start, end = document.get("temporal_start"), document.get("temporal_end")
    if not (start or end):
        return
    covered = part(dataset, "period")
    writing.state(dataset, DCTERMS.temporal, covered)
    writing.state(covered, RDF.type, DCTERMS.PeriodOfTime)
    writing.day(covered, DCAT.startDate, start)
    writing.day(covered, DCAT.endDate, end)


def _district(writing: Writing, code: str) -> URIRef:
    place = writing.addresses.of_catalog(f"district-{code}")
    if writing.is_new(place, DCTERMS.Location):
        entry = codelist("district").get(code)
        writing.words(place, SKOS.prefLabel, entry.zh if entry else code)
        writing.words(place, SKOS.prefLabel, entry.en if entry else None, ENGLISH)
        writing.words(place, SKOS.notation, (entry and entry.national) or code, None)
        writing.state(place, SKOS.inScheme, _numbering(writing))
    return place


def _numbering(writing: Writing) -> URIRef:
    """The standard that the numbers of districts come from."""
    scheme = writing.addresses.of_catalog("gbt2260")
    if writing.is_new(scheme, SKOS.ConceptScheme):
        writing.words(scheme, DCTERMS.title, "GB/T 2260 中华人民共和国行政区划代码")
        writing.words(scheme, DCTERMS.title, "GB/T 2260 Codes for the administrative divisions of the PRC", ENGLISH)
    return scheme
