"""The outline is the schema as forms, workbooks and projections see it."""

from schemas.outline import Field, every_field, field_at, groups, outline


def a_field(pointer: str, name: str = "data_resource") -> Field:
    field = field_at(name, pointer)
    assert field is not None
    return field


def test_fields_come_in_the_order_of_the_schema() -> None:
    assert [field.name for field in outline("data_resource")][:4] == ["title", "abstract", "category_code", "provider"]


def test_a_field_tells_what_a_form_needs() -> None:
    title = a_field("/title")
    assert (title.kind, title.required, title.repeated, title.minimum, title.maximum) == ("text", True, False, 2, 100)
    assert (title.title.zh, title.audience, title.grade, title.group) == ("目录名称", "open", "ordinary", "basic")


def test_kinds_follow_from_code_lists_formats_and_types() -> None:
    kinds = {"/abstract": "paragraph", "/open_type": "code", "/first_published_on": "date", "/record_count": "integer", "/items": "object"}
    assert {pointer: a_field(pointer).kind for pointer in kinds} == kinds
    assert a_field("/items/*/is_key").kind == "flag"
    assert a_field("/public_contact/phone").kind == "phone"


def test_a_list_of_codes_is_a_repeated_code() -> None:
    themes = a_field("/themes")
    assert (themes.kind, themes.repeated, themes.codelist, themes.children) == ("code", True, "sh_data_domain", ())


def test_a_nested_document_keeps_its_own_audiences_and_grades() -> None:
    assert a_field("/items/*/share_type").audience == "shared"
    assert a_field("/items/*/field_name").audience == "internal"
    assert a_field("/items/*/open_type").grade == "major"
    assert a_field("/items/*/description").grade == "ordinary"


def test_a_part_is_as_grave_as_the_whole() -> None:
    assert {child.grade for child in a_field("/legal_basis").children} == {"major"}
    assert {child.grade for child in a_field("/public_contact").children} == {"correction"}


def test_what_may_be_null_is_of_the_kind_of_what_it_may_be_else() -> None:
    assert a_field("/moves/*/from", "procedure").kind == "text"


def test_groups_hold_every_field_once() -> None:
    grouped = [field for group in groups("data_resource") for field in group.fields]
    assert sorted(field.name for field in grouped) == sorted(field.name for field in outline("data_resource"))
    assert groups("data_resource")[0].title.zh == "基本信息"
    assert groups("organisation_unit") == ()


def test_pointers_lead_to_one_field_each() -> None:
    pointers = [field.pointer for field in every_field(outline("data_resource"))]
    assert len(set(pointers)) == len(pointers)
    assert field_at("data_resource", "/nowhere") is None


def test_grades_are_those_that_procedures_decide_by() -> None:
    major = {field.name for field in outline("data_resource") if field.grade == "major"}
    assert major == {
        "share_type", "share_condition", "share_scope", "share_purposes", "no_share_reason", "legal_basis", "not_open_reason",
        "open_type", "open_condition", "open_scope", "licence", "data_level", "data_sublevel", "personal_information",
    }  # fmt: skip
