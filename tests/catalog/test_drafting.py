"""Drafts: nobody loses what another wrote, and only what is valid becomes a version."""

import pytest
from sqlalchemy.exc import IntegrityError

from catalog import drafting, publication, resource
from catalog.database import open_session
from catalog.drafting import Draft
from catalog.errors import ConflictError, InvalidDocumentError, StaleDraftError
from catalog.revision import ResourceRevision
from tests.support.entries import CLERK, OFFICE, a_bureau, a_distribution, an_entry, an_open_entry
from tests.support.registry import House, a_person


@pytest.fixture
def bureau(house: House) -> House:
    with house.writing() as session:
        a_bureau(session)
    return house


def test_the_second_of_two_who_opened_the_same_draft_is_told(bureau: House) -> None:
    with bureau.writing() as session:
        draft = drafting.start(session, CLERK, an_entry())
        opened = draft.version
        drafting.save(session, CLERK, draft, an_entry(title="先存的"), opened)
        with pytest.raises(StaleDraftError):
            drafting.save(session, CLERK, draft, an_entry(title="后存的"), opened)
        assert draft.document["title"] == "先存的"


def test_of_two_savers_at_the_same_moment_one_is_told(postgresql_house: House) -> None:
    with postgresql_house.writing() as session:
        a_bureau(session)
        draft = drafting.start(session, CLERK, an_entry())
    with open_session(postgresql_house.registry, writing=True) as one, open_session(postgresql_house.registry, writing=True) as other:
        first, second = one.get_one(Draft, draft.id), other.get_one(Draft, draft.id)
        drafting.save(one, CLERK, first, an_entry(title="先存的"), 1)
        one.commit()
        with pytest.raises(StaleDraftError):
            drafting.save(other, CLERK, second, an_entry(title="后存的"), 1)


def test_everybody_who_wrote_is_an_author(bureau: House) -> None:
    with bureau.writing() as session:
        one, other = a_person(session, "one"), a_person(session, "other")
        draft = drafting.start(session, one, an_entry())
        drafting.save(session, other, draft, an_entry(), draft.version)
        assert set(drafting.seal(session, other, draft).authors) == {str(one.person_id), str(other.person_id)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": None}, "required"),
        ({"provider": "no-such-unit"}, "unresolved_reference"),
        ({"provider": OFFICE}, "unresolved_reference"),
        ({"business_system": "ZZ99"}, "unresolved_reference"),
        ({"produced_by": ["SP-999"]}, "unresolved_reference"),
        ({"related_codes": ["307001/000099"]}, "unresolved_reference"),
    ],
)
def test_a_draft_may_be_incomplete_but_is_not_sealed(bureau: House, changes: dict[str, object], code: str) -> None:
    with bureau.writing() as session:
        draft = drafting.start(session, CLERK, an_entry(**changes))
        with pytest.raises(InvalidDocumentError) as refused:
            drafting.seal(session, CLERK, draft)
        assert code in {problem.code for problem in refused.value.problems}


def test_a_title_is_unique_within_its_provider(bureau: House) -> None:
    with bureau.writing() as session:
        an_open_entry(session)
        draft = drafting.start(session, CLERK, an_entry())
        assert [problem.code for problem in drafting.problems_of(session, draft)] == ["title_taken"]


def test_an_entry_has_at_most_one_draft(bureau: House) -> None:
    with bureau.writing() as session:
        entry, _ = an_open_entry(session)
        drafting.start_change(session, CLERK, entry)
        with pytest.raises(ConflictError):
            drafting.start_change(session, CLERK, entry)


def test_a_returned_version_becomes_a_draft_again(bureau: House) -> None:
    with bureau.writing() as session:
        draft = drafting.start(session, CLERK, an_entry())
        sealed = drafting.seal(session, CLERK, draft)
        again = drafting.reopen(session, CLERK, sealed)
        assert again.document == sealed.document
        assert again.base_revision_id == sealed.id


def test_a_code_of_others_belongs_to_one_entry_only(bureau: House) -> None:
    given = [{"scheme": "city-platform", "value": "SH-001"}]
    with bureau.writing() as session:
        draft = drafting.start(session, CLERK, an_entry(identifiers=given))
        assert resource.by_identifiers(session, given) == resource.get(session, draft.resource_id)
        with pytest.raises(ConflictError):
            drafting.start(session, CLERK, an_entry(title="另一条目录", identifiers=given))


def test_a_file_without_identity_gets_one_and_keeps_it(bureau: House) -> None:
    nameless = a_distribution()
    del nameless["id"]
    with bureau.writing() as session:
        draft = drafting.start(session, CLERK, an_entry(distributions=[nameless]))
        first = draft.document["distributions"][0]["id"]
        drafting.save(session, CLERK, draft, an_entry(distributions=[nameless]), draft.version)
        assert draft.document["distributions"][0]["id"] == first


def test_a_decision_derives_a_version_and_alters_none(bureau: House) -> None:
    with bureau.writing() as session:
        _, sealed = an_open_entry(session)
        stricter = drafting.derive(session, CLERK, sealed, {"open_condition": "仅供研究"})
        assert (sealed.number, stricter.number) == (1, 2)
        assert "open_condition" not in (session.get_one(ResourceRevision, sealed.id).document or {})


def test_a_pointer_cannot_lead_to_another_entrys_version(bureau: House) -> None:
    with bureau.writing() as session:
        _, foreign = an_open_entry(session)
        entry, _ = an_open_entry(session, title="另一条目录")
        with pytest.raises(IntegrityError):
            publication.open_up(session, CLERK, entry, foreign)
        session.rollback()
