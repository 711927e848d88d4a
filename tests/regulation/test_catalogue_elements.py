"""What a catalogue entry has to state, clause by clause."""

from typing import Any

import pytest

from schemas import library
from schemas.outline import field_at
from schemas.synonyms import field_called
from tests.support.examples import a_full_resource, a_resource, an_item, example

RESOURCE, ITEM, UNIT = "data_resource", "information_item", "organisation_unit"
CONDITIONAL = {"share_type": "2", "share_condition": "依申请", "share_scope": "本市各部门", "share_purposes": ["WORK_REF"]}

# 《政务数据共享条例》（国令第809号）第十三条：目录应当载明
# “目录名称、数据项、提供单位、数据格式、更新频率、共享属性、共享方式、使用条件、数据分类分级”。
NINE_FACTS = {
    "目录名称": "title",
    "数据项": "items",
    "提供单位": "provider",
    "数据格式": "formats",
    "更新频率": "update_frequency",
    "共享属性": "share_type",
    "共享方式": "share_methods",
    "使用条件": "share_condition",
    "数据分类分级": "data_level",
}

# 《政务信息资源目录编制指南（试行）》（发改高技〔2017〕1272号）核心元数据, by their number, and where each is kept.
THIRTEEN_ELEMENTS = [
    ("1", "信息资源分类", RESOURCE, "/category_code"),
    ("2", "信息资源名称", RESOURCE, "/title"),
    ("4", "信息资源提供方", RESOURCE, "/provider"),
    ("6", "信息资源摘要", RESOURCE, "/abstract"),
    ("7", "信息资源格式", RESOURCE, "/formats"),
    ("8", "信息项信息", RESOURCE, "/items"),
    ("8", "信息项名称", ITEM, "/name"),
    ("8", "信息项数据类型", ITEM, "/data_type"),
    ("8", "信息项长度", ITEM, "/length"),
    ("9.1", "共享类型", RESOURCE, "/share_type"),
    ("9.2", "共享条件", RESOURCE, "/share_condition"),
    ("9.3", "共享方式", RESOURCE, "/share_methods"),
    ("10.1", "是否向社会开放", RESOURCE, "/open_type"),
    ("10.2", "开放条件", RESOURCE, "/open_condition"),
    ("11", "更新周期", RESOURCE, "/update_frequency"),
    ("12", "发布日期", RESOURCE, "/first_published_on"),
    ("13", "关联资源代码", RESOURCE, "/related_codes"),
]
# 3 信息资源代码 is given out when registration passes, 5 信息资源提供方代码 is the provider's own, and 12 发布日期 of an entry
# that this catalogue publishes first is the time of its publication record.
DERIVED_ELEMENTS = {"3", "5", "12"}


def codes_at(path: str, document: dict[str, Any]) -> list[str]:
    return [problem.code for problem in library.check(RESOURCE, document) if problem.path == path]


@pytest.mark.parametrize(("label", "name"), NINE_FACTS.items())
def test_each_of_the_nine_facts_is_a_field_under_the_name_of_the_law(label: str, name: str) -> None:
    field = field_at(RESOURCE, f"/{name}")
    assert field is not None
    assert field.title.zh == label


@pytest.mark.parametrize("name", NINE_FACTS.values())
def test_an_entry_without_one_of_the_nine_facts_is_refused(name: str) -> None:
    """有条件共享 is the case in which all nine apply; 无条件 has no 使用条件, 不予 no 共享方式."""
    complete = a_resource(**CONDITIONAL)
    assert library.check(RESOURCE, complete) == ()
    assert codes_at(f"/{name}", {key: value for key, value in complete.items() if key != name}) in (["required"], [f"{name}_required"])


@pytest.mark.parametrize(("number", "label", "document", "pointer"), THIRTEEN_ELEMENTS)
def test_each_element_of_the_guide_is_a_field_that_an_import_finds_by_its_name(
    number: str, label: str, document: str, pointer: str
) -> None:
    found = field_called(document, label)
    assert found is not None, number
    assert found.pointer == pointer


def test_the_thirteen_elements_are_all_accounted_for() -> None:
    kept = {number.split(".")[0] for number, *_ in THIRTEEN_ELEMENTS}
    assert kept | DERIVED_ELEMENTS == {str(number) for number in range(1, 14)}


def test_the_derived_elements_have_their_form() -> None:
    """The provider's code is the unit's credit code (GB 32100); a resource code is 类项目细目/顺序码."""
    credit_code = field_at(UNIT, "/credit_code")
    assert credit_code is not None
    assert credit_code.kind == "unified-social-credit-code"
    assert codes_at("/related_codes/0", a_resource(related_codes=["307001002/000012"])) == []
    assert codes_at("/related_codes/0", a_resource(related_codes=["307001002000012"])) == ["bad_format"]


def test_a_unit_has_its_credit_code_and_an_office_uses_its_unit_s() -> None:
    """国发〔2015〕33号: every body has one unified code."""
    unit, office = example(UNIT, "unit"), example(UNIT, "office")
    assert [problem.code for problem in library.check(UNIT, {key: unit[key] for key in unit if key != "credit_code"})] == [
        "credit_code_required"
    ]
    assert library.check(UNIT, office) == ()


@pytest.mark.parametrize("missing", ["share_scope", "share_purposes"])
def test_conditional_sharing_lists_scope_and_purposes(missing: str) -> None:
    """国令809 第十五条: 有条件共享的，应当列明共享范围、使用用途."""
    assert codes_at(f"/{missing}", a_resource(**{name: value for name, value in CONDITIONAL.items() if name != missing})) == [
        f"{missing}_required"
    ]


def withheld(**changes: Any) -> dict[str, Any]:
    law = {"kind": "LAW", "title": "中华人民共和国个人信息保护法", "article": "第二十八条"}
    settled = {"share_type": "3", "open_type": "3", "no_share_reason": "法律禁止提供", "legal_basis": law}
    return a_resource("share_methods", items=[an_item("姓名", "3", "3")], **(settled | changes))


@pytest.mark.parametrize("kind", ["LAW", "ADMIN_REG", "SC_DECISION"])
def test_withholding_rests_on_a_law_a_regulation_or_a_state_council_decision(kind: str) -> None:
    """国令809 第十四条: only 法律、行政法规 and 国务院决定 permit 不予共享."""
    assert library.check(RESOURCE, withheld(legal_basis={"kind": kind, "title": "某规定"})) == ()
    assert codes_at("/legal_basis/kind", withheld(legal_basis={"kind": "OTHER", "title": "某规定"})) == ["legal_basis_insufficient"]


def test_withholding_gives_its_reason_and_its_basis() -> None:
    """国令809 第十五条: 不予共享的，应当说明理由，并提供依据."""
    bare = {key: value for key, value in withheld().items() if key not in ("no_share_reason", "legal_basis")}
    assert {problem.code for problem in library.check(RESOURCE, bare)} == {"no_share_reason_required", "legal_basis_required"}


@pytest.mark.parametrize("secret", ["STATE_SECRET", "WORK_SECRET"])
def test_secrets_are_no_government_data(secret: str) -> None:
    """国令809 第三条: 国家秘密、工作秘密 are outside 政务数据; they are not entered at all."""
    assert codes_at("/secrecy_attribute", a_resource(secrecy_attribute="1")) == ["classified_not_allowed"]
    assert codes_at("/items/0/sensitivity", a_resource(items=[an_item("名称", sensitivity=[secret])])) == ["classified_not_allowed"]


@pytest.mark.parametrize("name", ["secrecy_risk", "personal_information"])
def test_both_assessments_say_what_was_found_when_and_by_whom(name: str) -> None:
    """国令809 第十三条: 保密风险评估 and 个人信息保护影响评估 come before the consent of the head of the department."""
    complete = a_full_resource()
    for fact in ("result", "assessed_on", "assessed_by"):
        assessments = {name: {key: value for key, value in complete["assessments"][name].items() if key != fact}}
        assert codes_at(f"/assessments/{name}/{fact}", a_full_resource(assessments=assessments)) == ["required"]


def test_openness_has_the_three_classes_of_the_city() -> None:
    """上海市数据条例 第四十一条: 无条件开放、有条件开放、非开放."""
    assert [entry.zh for entry in library.codelist("open_type")] == ["无条件开放", "有条件开放", "非开放"]


@pytest.mark.parametrize("name", ["open_scope", "open_type", "open_condition", "update_frequency"])
def test_the_list_of_open_data_can_state_scope_class_conditions_and_frequency(name: str) -> None:
    """上海市数据条例 第四十二条: 开放清单 states 范围、类型、条件、更新频率, to everybody."""
    field = field_at(RESOURCE, f"/{name}")
    assert field is not None
    assert field.audience == "open"


@pytest.mark.parametrize("name", ["data_origin", "update_frequency", "data_level", "share_type", "open_type"])
def test_the_catalogue_states_origin_frequency_security_level_and_classes(name: str) -> None:
    """上海市数据条例 第二十八条: 来源、更新频率、安全等级、共享开放属性."""
    field = field_at(RESOURCE, f"/{name}")
    assert field is not None
    assert field.audience in ("open", "shared")


def test_nothing_is_opened_wider_than_it_is_shared() -> None:
    """What departments may have only on conditions, the public does not have without; item by item."""
    assert codes_at("/items/0/open_type", a_resource(items=[an_item("名称", "2", "1")], **CONDITIONAL)) == ["open_looser_than_share"]
    assert (
        codes_at("/items/0/open_type", a_resource(items=[an_item("名称", "2", "2")], open_type="2", open_condition="依申请", **CONDITIONAL))
        == []
    )


def test_an_item_that_is_left_out_does_not_close_the_others() -> None:
    assert library.check(RESOURCE, a_resource(items=[an_item("名称"), an_item("姓名", "3", "3")], **CONDITIONAL)) == ()
