"""What a dataset is about, and what it belongs together with."""

from collections.abc import Mapping
from typing import Any

from rdflib import URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, SKOS

from portal.dcat.vocabulary import CPSV
from portal.dcat.writing import ENGLISH, Writing
from schemas.codes import codelist

_DOMAINS, _CATEGORIES, _EU_THEMES = "sh_data_domain", "resource_category", "eu_data_theme"


def themes(writing: Writing, dataset: URIRef, document: Mapping[str, Any]) -> None:
    """The data domains, the European themes that they stand for, and the category."""
    for code in document["themes"]:
        writing.state(dataset, DCAT.theme, _domain(writing, code), *_european(writing, code))
    writing.state(dataset, DCAT.theme, _category(writing, document["category_code"]))


def relations(writing: Writing, dataset: URIRef, content: Mapping[str, Any]) -> None:
    """Related datasets, by their pages, and the service items that produce or need this one."""
    for each in content.get("related", ()):
        page = writing.addresses.page(each["name"])
        writing.state(dataset, DCTERMS.relation, page)
        if writing.is_new(page, FOAF.Document):
            writing.words(page, DCTERMS.title, each["title"])
    service_items = content.get("service_items", {})
    for each in service_items.get("produced_by", ()):
        writing.state(dataset, PROV.wasGeneratedBy, _service_item(writing, each))
    for each in service_items.get("needed_by", ()):
        writing.state(dataset, DCTERMS.isRequiredBy, _service_item(writing, each))


def scheme(writing: Writing, list_name: str) -> URIRef:
    """The list that a theme stands in."""
    node = writing.addresses.at("group", "") if list_name == _DOMAINS else writing.addresses.of_catalog(list_name)
    if writing.is_new(node, SKOS.ConceptScheme):
        title = codelist(list_name).title
        writing.words(node, DCTERMS.title, title.zh)
        writing.words(node, DCTERMS.title, title.en, ENGLISH)
    return node


def taxonomies(writing: Writing) -> tuple[URIRef, ...]:
    """Every list that themes come from."""
    return tuple(scheme(writing, name) for name in (_DOMAINS, _EU_THEMES, _CATEGORIES))


def _domain(writing: Writing, code: str) -> URIRef:
    entry = codelist(_DOMAINS).get(code)
    node = writing.addresses.theme(entry.attributes["slug"] if entry else code)
    writing.state(node, SKOS.inScheme, scheme(writing, _DOMAINS))
    return writing.labelled(node, SKOS.Concept, entry, SKOS.prefLabel)


def _european(writing: Writing, code: str) -> list[URIRef]:
    entry = codelist(_DOMAINS).get(code)
    meant = {entry.uri, entry.attributes.get("uri2")} if entry else set()
    found = [each for each in codelist(_EU_THEMES) if each.uri in meant]
    return [writing.labelled(URIRef(each.uri or ""), SKOS.Concept, each, SKOS.prefLabel) for each in found]


def _category(writing: Writing, code: str) -> URIRef:
    """The category; of a finer one than the list holds, the nearest above it gives the name."""
    entry = codelist(_CATEGORIES).nearest(code)
    node = writing.addresses.of_catalog(f"{_CATEGORIES}-{code}")
    if writing.is_new(node, SKOS.Concept):
        writing.words(node, SKOS.prefLabel, entry.zh if entry else code)
        writing.words(node, SKOS.prefLabel, entry.en if entry else None, ENGLISH)
        writing.words(node, SKOS.notation, code, None)
        writing.state(node, SKOS.inScheme, scheme(writing, _CATEGORIES))
    return node


def _service_item(writing: Writing, named: Mapping[str, str]) -> URIRef:
    node = writing.addresses.service_item(named["code"])
    if writing.is_new(node, CPSV.PublicService, PROV.Activity):
        writing.words(node, DCTERMS.title, named["name"])
        writing.words(node, DCTERMS.identifier, named["code"], None)
    return node
