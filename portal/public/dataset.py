"""The page of a dataset."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from portal.i18n.tongue import Tongue
from portal.public import dataset_facts, structured_data, wording
from portal.public.absence import absence
from portal.public.citation import citation
from portal.public.distribution_rows import DistributionRow, distribution_row
from portal.public.item_rows import ROWS, item_row
from portal.public.paging import last_page, paging
from portal.public.parts import Contact, Fact, ItemRow, Link, Openness, Paging, Part
from portal.public.visit import Moved, Outcome, Visit
from portal.rendering import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetPage(Page):
    """All that the public may know of one entry, what matters most first."""

    template: ClassVar[str] = "public/dataset.html"
    section: ClassVar[str] = "dataset"
    trail: tuple[Link, ...]
    abstract: str
    openness: Openness
    glance: tuple[Fact, ...]
    parts: tuple[Part, ...]
    distributions: tuple[DistributionRow, ...]
    licence: Link
    open_condition: str
    open_scope: str
    contact: Contact
    item_count: int
    items: tuple[ItemRow, ...]
    item_paging: Paging
    facts: tuple[Fact, ...]
    related: tuple[Link, ...]
    produced_by: tuple[Link, ...]
    needed_by: tuple[Link, ...]
    identifiers: tuple[Fact, ...]
    citation: str
    interface_href: str

    @property
    def is_conditional(self) -> bool:
        return self.openness.kind == "conditional"


def page(visit: Visit) -> Outcome:
    content = visit.snapshot.content(visit.arguments["name"])
    if content is None:
        return absence(visit, visit.arguments["name"])
    if content["name"] != visit.arguments["name"]:
        return Moved(wording.at(visit.tongue, "dataset", content["name"]))
    return _page(visit, content)


def _page(visit: Visit, content: Mapping[str, Any]) -> DatasetPage:
    snapshot, tongue, document = visit.snapshot, visit.tongue, content["document"]
    provider = snapshot.department(document["provider"])
    provider_name = provider.title if provider else document["provider"]
    address = f"{visit.site.site_url}/dataset/{quote(content['name'])}"
    distributions = tuple(distribution_row(tongue, content["name"], each) for each in document.get("distributions", ()))
    items, item_paging = _items(visit, content)
    current = next(page.text for page in item_paging.pages if page.is_current)
    related = tuple(Link(each["title"], wording.at(tongue, "dataset", each["name"]), is_data=True) for each in content["related"])
    produced_by, needed_by = (_service_items(tongue, content, relation) for relation in ("produced_by", "needed_by"))
    return DatasetPage(
        heading=document["title"],
        query=f"items={current}" if current != "1" else "",
        structured_data=structured_data.dataset(content, provider_name, address, (visit.site.site_title, f"{visit.site.site_url}/")),
        trail=(Link(tongue.gettext("Datasets"), tongue.path("/dataset/")),),
        abstract=document["abstract"],
        openness=wording.openness(tongue, document["open_type"]),
        glance=tuple(dataset_facts.glance(snapshot, tongue, content)),
        parts=_parts(tongue, has_related=bool(related or produced_by or needed_by)),
        distributions=distributions,
        licence=wording.licence(tongue, document.get("licence")),
        open_condition=document.get("open_condition", ""),
        open_scope=document.get("open_scope", ""),
        contact=dataset_facts.contact(document),
        item_count=len(document["items"]),
        items=items,
        item_paging=item_paging,
        facts=tuple(dataset_facts.facts(snapshot, tongue, content)),
        related=related,
        produced_by=produced_by,
        needed_by=needed_by,
        identifiers=dataset_facts.identifiers(tongue, content, address),
        citation=citation(content, provider_name, address),
        interface_href=f"/api/3/action/package_show?id={quote(content['name'])}",
    )


def _parts(tongue: Tongue, *, has_related: bool) -> tuple[Part, ...]:
    related = (Part("related", tongue.gettext("Belongs together")),) if has_related else ()
    return (
        Part("get", tongue.gettext("Get the data")),
        Part("items", tongue.gettext("Data items")),
        Part("facts", tongue.gettext("Basic facts")),
        *related,
        Part("cite", tongue.gettext("Cite and refer")),
    )


def _items(visit: Visit, content: Mapping[str, Any]) -> tuple[tuple[ItemRow, ...], Paging]:
    """One page of the item table; `items` in the address says which."""
    items = content["document"]["items"]
    asked, last = visit.query.get("items", "1"), last_page(len(items), ROWS)
    current = min(int(asked), last) if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) else 1  # noqa: PLR2004
    path = wording.at(visit.tongue, "dataset", content["name"])
    shown = tuple(item_row(visit.tongue, item) for item in items[(current - 1) * ROWS : current * ROWS])
    return shown, paging(current, last, lambda number: f"{path}?items={number}#items")


def _service_items(tongue: Tongue, content: Mapping[str, Any], relation: str) -> tuple[Link, ...]:
    named = content["service_items"].get(relation, ())
    return tuple(Link(each["name"], wording.at(tongue, "service-item", each["code"]), is_data=True) for each in named)
