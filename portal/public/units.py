"""The units that answer for open data, and the page of each."""

from dataclasses import dataclass
from typing import ClassVar

from portal.i18n.tongue import Tongue
from portal.public import wording
from portal.public.absence import absent
from portal.public.distribution_rows import safe_address
from portal.public.newest import newest
from portal.public.parts import Contact, CountedLink, Link, ResultRow
from portal.public.visit import Moved, Outcome, Visit
from portal.rendering import Page
from portal.shelf.answers import Department


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsPage(Page):
    """Every unit with open data."""

    template: ClassVar[str] = "public/units.html"
    section: ClassVar[str] = "organization"
    units: tuple[CountedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage(Page):
    """A unit: what it is, how to reach it, what it has opened."""

    template: ClassVar[str] = "public/unit.html"
    section: ClassVar[str] = "organization"
    trail: tuple[Link, ...]
    is_data: bool
    description: str
    credit_code: str
    homepage: str | None
    contact: Contact
    found_text: str
    rows: tuple[ResultRow, ...]
    all_href: str


def units_page(visit: Visit) -> UnitsPage:
    shown = (each for each in visit.snapshot.departments() if each.package_count)
    links = tuple(_link(visit.tongue, each) for each in sorted(shown, key=lambda each: -each.package_count))
    return UnitsPage(heading=visit.tongue.gettext("Providers"), units=links)


def unit_page(visit: Visit) -> Outcome:
    slug = visit.arguments["name"]
    department = visit.snapshot.department(slug)
    if department is None:
        now = visit.snapshot.redirect(slug)
        return Moved(wording.at(visit.tongue, "organization", now)) if now else absent(visit.tongue)
    if department.slug != slug:
        return Moved(wording.at(visit.tongue, "organization", department.slug))
    return _unit_page(visit, department)


def _unit_page(visit: Visit, department: Department) -> UnitPage:
    tongue, document = visit.tongue, department.document
    known = document.get("contact", {})
    name = wording.department_name(tongue, department)
    found = newest(visit.snapshot, tongue, "organization", department.slug)
    return UnitPage(
        heading=name,
        trail=(Link(tongue.gettext("Providers"), tongue.path("/organization/")),),
        is_data=name == department.title,
        description=document.get("description", ""),
        credit_code=document.get("credit_code", ""),
        homepage=safe_address(document.get("homepage", "")),
        contact=Contact("", known.get("phone", ""), known.get("email", ""), known.get("address", "")),
        found_text=found.text,
        rows=found.rows,
        all_href=found.href,
    )


def _link(tongue: Tongue, department: Department) -> CountedLink:
    name = wording.department_name(tongue, department)
    return CountedLink(
        text=name,
        href=wording.at(tongue, "organization", department.slug),
        count=department.package_count,
        is_data=name == department.title,
        note=wording.shortened(department.document.get("description", ""), 80),
        is_data_note=True,
    )
