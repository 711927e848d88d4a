"""The page of one distribution: a file or an interface of a dataset."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from portal.error_pages import NOT_FOUND, ErrorPage, error_page
from portal.public import dataset_facts, distribution_rows, wording
from portal.public.absence import absence
from portal.public.distribution_rows import DistributionRow
from portal.public.parts import Contact, Fact, Link
from portal.public.visit import Moved, Outcome, Visit
from portal.rendering import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionPage(Page):
    """How to fetch this form of the data, and what it holds."""

    template: ClassVar[str] = "public/distribution.html"
    section: ClassVar[str] = "dataset"
    trail: tuple[Link, ...]
    distribution: DistributionRow
    dataset: Link
    provider: Link
    updated_on: str | None
    licence: Link
    facts: tuple[Fact, ...]
    contact: Contact


def page(visit: Visit) -> Outcome:
    name, wanted = visit.arguments["name"], visit.arguments["id"]
    content = visit.snapshot.content(name)
    if content is None:
        return absence(visit, name)
    found = next((each for each in content["document"].get("distributions", ()) if each["id"] == wanted), None)
    if found is None:
        return _offered_no_more(visit, content)
    if content["name"] != name:
        return Moved(wording.at(visit.tongue, "dataset", content["name"], "resource", wanted))
    return _page(visit, content, found)


def _offered_no_more(visit: Visit, content: Mapping[str, Any]) -> ErrorPage:
    """Distributions come and go while the dataset stays: lead there."""
    advice = visit.tongue.gettext("This dataset offers its data in another way now; see its page.")
    onward = content["document"]["title"], wording.at(visit.tongue, "dataset", content["name"])
    return replace(error_page(visit.tongue, NOT_FOUND, advice), onward=onward)


def _page(visit: Visit, content: Mapping[str, Any], distribution: Mapping[str, Any]) -> DistributionPage:
    tongue, document = visit.tongue, content["document"]
    dataset = Link(document["title"], wording.at(tongue, "dataset", content["name"]), is_data=True)
    return DistributionPage(
        heading=distribution["title"],
        trail=(Link(tongue.gettext("Datasets"), tongue.path("/dataset/")), dataset),
        distribution=distribution_rows.distribution_row(tongue, content["name"], distribution),
        dataset=dataset,
        provider=wording.provider(visit.snapshot, tongue, document["provider"]),
        updated_on=document.get("data_updated_on"),
        licence=wording.licence(tongue, document.get("licence")),
        facts=tuple(distribution_rows.facts(tongue, distribution)),
        contact=dataset_facts.contact(document),
    )
