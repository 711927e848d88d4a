"""Who provides a dataset and whom to ask about it."""

from collections.abc import Mapping
from typing import Any

from rdflib import URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF

from portal.dcat.addresses import mail, part, telephone, web
from portal.dcat.vocabulary import VCARD
from portal.dcat.writing import ENGLISH, Writing
from portal.shelf.answers import Department


def publisher(writing: Writing, slug: str, department: Department | None) -> URIRef:
    """The unit that answers for the data; its identifier is the unified social credit code."""
    agent = writing.addresses.unit(slug)
    if not writing.is_new(agent, FOAF.Agent, FOAF.Organization):
        return agent
    document: Mapping[str, Any] = department.document if department else {"name": slug}
    writing.words(agent, FOAF.name, document["name"])
    writing.words(agent, FOAF.name, document.get("name_en"), ENGLISH)
    writing.words(agent, DCTERMS.identifier, document.get("credit_code"), None)
    writing.state(agent, FOAF.homepage, web(document.get("homepage")))
    return agent


def contact(writing: Writing, dataset: URIRef, known: Mapping[str, str], department: Department | None) -> URIRef | None:
    """The public contact; where none is given, the unit stands for it."""
    name = known.get("office") or (department.title if department else None)
    if not name:
        return None
    point = part(dataset, "contact")
    writing.state(point, RDF.type, VCARD.Organization, VCARD.Kind)
    writing.words(point, VCARD.fn, name)
    writing.state(point, VCARD.hasEmail, mail(known.get("email")))
    writing.state(point, VCARD.hasTelephone, telephone(known.get("phone")))
    return point
