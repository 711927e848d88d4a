import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import pytest
from stdnum.cn import ric, uscc

from schemas import library
from workflows.roles import ROLES, may_join

BUREAU = resources.files("portal.demo") / "bureau"
Document = Mapping[str, Any]

OFFICE_PHONE = re.compile(r"021-5555 0[0-9]{3}")
MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[- )]*[2-8][0-9]{3} ?[0-9]{4}(?![0-9])")
EIGHTEEN = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
PUBLIC_TEXTS = ("title", "abstract", "keywords", "format_note", "open_condition", "open_scope")
# The demo begins on the first working day after this.
EVE_OF_THE_DEMO = "2026-02-28"
LINES = {"LH", "LY", "SR", "HW", "ZH"}
ADMINISTRATORS = {"system_admin", "security_admin", "audit_admin"}


@cache
def envelopes(name: str) -> tuple[Document, ...]:
    return tuple(map(json.loads, (BUREAU / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()))


def by(field: str, name: str) -> dict[str, Document]:
    return {each["document"][field]: each["document"] for each in envelopes(name)}


def entries() -> dict[str, Document]:
    return {each["key"]: each["document"] for each in envelopes("resources")}


@cache
def listed(name: str) -> tuple[Document, ...]:
    return tuple(json.loads((BUREAU / f"{name}.json").read_text(encoding="utf-8")))


def fates() -> dict[str, str]:
    return {each["key"]: each["fate"] for each in listed("plan")}


def offices() -> dict[str, Document]:
    return {slug: each for slug, each in by("slug", "units").items() if each["kind"] == "office"}


def left_out(entry: Document) -> list[str]:
    return [each["name"] for each in entry["items"] if each["open_type"] == "3"]


def offered(entry: Document, audience: str) -> list[Document]:
    return [each for each in entry.get("distributions", ()) if each["offered_to"] == audience]


def everything() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in BUREAU.iterdir() if path.name.endswith((".json", ".jsonl")))


def values_of(field: str, value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, member in value.items():
            if name == field:
                yield member
            yield from values_of(field, member)
    elif isinstance(value, list):
        for member in value:
            yield from values_of(field, member)


# --- each document by itself --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["units", "systems", "service_items", "resources"])
def test_every_document_is_valid(name: str) -> None:
    problems = [(each.get("key"), problem) for each in envelopes(name) for problem in library.check(each["kind"], each["document"])]
    assert problems == []


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("units", "organisation_unit", 39),
        ("systems", "business_system", 42),
        ("service_items", "service_item", 26),
        ("resources", "data_resource", 80),
    ],
)
def test_a_file_holds_one_kind_of_thing(name: str, kind: str, count: int) -> None:
    assert Counter(each["kind"] for each in envelopes(name)) == {kind: count}


@pytest.mark.parametrize(("name", "field"), [("units", "slug"), ("systems", "code"), ("service_items", "code"), ("resources", "title")])
def test_nothing_is_named_twice(name: str, field: str) -> None:
    assert len(by(field, name)) == len(envelopes(name))


def test_every_entry_has_a_key_of_its_own() -> None:
    assert len(entries()) == len(envelopes("resources"))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", key) for key in entries())


@pytest.mark.parametrize(("key", "entry"), entries().items(), ids=entries())
def test_an_entry_is_told_in_full(key: str, entry: Document) -> None:
    assert 30 <= len(entry["abstract"]) <= 120
    assert 2 <= len(entry["keywords"]) <= 5
    assert all(len(word) >= 2 for word in entry["keywords"])
    assert all({"description", "example", "field_name"} <= item.keys() for item in entry["items"])
    assert all("length" in item for item in entry["items"] if item["data_type"] in "CNY")
    assert {"public_contact", "scenarios", "national_theme", "department_theme", "districts", "language"} <= entry.keys()
    assert {"assessments", "data_origin", "source_tables", "officer_contact", "secrecy_attribute", "fact_basis"} <= entry.keys()


def test_an_example_is_a_code_of_its_list() -> None:
    for entry in entries().values():
        for item in entry["items"]:
            assert item["example"] in {code["code"] for code in item.get("code_list", {"codes": [{"code": item["example"]}]})["codes"]}


def test_item_names_and_columns_are_unique_within_an_entry() -> None:
    for entry in entries().values():
        assert len({item["name"] for item in entry["items"]}) == len({item["field_name"] for item in entry["items"]}) == len(entry["items"])


# --- what the files say of one another ----------------------------------------------------------------------


def test_a_parent_stands_before_its_children() -> None:
    seen: set[str] = set()
    for slug, unit in by("slug", "units").items():
        assert unit.get("parent") in seen or (slug == "sh-lhsr" and not seen)
        seen.add(slug)


def test_no_slug_is_that_of_a_theme() -> None:
    assert not {theme.attributes["slug"] for theme in library.codelist("sh_data_domain").entries} & by("slug", "units").keys()


def test_an_office_answers_for_data_of_its_own_unit() -> None:
    assert [key for key, entry in entries().items() if offices()[entry["responsible_office"]]["parent"] != entry["provider"]] == []


def test_a_system_belongs_to_the_unit_of_its_office() -> None:
    assert all(offices()[each["responsible_office"]]["parent"] == each["unit"] for each in by("code", "systems").values())


def test_a_service_item_belongs_to_the_unit_of_its_office() -> None:
    assert all(offices()[each["responsible_office"]]["parent"] == each["provider"] for each in by("code", "service_items").values())


def test_every_system_has_data_or_says_why_not() -> None:
    with_data = {entry["business_system"] for entry in entries().values()}
    without = {code for code, each in by("code", "systems").items() if "no_data_reason" in each}
    assert with_data | without == by("code", "systems").keys()
    assert not with_data & without


def test_every_service_item_named_is_there_and_every_one_there_is_named() -> None:
    named = {code for entry in entries().values() for field in ("produced_by", "needed_by") for code in entry.get(field, ())}
    assert named == by("code", "service_items").keys()


def test_every_line_of_business_has_systems_and_entries() -> None:
    systems = by("code", "systems")
    assert {each["business_line"] for each in systems.values()} == LINES
    assert {systems[entry["business_system"]]["business_line"] for entry in entries().values()} == LINES


# --- codes and numbers --------------------------------------------------------------------------------------


def test_a_unit_has_a_synthetic_credit_code_that_passes_its_check() -> None:
    codes = [each["credit_code"] for each in by("slug", "units").values() if each["kind"] == "unit"]
    assert all(uscc.is_valid(code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"1[12]3100000000000.{3}", code) for code in codes)


def test_every_credit_code_anywhere_is_synthetic_and_none_is_an_identity_number() -> None:
    found = EIGHTEEN.findall(everything())
    assert found
    assert all("0000000" in code and uscc.is_valid(code) and not ric.is_valid(code) for code in found)


def test_a_distribution_has_an_identity_of_its_own() -> None:
    identities = [each["id"] for entry in entries().values() for each in entry.get("distributions", ())]
    assert len(set(identities)) == len(identities)
    assert not any("url" in each for entry in entries().values() for each in entry.get("distributions", ()))


def test_no_telephone_number_could_be_somebodys() -> None:
    phones = [phone for name in ("units", "resources") for each in envelopes(name) for phone in values_of("phone", each)]
    assert phones
    assert all(OFFICE_PHONE.fullmatch(phone) for phone in phones)
    rest = EIGHTEEN.sub("", OFFICE_PHONE.sub("", everything()))
    assert MOBILE.findall(rest) + LANDLINE.findall(rest) == []


@pytest.mark.parametrize("number", ["021-63456789", "021 6345 6789", "(0755) 23456789"])
def test_a_real_looking_number_would_be_seen(number: str) -> None:
    assert LANDLINE.search(number)
    assert not OFFICE_PHONE.fullmatch(number)


def test_no_day_lies_after_the_demo_begins() -> None:
    for entry in entries().values():
        days = [entry.get("data_updated_on"), entry.get("first_published_on"), *values_of("assessed_on", entry["assessments"])]
        assert all(day <= EVE_OF_THE_DEMO for day in days if day)


# --- what may be seen ---------------------------------------------------------------------------------------


def test_the_mixture_is_as_wished() -> None:
    kinds = Counter((entry["share_type"], entry["open_type"]) for entry in entries().values())
    opened = Counter(entry["open_type"] for entry in entries().values())
    assert opened["1"] + opened["2"] >= 45
    assert opened["2"] >= 6
    assert opened["3"] >= 15
    assert kinds["3", "3"] >= 2


def test_two_entries_are_open_with_two_items_left_out() -> None:
    mixed = [entry for entry in entries().values() if entry["open_type"] == "1" and left_out(entry)]
    assert len(mixed) >= 2
    assert all(entry["share_type"] == "2" and len(left_out(entry)) == 2 for entry in mixed)


def test_data_open_without_conditions_can_be_had_and_other_data_cannot() -> None:
    for entry in entries().values():
        assert bool(offered(entry, "open")) == (entry["open_type"] == "1")


def test_a_distribution_carries_only_what_its_audience_may_have() -> None:
    for entry in entries().values():
        to_open = {item["name"] for item in entry["items"] if item["open_type"] == "1"}
        to_shared = {item["name"] for item in entry["items"] if item["share_type"] != "3"}
        assert all(set(each["item_names"]) == to_open for each in offered(entry, "open"))
        assert all(set(each["item_names"]) == to_shared for each in offered(entry, "shared"))


def test_the_public_text_of_an_entry_names_no_item_that_is_left_out() -> None:
    for entry in (each for each in entries().values() if each["open_type"] != "3"):
        shown = [item for item in entry["items"] if item["open_type"] != "3"]
        told = json.dumps([[entry.get(field) for field in PUBLIC_TEXTS], shown, offered(entry, "open")], ensure_ascii=False)
        assert [name for name in left_out(entry) if name in told] == []


def test_personal_information_is_neither_open_nor_unmarked() -> None:
    for entry in entries().values():
        personal = [item for item in entry["items"] if {"PI", "SPI", "PRIVACY"} & set(item.get("sensitivity", ()))]
        assert all(item["open_type"] == "3" for item in personal)
        assert bool(personal) == (entry["personal_information"] != "NONE")


def test_items_that_are_withheld_rest_on_an_article() -> None:
    for entry in entries().values():
        if any(item["share_type"] == "3" for item in entry["items"]):
            assert entry["no_share_reason"]
            assert {"kind", "title", "article"} == entry["legal_basis"].keys()


def test_what_is_not_open_says_why() -> None:
    assert all(entry["not_open_reason"] for entry in entries().values() if entry["open_type"] == "3")


def test_what_was_got_by_sharing_is_not_opened() -> None:
    received = [entry for entry in entries().values() if entry["data_origin"] == "SHARED_IN"]
    assert received
    assert all(entry["open_type"] == "3" and entry["source_department"] for entry in received)


# --- the twenty of 2017 -------------------------------------------------------------------------------------


def test_the_twenty_of_2017_are_taken_over_and_nothing_else_is() -> None:
    former = {key for key, entry in entries().items() if "inheritance" in entry}
    assert len(former) == 20
    assert former == {key for key, fate in fates().items() if fate == "inherited"}
    assert former == {key for key, entry in entries().items() if entry["fact_basis"] == "SEEN"}


def test_what_is_taken_over_was_open_and_says_since_when() -> None:
    for entry in (each for each in entries().values() if "inheritance" in each):
        assert entry["provider"] == "sh-lhsr"
        assert entry["open_type"] == "1"
        assert entry["inheritance"]["was"] == "OPEN"
        assert entry["inheritance"]["first_published_on"] == entry["first_published_on"] < "2016"


# --- the walk -----------------------------------------------------------------------------------------------


def test_every_entry_has_one_fate() -> None:
    assert [each["key"] for each in listed("plan")] == [each["key"] for each in envelopes("resources")]


def test_the_walk_ends_as_wished() -> None:
    ends = Counter(fates().values())
    assert ends["open"] >= 25
    assert ends["shared"] >= 15
    waiting = {"draft", "office_review", "joint_review", "central_review", "leader_review"}
    assert waiting | {"returned", "refused", "suspended", "withdrawn", "changing", "inherited", "open", "shared"} == ends.keys()


def test_shared_only_is_what_may_not_be_opened() -> None:
    closed = {key for key, entry in entries().items() if entry["open_type"] == "3"}
    assert closed == {key for key, fate in fates().items() if fate == "shared"}


def test_entries_open_with_conditions_and_with_items_left_out_end_open() -> None:
    opened = [entries()[key] for key, fate in fates().items() if fate == "open"]
    assert any(entry["open_type"] == "2" for entry in opened)
    assert sum(entry["open_type"] == "1" and len(left_out(entry)) == 2 for entry in opened) >= 2


def test_a_stop_is_explained_by_a_listed_reason() -> None:
    stopped = [each for each in listed("plan") if each["fate"] in ("suspended", "withdrawn")]
    assert stopped
    assert all(each["reason"] in library.codelist("withdrawal_reason") and each["comment"] for each in stopped)


def test_a_return_and_a_refusal_are_explained() -> None:
    assert all(each["comment"] and each["stage"] for each in listed("plan") if each["fate"] in ("returned", "refused"))


def test_a_change_under_review_changes_something_and_stays_valid() -> None:
    changing = [each for each in listed("plan") if each["fate"] == "changing"]
    assert changing
    for each in changing:
        changed = {**entries()[each["key"]], **each["changes"]}
        assert each["cause"]
        assert changed != entries()[each["key"]]
        assert library.check("data_resource", changed) == ()


# --- the people ---------------------------------------------------------------------------------------------


def holders(role: str) -> list[Document]:
    return [person for person in listed("people") if any(grant["role"] == role for grant in person["grants"])]


def covering(role: str, entry: Document) -> set[str]:
    places = {entry["responsible_office"], entry["provider"]}
    return {person["account"] for person in holders(role) if places & {grant["unit"] for grant in person["grants"]}}


def test_there_are_enough_people_and_each_is_somebody_else() -> None:
    assert 14 <= len(listed("people")) <= 18
    for field in ("account", "name"):
        assert len({person[field] for person in listed("people")}) == len(listed("people"))
    assert all(re.fullmatch(r"[a-z]+", person["account"]) for person in listed("people"))
    assert all(person.keys() == {"account", "name", "office", "grants"} for person in listed("people"))


def test_everybody_sits_in_an_office_and_answers_for_places_that_exist() -> None:
    assert all(person["office"] in offices() for person in listed("people"))
    assert {grant["unit"] for person in listed("people") for grant in person["grants"]} <= {None, *by("slug", "units")}


def test_every_role_is_held_and_no_two_exclude_one_another() -> None:
    assert {grant["role"] for person in listed("people") for grant in person["grants"]} == ROLES.keys()
    for person in listed("people"):
        held = {grant["role"] for grant in person["grants"]}
        assert all(may_join(role, held - {role}) for role in held)


def test_the_three_administrators_are_three_persons() -> None:
    assert len({person["account"] for role in ADMINISTRATORS for person in holders(role)}) == 3


def test_every_entry_has_an_officer_and_another_who_reviews() -> None:
    for entry in entries().values():
        writers, reviewers = covering("officer", entry), covering("office_reviewer", entry)
        assert writers
        assert reviewers - writers


def test_there_is_an_officer_to_every_line_of_business_and_each_has_entries() -> None:
    at_work = set().union(*(covering("officer", entry) for entry in entries().values()))
    assert at_work == {person["account"] for person in holders("officer")}
    assert len(at_work) == len(LINES)
