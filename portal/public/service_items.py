"""Service items of the online hall: the open data that each produces and needs, as pages and as JSON for the hall."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from portal.i18n.tongue import Tongue
from portal.public import wording
from portal.public.absence import absent
from portal.public.distribution_rows import safe_address
from portal.public.parts import CountedLink, Link
from portal.public.visit import Outcome, Visit
from portal.rendering import Page
from portal.shelf.answers import ServiceItem


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceItemsPage(Page):
    """Every service item with open data."""

    template: ClassVar[str] = "public/service_items.html"
    section: ClassVar[str] = "service-item"
    items: tuple[CountedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceItemPage(Page):
    """A service item: what it is, where it is handled, and its data."""

    template: ClassVar[str] = "public/service_item.html"
    section: ClassVar[str] = "service-item"
    trail: tuple[Link, ...]
    is_data: bool
    code: str
    kind: str
    provider: Link
    description: str
    legal_basis: tuple[str, ...]
    handled_at: str | None
    produces: tuple[Link, ...]
    needs: tuple[Link, ...]
    json_href: str


def service_items_page(visit: Visit) -> ServiceItemsPage:
    tongue = visit.tongue
    items = tuple(_link(tongue, each) for each in visit.snapshot.service_items() if each.produces or each.needs)
    return ServiceItemsPage(heading=tongue.gettext("Service items"), items=items)


def service_item_page(visit: Visit) -> Outcome:
    tongue, item = visit.tongue, visit.snapshot.service_item(visit.arguments["code"])
    if item is None:
        return absent(tongue)
    name, document = _name(tongue, item), item.document
    return ServiceItemPage(
        heading=name,
        trail=(Link(tongue.gettext("Service items"), tongue.path("/service-item/")),),
        is_data=name == document["name"],
        code=item.code,
        kind=wording.label(tongue, "hall_function", document["kind"]),
        provider=wording.provider(visit.snapshot, tongue, document["provider"]),
        description=document.get("description", ""),
        legal_basis=tuple(document.get("legal_basis", ())),
        handled_at=safe_address(document.get("url", "")),
        produces=_datasets(tongue, item.produces),
        needs=_datasets(tongue, item.needs),
        json_href=f"/service-item/{item.code}.json",
    )


def described(item: ServiceItem, site_url: str) -> dict[str, Any]:
    """The service item for the hall's own page: addresses are absolute."""
    return {
        "code": item.code,
        "name": item.document["name"],
        "kind": item.document["kind"],
        "provider": item.document["provider"],
        "url": f"{site_url}{wording.path('service-item', item.code)}",
        "produces": [_described(site_url, name, title) for name, title in item.produces],
        "needs": [_described(site_url, name, title) for name, title in item.needs],
    }


def _described(site_url: str, name: str, title: str) -> dict[str, str]:
    return {"name": name, "title": title, "url": f"{site_url}{wording.path('dataset', name)}"}


def _datasets(tongue: Tongue, pairs: Iterable[tuple[str, str]]) -> tuple[Link, ...]:
    return tuple(Link(title, wording.at(tongue, "dataset", name), is_data=True) for name, title in pairs)


def _link(tongue: Tongue, item: ServiceItem) -> CountedLink:
    name = _name(tongue, item)
    return CountedLink(
        text=name,
        href=wording.at(tongue, "service-item", item.code),
        count=len(set(item.produces) | set(item.needs)),
        is_data=name == item.document["name"],
        note=wording.label(tongue, "hall_function", item.document["kind"]),
    )


def _name(tongue: Tongue, item: ServiceItem) -> str:
    document = item.document
    return str(document.get("name_en") or document["name"]) if tongue.locale == "en" else str(document["name"])
