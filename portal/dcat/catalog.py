"""The catalogue as a dcat:Catalog, a page at a time, and single datasets."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from rdflib import URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from portal.ckan_interop import search_syntax
from portal.ckan_interop.errors import SearchError
from portal.dcat import graph, paging, subjects
from portal.dcat.paging import Pages
from portal.dcat.question import Document, Question
from portal.dcat.refusals import AbsentError, WrongParameterError
from portal.dcat.serialise import FORMS
from portal.dcat.writing import ENGLISH, Writing
from portal.shelf.answers import Found
from portal.shelf.criteria import All, Criteria, Expression, Range, Sort
from portal.shelf.errors import TooBroadError

PROFILES = frozenset({"euro_dcat_ap_3"})
KEPT = ("modified_since", "profiles", "q", "fq")
_NEWEST_FIRST = (Sort("metadata_modified", descending=True),)


def catalog(question: Question) -> Document:
    """A page of the catalogue, the newest modification first."""
    form = FORMS.get(question.arguments["form"])
    if form is None:
        raise AbsentError
    _known_profiles(question)
    page, found = question.page(), _found(question)
    kept = [(name, value) for name in KEPT for value in question.all(name)]
    pages = Pages(f"{question.site.site_url}/catalog.{question.arguments['form']}", kept, page, found.count, question.rows)
    return Document(form.media, question.snapshot.modified(), lambda: form.write(_page(question, pages, found).graph))


def dataset(question: Question) -> Document:
    """One dataset with all there is to know about it."""
    name, form = question.arguments["name"], FORMS.get(question.arguments["form"])
    content, modified = question.snapshot.content(name), question.snapshot.modified(name)
    if form is None or content is None or modified is None:
        raise AbsentError
    _known_profiles(question)
    return Document(form.media, modified, lambda: form.write(_single(question, content, modified).graph))


def _page(question: Question, pages: Pages, found: Found) -> Writing:
    """The catalogue, the datasets of the page, and where the other pages are."""
    writing = Writing(question.site.site_url)
    node = _catalogue(writing, question)
    for content, modified in _entries(question, found):
        provider = question.snapshot.department(content["document"]["provider"])
        listed = graph.dataset(writing, content, provider, modified, with_items=False)
        writing.state(node, DCAT.dataset, listed)
        writing.state(node, DCAT.record, graph.record(writing, listed, content, modified))
    paging.describe(writing, pages)
    return writing


def _single(question: Question, content: dict[str, Any], modified: datetime) -> Writing:
    writing = Writing(question.site.site_url)
    provider = question.snapshot.department(content["document"]["provider"])
    node = graph.dataset(writing, content, provider, modified, with_items=True)
    graph.record(writing, node, content, modified)
    return writing


def _catalogue(writing: Writing, question: Question) -> URIRef:
    site, node, publisher = question.site, writing.addresses.catalog, writing.addresses.of_catalog("publisher")
    writing.state(node, RDF.type, DCAT.Catalog)
    writing.words(node, DCTERMS.title, site.site_title)
    writing.words(node, DCTERMS.title, site.site_title_en, ENGLISH)
    writing.words(node, DCTERMS.description, site.site_description)
    writing.state(node, FOAF.homepage, writing.addresses.home)
    writing.state(writing.addresses.home, RDF.type, FOAF.Document)
    writing.state(node, DCTERMS.language, writing.code("language", "zh-Hans", DCTERMS.LinguisticSystem))
    writing.value(node, DCTERMS.modified, question.snapshot.modified().isoformat(), XSD.dateTime)
    writing.state(node, DCAT.themeTaxonomy, *subjects.taxonomies(writing))
    writing.state(node, DCTERMS.publisher, publisher)
    writing.state(publisher, RDF.type, FOAF.Agent)
    writing.words(publisher, FOAF.name, site.site_title)
    return node


def _entries(question: Question, found: Found) -> Iterator[tuple[dict[str, Any], datetime]]:
    """Content and time of change of each entry found, in order."""
    for content in question.snapshot.contents(found.names):
        modified = question.snapshot.modified(content["name"])
        if modified is not None:
            yield content, modified


def _found(question: Question) -> Found:
    criteria = Criteria(_expression(question), _NEWEST_FIRST, (question.page() - 1) * question.rows, question.rows)
    try:
        return question.snapshot.find(criteria)
    except TooBroadError as error:
        raise WrongParameterError(error.chinese, error.english) from None


def _expression(question: Question) -> Expression:
    """The words of `q`, the restrictions of every `fq`, and what has changed since."""
    try:
        parts = [search_syntax.query(text, question.now) for text in question.all("q")]
        parts += [search_syntax.restriction(text, "fq", question.now) for text in question.all("fq")]
    except SearchError as error:
        raise WrongParameterError("检索条件的写法不对。", error.reason) from None
    return search_syntax.together([*parts, _since(question)])


def _since(question: Question) -> Expression:
    asked = question.first("modified_since")
    if not asked:
        return All()
    try:
        moment = datetime.fromisoformat(asked)
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongParameterError(
            "参数 modified_since 的日期应按 ISO 8601 书写。", "Wrong modified date format. Use ISO-8601 format"
        ) from None
    return Range("metadata_modified", aware, None)


def _known_profiles(question: Question) -> None:
    asked = [name.strip() for value in question.all("profiles") for name in value.split(",")]
    unknown = [name for name in asked if name and name not in PROFILES]
    if unknown:
        listed = ", ".join(unknown)
        raise WrongParameterError(f"没有这样的 RDF 规格：{listed}", f"Unknown RDF profiles: {listed}")
