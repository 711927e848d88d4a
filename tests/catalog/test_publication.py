"""What is in force, for whom, and what the log tells each audience."""

import json
from typing import Any

import pytest
from sqlmodel import Session, select

from catalog import audit, drafting, publication, publication_log, resource_code, revision
from catalog.database import open_session
from catalog.errors import ConflictError
from catalog.publication_log import Record
from catalog.resource import DataResource
from portal.migrations.tables import METADATA
from tests.support.entries import CLERK, a_bureau, a_distribution, a_sealed_entry, an_entry, an_item, an_open_entry
from tests.support.registry import House
from tests.support.statements import counted

INTERNAL_MARKS = ("LH02", "公园管理信息系统", "T_PARK", "内部备注", "示例经办人", "GENERAL", "sh-lhsr-parks")


@pytest.fixture
def bureau(house: House) -> House:
    with house.writing() as session:
        a_bureau(session)
    return house


def told(house: House, audience: str = "open") -> list[Record]:
    with house.reading() as session:
        return [one for one in publication_log.records_after(session, audience, 0, 1000) if one.subject_kind == "entry"]


def content(record: Record) -> dict[str, Any]:
    assert record.content is not None
    return record.content


def test_opening_tells_the_public_only_what_is_open(bureau: House) -> None:
    with bureau.writing() as session:
        an_open_entry(
            session,
            source_tables=[{"database": "PARKDB", "table": "T_PARK"}],
            officer_contact={"name": "示例经办人", "phone": "021-5555 0101"},
            remarks="内部备注",
            items=[an_item(), an_item("负责人姓名", share_type="3", open_type="3", sensitivity=["PI"])],
            share_type="2",
            share_condition="仅供公园管理",
            share_scope="市级部门",
            share_purposes=["WORK_REF"],
        )
    (record,) = told(bureau)
    text = json.dumps(record.content, ensure_ascii=False)
    assert [item["name"] for item in content(record)["document"]["items"]] == ["公园名称"]
    assert "负责人姓名" not in text
    assert not [mark for mark in INTERNAL_MARKS if mark in text]
    assert content(record)["business_line"] == "LH"


def test_other_offices_see_the_shared_fields_and_every_item(bureau: House) -> None:
    with bureau.writing() as session:
        an_open_entry(session, remarks="内部备注", items=[an_item()])
    (record,) = told(bureau, "shared")
    assert content(record)["document"]["share_type"] == "1"
    assert "remarks" not in content(record)["document"]


def test_data_of_conditionally_open_entries_is_not_offered(bureau: House) -> None:
    with bureau.writing() as session:
        an_open_entry(session, open_type="2", open_condition="签订数据利用协议", items=[an_item(open_type="2")])
    assert content(told(bureau)[0])["document"]["distributions"] == []


def test_a_distribution_for_other_offices_is_not_told_to_the_public(bureau: House) -> None:
    with bureau.writing() as session:
        an_open_entry(
            session,
            distributions=[a_distribution(), a_distribution(title="内部库表", kind="DATABASE", format="oracle", offered_to="shared")],
        )
    assert [one["title"] for one in content(told(bureau)[0])["document"]["distributions"]] == ["公园名录（CSV）"]


def test_a_draft_beside_leaves_the_open_version_untouched(bureau: House) -> None:
    with bureau.writing() as session:
        entry, _ = an_open_entry(session)
        draft = drafting.start_change(session, CLERK, entry)
        drafting.save(session, CLERK, draft, an_entry(title="改了名的公园"), draft.version)
        drafting.seal(session, CLERK, draft)
    assert [content(one)["document"]["title"] for one in told(bureau)] == ["公园基本信息"]


def test_neighbours_are_told_again_when_one_opens_and_when_it_ends(bureau: House) -> None:
    with bureau.writing() as session:
        first, _ = an_open_entry(session)
        code = first.code
        second, sealed = a_sealed_entry(session, title="公园游客量", related_codes=[code])
        publication.share(session, CLERK, second, sealed)
    with bureau.writing() as session:
        publication.open_up(session, CLERK, session.merge(second), session.merge(sealed))
    latest = {one.subject_id: content(one) for one in told(bureau)}
    assert latest[str(second.id)]["related"] == [{"code": code, "name": first.name, "title": "公园基本信息"}]
    with bureau.writing() as session:
        publication.withdraw(session, CLERK, session.merge(first), "open", "OUTDATED")
    latest = {one.subject_id: content(one) for one in told(bureau)}
    assert latest[str(second.id)]["related"] == []
    assert code not in json.dumps(latest[str(second.id)])


def test_a_relation_to_what_is_not_open_is_not_told(bureau: House) -> None:
    with bureau.writing() as session:
        closed, sealed = a_sealed_entry(session, title="不开放的目录")
        publication.share(session, CLERK, closed, sealed)
        an_open_entry(session, related_codes=[closed.code])
    (record,) = told(bureau)
    assert closed.code is not None
    assert closed.code not in json.dumps(record.content)


@pytest.mark.parametrize(("reason", "shows_title"), [("OUTDATED", True), ("SECRECY", False), ("PRIVACY", False), ("RIGHTS", False)])
def test_a_tombstone_is_silent_when_the_reason_is_somebodys_secret_or_right(bureau: House, reason: str, shows_title: bool) -> None:
    with bureau.writing() as session:
        entry, _ = an_open_entry(session)
        publication.withdraw(session, CLERK, entry, "open", reason)
    (record,) = told(bureau)
    assert record.act == "withdraw"
    assert ("title" in content(record)) is shows_title


def test_a_suspended_entry_comes_back_as_the_same_version(bureau: House) -> None:
    with bureau.writing() as session:
        entry, sealed = an_open_entry(session)
    with bureau.writing() as session:
        publication.suspend(session, CLERK, session.merge(entry), "REVIEW")
    with bureau.writing() as session:
        publication.restore(session, CLERK, session.get_one(DataResource, entry.id))
    assert [one.act for one in told(bureau)] == ["publish", "suspend", "publish"]
    with bureau.reading() as session:
        assert session.get_one(DataResource, entry.id).open_revision_id == sealed.id


def test_what_is_no_longer_shared_is_no_longer_open(bureau: House) -> None:
    with bureau.writing() as session:
        entry, _ = an_open_entry(session)
        publication.withdraw(session, CLERK, entry, "shared", "MERGED")
    assert told(bureau)[-1].act == "withdraw"
    assert told(bureau, "shared")[-1].act == "withdraw"


def test_a_revoked_entry_keeps_its_code_and_takes_no_more_deeds(bureau: House) -> None:
    with bureau.writing() as session:
        entry, sealed = an_open_entry(session)
        publication.revoke(session, CLERK, entry, "SYSTEM_RETIRED")
        assert entry.code == "307001/000001"
        with pytest.raises(ConflictError, match="revoked"):
            publication.share(session, CLERK, entry, sealed)


def test_erasing_destroys_content_everywhere_and_every_chain_still_verifies(bureau: House) -> None:
    mark = "绝不应录入的内容"
    with bureau.writing() as session:
        entry, _ = an_open_entry(session, title=mark, abstract=f"{mark}，应当彻底清除，不留任何副本。")
        drafting.start_change(session, CLERK, entry)
    with bureau.writing() as session:
        publication.erase(session, CLERK, session.merge(entry), "SECRECY")
    with bureau.reading() as session:
        assert list(audit.verify(session)) == []
        assert not [row for table in _every_row(session) for row in table if mark in str(row)]
    for audience in ("open", "shared"):
        assert told(bureau, audience)[-1].act == "erase"
        assert set(content(told(bureau, audience)[-1])) == {"id", "name", "ended_on", "reason"}


def _every_row(session: Session) -> list[list[Any]]:
    return [list(session.execute(select(table)).all()) for table in METADATA.tables.values()]


def test_what_was_suspended_meanwhile_is_not_told_again_by_a_neighbour(postgresql_house: House) -> None:
    """Two deeds at once: one opens an entry whose neighbour the other suspends; the public must not get the neighbour back."""
    with postgresql_house.writing() as session:
        a_bureau(session)
        neighbour, _ = an_open_entry(session, title="邻居目录")
        entry, sealed = a_sealed_entry(session, title="后开的目录", related_codes=[neighbour.code])
        publication.share(session, CLERK, entry, sealed)
    registry = postgresql_house.registry
    with open_session(registry, writing=True) as opening, open_session(registry, writing=True) as stopping:
        publication.open_up(opening, CLERK, opening.get_one(DataResource, entry.id), revision.get(opening, sealed.id))
        opening.flush()
        publication.suspend(stopping, CLERK, stopping.get_one(DataResource, neighbour.id), "SECRECY")
        stopping.commit()
        opening.commit()
    last = {record.subject_id: record for record in told(postgresql_house)}
    assert last[str(neighbour.id)].act == "suspend"
    assert content(last[str(entry.id)])["related"] == []


def test_erasing_reaches_what_neighbours_said_of_the_entry(bureau: House) -> None:
    mark = "应当清除的名称"
    with bureau.writing() as session:
        entry, _ = an_open_entry(session, title=mark, identifiers=[{"scheme": "city", "value": mark}])
        code = entry.code
    with bureau.writing() as session:
        an_open_entry(session, title="邻居目录", related_codes=[code])
    with bureau.writing() as session:
        publication.erase(session, CLERK, session.merge(entry), "SECRECY")
    with bureau.reading() as session:
        assert list(audit.verify(session)) == []
        assert not [row for table in _every_row(session) for row in table if mark in str(row)]


def test_an_entry_that_the_public_never_saw_ends_without_a_word_to_it(bureau: House) -> None:
    with bureau.writing() as session:
        entry, sealed = a_sealed_entry(session)
        publication.share(session, CLERK, entry, sealed)
    with bureau.writing() as session:
        publication.erase(session, CLERK, session.merge(entry), "SECRECY")
    assert told(bureau) == []
    assert [one.act for one in told(bureau, "shared")] == ["publish", "erase"]


def test_codes_count_by_category_and_are_never_reused(bureau: House) -> None:
    with bureau.writing() as session:
        codes = [
            a_sealed_entry(session, title=title, category_code=category)[0].code
            for title, category in (("甲类目录", "307001"), ("乙类目录", "307002"), ("丙类目录", "307001"))
        ]
    assert codes == ["307001/000001", "307002/000001", "307001/000002"]
    with bureau.writing() as session:
        entry = session.exec(select(DataResource)).first()
        assert entry is not None
        assert resource_code.issue(session, entry, "307009") == entry.code


def test_opening_takes_the_same_number_of_statements_whatever_the_catalogue_holds(bureau: House) -> None:
    def cost(title: str) -> int:
        with bureau.writing() as session:
            entry, sealed = a_sealed_entry(session, title=title)
            publication.share(session, CLERK, entry, sealed)
        with bureau.writing() as session, counted(session) as statements:
            publication.open_up(session, CLERK, session.get_one(DataResource, entry.id), revision.get(session, sealed.id))
            session.commit()
        return len(statements)

    few = cost("第一条目录")
    with bureau.writing() as session:
        for number in range(30):
            an_open_entry(session, title=f"众多目录之{number}")
    assert cost("最后一条目录") == few
