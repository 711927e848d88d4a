"""Rules between fields, each a small pure function from a document to the problems it finds.

They look at the sound part of a document (see `schemas.sound`): a field may be missing, but is never of the
wrong type. A rule that lacks what it would judge says nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from schemas.codes import codelist
from schemas.problems import Problem

Document = Mapping[str, Any]
Rule = Callable[[Document], Iterator[Problem]]

# In share_type and open_type alike; a greater class is a stricter one.
UNCONDITIONAL, WITHHELD = "1", "3"
GENERAL = "GENERAL"
UNIT, OFFICE = "unit", "office"
DIGITS_DOWN_TO_SUB_ITEM = 6


def problems_by_rule(name: str, document: Document) -> Iterator[Problem]:
    """What the rules for documents of this name find."""
    for rule in RULES.get(name, ()):
        yield from rule(document)


# --- what a class demands -----------------------------------------------------------------------------------


def what_the_sharing_class_requires(document: Document) -> Iterator[Problem]:
    """国令809 Art 15: conditional sharing lists scope and purposes; withholding gives a reason and its basis."""
    return _required_by("share_type", document)


def what_the_openness_requires(document: Document) -> Iterator[Problem]:
    """上海市数据条例 Art 42: the list of open data states the conditions."""
    return _required_by("open_type", document)


def _required_by(field: str, document: Document) -> Iterator[Problem]:
    """The code list says which fields a class requires."""
    chosen = codelist(field).get(document.get(field, ""))
    needed = chosen.attributes.get("requires", ()) if chosen else ()
    yield from (Problem(f"/{name}", f"{name}_required") for name in needed if name not in document)


def withholding_rests_on_law(document: Document) -> Iterator[Problem]:
    """国令809 Art 14: only laws, administrative regulations and State Council decisions permit it."""
    kind = codelist("legal_basis_kind").get(document.get("legal_basis", {}).get("kind", ""))
    if document.get("share_type") == WITHHELD and kind and not kind.attributes["suffices"]:
        yield Problem("/legal_basis/kind", "legal_basis_insufficient")


# --- the entry and its items --------------------------------------------------------------------------------


def sharing_class_fits_the_items(document: Document) -> Iterator[Problem]:
    """Mixed items make the entry conditional; it is withheld only when all items are; it is never looser than they are."""
    entry, items = document.get("share_type"), _classes(document, "share_type")
    if entry is None or not items:
        return
    if entry == WITHHELD and set(items) != {WITHHELD}:
        yield Problem("/share_type", "all_items_must_be_withheld")
    elif entry == UNCONDITIONAL and len(set(items)) > 1:
        yield Problem("/share_type", "mixed_items_need_conditional")
    elif len(set(items)) == 1 and entry < items[0]:
        yield Problem("/share_type", "share_looser_than_items", _label("share_type", items[0]))


def openness_is_the_strictest_of_what_is_opened(document: Document) -> Iterator[Problem]:
    """Items that are not opened are left out and do not count; with none opened, the entry is not open."""
    entry, items = document.get("open_type"), _classes(document, "open_type")
    expected = max((item for item in items if item != WITHHELD), default=WITHHELD)
    if items and entry is not None and entry != expected:
        yield Problem("/open_type", "open_type_unlike_items", _label("open_type", expected))


def openness_is_never_looser_than_sharing(document: Document) -> Iterator[Problem]:
    """What is withheld from departments is not given to the public, and so for conditions; items left out do not count."""
    entry = document.get("open_type")
    if entry in (None, WITHHELD):
        return
    shared = [item.get("share_type") for item in document.get("items", ()) if item.get("open_type", WITHHELD) != WITHHELD]
    if document.get("share_type") == WITHHELD:
        shared.append(WITHHELD)
    strictest = max(filter(None, shared), default=UNCONDITIONAL)
    if entry < strictest:
        yield Problem("/open_type", "open_looser_than_share", _label("share_type", strictest))


def item_is_never_opened_wider_than_shared(item: Document) -> Iterator[Problem]:
    """The same for one data item."""
    shared, opened = item.get("share_type"), item.get("open_type")
    if shared and opened and opened < shared:
        yield Problem("/open_type", "open_looser_than_share", _label("share_type", shared))


def _classes(document: Document, field: str) -> Sequence[str]:
    """The classes of all items; () when one of them has none, since nothing can be said of the whole then."""
    classes = [item.get(field) for item in document.get("items", ())]
    return () if None in classes else [chosen for chosen in classes if chosen]


def _label(field: str, code: str) -> Mapping[str, str | int]:
    chosen = codelist(field).get(code)
    return {"class_zh": chosen.zh, "class_en": chosen.en} if chosen else {}


# --- secrets ------------------------------------------------------------------------------------------------


def nothing_classified(document: Document) -> Iterator[Problem]:
    """国令809 Art 3: state secrets and work secrets are no government data and do not enter this system."""
    attribute = codelist("secrecy_attribute").get(document.get("secrecy_attribute", ""))
    if attribute and attribute.attributes.get("barred"):
        yield Problem("/secrecy_attribute", "classified_not_allowed")


def no_classified_item(item: Document) -> Iterator[Problem]:
    """The same for one data item."""
    flags = (codelist("sensitivity_flag").get(flag) for flag in item.get("sensitivity", ()))
    if any(flag.attributes.get("barred") for flag in flags if flag):
        yield Problem("/sensitivity", "classified_not_allowed")


# --- order and reference within the document ----------------------------------------------------------------


def category_is_listed(document: Document) -> Iterator[Problem]:
    """类, 项 and 目 stand in the tree; 细目 below them may be new."""
    code = document.get("category_code")
    if code and code[:DIGITS_DOWN_TO_SUB_ITEM] not in codelist("resource_category"):
        yield Problem("/category_code", "unknown_category")


def period_runs_forward(document: Document) -> Iterator[Problem]:
    start, end = document.get("temporal_start"), document.get("temporal_end")
    if start and end and end < start:
        yield Problem("/temporal_end", "period_reversed")


def only_general_data_has_a_sublevel(document: Document) -> Iterator[Problem]:
    """GB/T 43697-2024: general data may be divided further, important and core data are not."""
    if "data_sublevel" in document and document.get("data_level", GENERAL) != GENERAL:
        yield Problem("/data_sublevel", "sublevel_for_general_only")


def item_names_differ(document: Document) -> Iterator[Problem]:
    """Distributions, comparisons and tables know an item by its name."""
    seen = set()
    for position, item in enumerate(document.get("items", ())):
        if (name := item.get("name")) in seen:
            yield Problem(f"/items/{position}/name", "duplicate_item_name")
        elif name:
            seen.add(name)


def distribution_ids_differ(document: Document) -> Iterator[Problem]:
    """Comparing versions knows a file by its identity; of two alike, one could hide behind the other."""
    seen = set()
    for position, distribution in enumerate(document.get("distributions", ())):
        if (identity := distribution.get("id")) in seen:
            yield Problem(f"/distributions/{position}/id", "duplicate_distribution_id")
        elif identity:
            seen.add(identity)


def distributions_name_known_items(document: Document) -> Iterator[Problem]:
    if "items" not in document:
        return
    known = {item.get("name") for item in document["items"]}
    for number, distribution in enumerate(document.get("distributions", ())):
        for position, name in enumerate(distribution.get("item_names", ())):
            if name not in known:
                yield Problem(f"/distributions/{number}/item_names/{position}", "unknown_item")


# --- organisations ------------------------------------------------------------------------------------------


def units_have_a_credit_code(document: Document) -> Iterator[Problem]:
    """GB 32100: a body has a code of its own; an office within it has none."""
    if document.get("kind") == UNIT and "credit_code" not in document:
        yield Problem("/credit_code", "credit_code_required")
    if document.get("kind") == OFFICE and "credit_code" in document:
        yield Problem("/credit_code", "credit_code_not_for_office")


def offices_belong_to_a_unit(document: Document) -> Iterator[Problem]:
    if document.get("kind") == OFFICE and "parent" not in document:
        yield Problem("/parent", "parent_required")


def nobody_is_above_himself(document: Document) -> Iterator[Problem]:
    if "parent" in document and document["parent"] == document.get("slug"):
        yield Problem("/parent", "own_parent")


# --- which rules hold for what ------------------------------------------------------------------------------


def _of_each(field: str, rules: Sequence[Rule]) -> Rule:
    """The rules for a nested document, held against each one in this field."""

    def rule(document: Document) -> Iterator[Problem]:
        for position, nested in enumerate(document.get(field, ())):
            for problem in (found for rule in rules for found in rule(nested)):
                yield replace(problem, path=f"/{field}/{position}{problem.path}")

    return rule


ITEM_RULES: tuple[Rule, ...] = (item_is_never_opened_wider_than_shared, no_classified_item)

RULES: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "information_item": ITEM_RULES,
        "data_resource": (
            what_the_sharing_class_requires,
            what_the_openness_requires,
            withholding_rests_on_law,
            sharing_class_fits_the_items,
            openness_is_the_strictest_of_what_is_opened,
            openness_is_never_looser_than_sharing,
            nothing_classified,
            category_is_listed,
            period_runs_forward,
            only_general_data_has_a_sublevel,
            item_names_differ,
            distribution_ids_differ,
            distributions_name_known_items,
            _of_each("items", ITEM_RULES),
        ),
        "organisation_unit": (units_have_a_credit_code, offices_belong_to_a_unit, nobody_is_above_himself),
    }
)
