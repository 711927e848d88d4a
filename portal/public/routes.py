"""The address space of the public pages, top to bottom; each address exists under every tongue."""

from collections.abc import Callable

from portal.public import dataset, distribution, home, listing, service_items, themes, units
from portal.public.visit import Outcome, Visit

PAGES: tuple[tuple[str, Callable[[Visit], Outcome]], ...] = (
    ("/", home.page),
    ("/dataset/", listing.page),
    ("/dataset/{name}", dataset.page),
    ("/dataset/{name}/resource/{id}", distribution.page),
    ("/organization/", units.units_page),
    ("/organization/{name}", units.unit_page),
    ("/group/", themes.themes_page),
    ("/group/{name}", themes.theme_page),
    ("/service-item/", service_items.service_items_page),
    ("/service-item/{code}", service_items.service_item_page),
)
