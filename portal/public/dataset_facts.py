"""What is known of an entry, as labelled facts under the names that people know from other portals."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from portal.i18n.tongue import Tongue, marked
from portal.public import wording
from portal.public.parts import Contact, Fact, Link
from portal.shelf import package_tags
from portal.shelf.store import Snapshot
from schemas.codes import codelist

# (field of the document, label, code list, parameter of the list that narrows to the same value)
_CODED: tuple[tuple[str, str, str, str | None], ...] = (
    ("scenarios", marked("Uses"), "app_scenario", "scenario"),
    ("national_theme", marked("National subject"), "gbt21063_4_theme", "national_theme"),
    ("department_theme", marked("Departmental subject"), "dept_theme", None),
    ("districts", marked("District"), "district", "district"),
    ("language", marked("Language"), "language", None),
)


def glance(snapshot: Snapshot, tongue: Tongue, content: Mapping[str, Any]) -> Iterator[Fact]:
    """Who answers for it and how fresh it is: what stands first on the page."""
    document = content["document"]
    yield Fact(tongue.gettext("Provider"), (wording.provider(snapshot, tongue, document["provider"]),))
    yield _freshness(tongue, document)
    if document.get("record_count") is not None:
        yield Fact(
            tongue.gettext("Amount of data"), (Link(tongue.ngettext("%(num)s record", "%(num)s records", document["record_count"])),)
        )
    formats = tuple(Link(label) for label in wording.formats(document))
    yield Fact(tongue.gettext("Data format"), formats, separator=wording.separator(tongue))


def facts(snapshot: Snapshot, tongue: Tongue, content: Mapping[str, Any]) -> Iterator[Fact]:
    """The basic facts, those known."""
    document, comma = content["document"], wording.separator(tongue)
    yield Fact(tongue.gettext("Data domain"), tuple(_themes(snapshot, tongue, document)), separator=comma)
    yield Fact(tongue.gettext("Line of work"), (_narrowed(tongue, "business_line", "business_line", content["business_line"]),))
    if document.get("keywords"):
        yield Fact(tongue.gettext("Tags"), tuple(_tags(tongue, document["keywords"])), separator=comma)
    for name, label, list_name, parameter in _CODED:
        codes = document.get(name) or ()
        values = tuple(_narrowed(tongue, list_name, parameter, code) for code in ([codes] if isinstance(codes, str) else codes))
        if values:
            yield Fact(tongue.gettext(label), values, separator=comma)
    yield Fact(
        tongue.gettext("Update frequency"), (_narrowed(tongue, "update_frequency", "update_frequency", document["update_frequency"]),)
    )
    yield Fact(tongue.gettext("First published"), (Link(content["issued_on"]),))
    period = [document.get("temporal_start"), document.get("temporal_end")]
    if any(period):
        text = tongue.gettext("%(start)s to %(end)s") % {"start": period[0] or "…", "end": period[1] or "…"}
        yield Fact(tongue.gettext("Period covered"), (Link(text),))
    yield Fact(tongue.gettext("Licence"), (wording.licence(tongue, document.get("licence")),))
    if document.get("format_note"):
        yield Fact(tongue.gettext("About the format"), (Link(document["format_note"], is_data=True),))


def identifiers(tongue: Tongue, content: Mapping[str, Any], address: str) -> tuple[Fact, ...]:
    """By which names this entry can be referred to for ever."""
    return (
        Fact(tongue.gettext("Resource code"), (Link(content["code"]),), is_code=True),
        Fact(tongue.gettext("Unique identifier"), (Link(content["id"]),), is_code=True),
        Fact(tongue.gettext("Permanent address"), (Link(address, address),), is_code=True),
        Fact(tongue.gettext("Version"), (Link(tongue.gettext("version %(number)s") % {"number": content["revision"]}),)),
    )


def contact(document: Mapping[str, Any]) -> Contact:
    """Whom to ask about the data."""
    known = document.get("public_contact", {})
    return Contact(known.get("office", ""), known.get("phone", ""), known.get("email", ""))


def _freshness(tongue: Tongue, document: Mapping[str, Any]) -> Fact:
    frequency = wording.label(tongue, "update_frequency", document["update_frequency"])
    updated_on = document.get("data_updated_on")
    if not updated_on:
        return Fact(tongue.gettext("Update frequency"), (Link(frequency),))
    return Fact(tongue.gettext("Data updated"), (Link(updated_on),), note=_next_update(tongue, document, frequency))


def _next_update(tongue: Tongue, document: Mapping[str, Any], frequency: str) -> str:
    """The frequency, and by when it promises the next update; no clock is needed to say that."""
    entry = codelist("update_frequency").get(document["update_frequency"])
    days = entry.attributes.get("max_age_days") if entry else None
    if not isinstance(days, int) or days <= 1:
        return frequency
    due = date.fromisoformat(document["data_updated_on"]) + timedelta(days=days)
    return tongue.gettext("%(frequency)s, next by %(date)s") % {"frequency": frequency, "date": due.isoformat()}


def _themes(snapshot: Snapshot, tongue: Tongue, document: Mapping[str, Any]) -> Iterator[Link]:
    titles = {theme.code: theme for theme in snapshot.themes()}
    for code in document["themes"]:
        theme = titles.get(code)
        yield Link(wording.theme_title(tongue, theme), wording.at(tongue, "group", theme.slug)) if theme else Link(code)


def _tags(tongue: Tongue, keywords: list[str]) -> Iterator[Link]:
    """Each keyword; those that are tags as they stand lead to the datasets that share them."""
    for keyword in keywords:
        is_tag = package_tags.tag_names([keyword]) == {keyword}
        yield Link(keyword, _list_address(tongue, "tags", keyword) if is_tag else None, is_data=True)


def _narrowed(tongue: Tongue, list_name: str, parameter: str | None, code: str) -> Link:
    """A code's label, leading to the datasets that share it where the list can be narrowed so."""
    label = wording.label(tongue, list_name, code)
    return Link(label, _list_address(tongue, parameter, code) if parameter else None)


def _list_address(tongue: Tongue, name: str, value: str) -> str:
    return f"{tongue.path('/dataset/')}?{urlencode([(name, value)])}"
