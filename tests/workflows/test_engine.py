"""Deciding: every procedure, stage, action and role, and every reason against an act."""

import uuid
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.actor import Actor
from tests.workflows.values import (
    AUTHOR_ID,
    ELSEWHERE,
    EVERYTHING_HOLDS,
    OFFICE,
    OTHER_ID,
    TODAY,
    UNIT,
    a_deed,
    a_directive,
    a_person,
    every_move,
    everything_asked,
    history_before,
    raw,
    true_facts,
)
from workflows import engine, procedure
from workflows.blueprint import Move, Procedure, Scope
from workflows.duties import History
from workflows.engine import Facts
from workflows.request import Reason, Request
from workflows.roles import ROLES

MOVES = every_move()
OPENING = procedure.current("opening")
NAMES = [f"{rules}:{move.source}:{move.action}:{move.target}" for rules, move in MOVES]


def codes(decision: object) -> list[str]:
    assert isinstance(decision, tuple)
    return [refusal.code for refusal in decision]


def test_only_the_roles_that_the_file_names_may_act_in_any_stage() -> None:
    """Every procedure × stage × action × role, against the files themselves."""
    walked = 0
    for rules in procedure.every():
        document = raw(rules)
        actions = {move["action"] for move in document["moves"]}
        stages = [None, *(stage["name"] for stage in document["stages"])]
        for stage, action, role in product(stages, sorted(actions), ROLES):
            there = [move for move in document["moves"] if move["from"] == stage and move["action"] == action]
            moves = [move for move in rules.moves_from(stage) if move.action == action]
            if not there:
                decision = engine.decide(rules, stage, action, a_person(role), History(), true_facts(), Request())
                assert codes(decision)[0] in ("no_such_move", "case_ended")
                walked += 1
            for written, move in zip(there, moves, strict=True):
                decision = engine.decide(
                    rules, stage, action, a_person(role), history_before(move), true_facts(move.when), everything_asked(move)
                )
                if role in written["roles"]:
                    assert isinstance(decision, Move), (str(rules), stage, action, role, decision)
                else:
                    assert codes(decision) == ["role_missing"]
                walked += 1
    assert walked > 2000


@pytest.mark.parametrize(("rules", "move"), MOVES, ids=NAMES)
def test_whoever_did_a_barred_duty_may_not_make_the_move_and_nobody_else_is_kept_from_it(rules: Procedure, move: Move) -> None:
    """Whatever further roles he has, an administrator of everything included."""
    someone = a_person(*(code for code, role in ROLES.items() if not role.is_administrator))
    for duty in rules.duties - {"author"}:
        before = history_before(move)
        deeds = (replace(before.deeds[0], people=before.deeds[0].people | {someone.person_id}, duty=duty), *before.deeds)
        decision = engine.decide(
            rules, move.source, move.action, someone, History(before.authors, deeds), true_facts(move.when), everything_asked(move)
        )
        if duty in move.not_by:
            assert codes(decision) == ["own_work"]
        else:
            assert isinstance(decision, Move)


@pytest.mark.parametrize(("rules", "move"), MOVES, ids=NAMES)
def test_who_wrote_the_content_may_not_pass_it(rules: Procedure, move: Move) -> None:
    history = replace(history_before(move), authors=frozenset({uuid.UUID(int=99)}))
    decision = engine.decide(rules, move.source, move.action, a_person(*move.roles), history, true_facts(move.when), everything_asked(move))
    assert isinstance(decision, Move) == ("author" not in move.not_by)


@pytest.mark.parametrize(("rules", "move"), MOVES, ids=NAMES)
def test_each_need_that_does_not_hold_is_a_reason_of_its_own(rules: Procedure, move: Move) -> None:
    facts = Facts({**true_facts(move.when).values, **dict.fromkeys(EVERYTHING_HOLDS, False)}, frozenset({OFFICE}), TODAY)
    history = History(deeds=(a_deed("submit", move.only_by[0], uuid.UUID(int=99)), a_deed("look", None))) if move.only_by else History()
    decision = engine.decide(rules, move.source, move.action, a_person(*move.roles), history, facts, everything_asked(move))
    assert (codes(decision) if move.needs else []) == list(move.needs)


@pytest.mark.parametrize(("rules", "move"), MOVES, ids=NAMES)
def test_an_office_role_reaches_its_office_and_unit_and_a_bureau_role_the_house(rules: Procedure, move: Move) -> None:
    def decision(unit: uuid.UUID | None) -> object:
        actor = a_person(*move.roles, unit=unit)
        return engine.decide(rules, move.source, move.action, actor, history_before(move), true_facts(move.when), everything_asked(move))

    assert all(isinstance(decision(unit), Move) for unit in (None, OFFICE, UNIT))
    if move.scope is Scope.OFFICE:
        assert codes(decision(ELSEWHERE)) == ["out_of_scope"]
    else:
        assert isinstance(decision(ELSEWHERE), Move)


@pytest.mark.parametrize(("rules", "move"), MOVES, ids=NAMES)
def test_what_a_move_asks_for_must_be_given_and_what_it_does_not_take_is_not_swallowed(rules: Procedure, move: Move) -> None:
    def decision(request: Request) -> object:
        actor = a_person(*move.roles)
        return engine.decide(rules, move.source, move.action, actor, history_before(move), true_facts(move.when), request)

    if move.asks:
        assert codes(decision(Request(comment="  "))) == ["input_missing"] * len(move.asks)
    taken = {*move.asks, *move.accepts}
    for name, value in (("level", "1"), ("reason", "ERROR"), ("reasons", (Reason("/title", "错别字"),))):
        request = replace(everything_asked(move), **{name: value})  # type: ignore[arg-type]
        assert isinstance(decision(request), Move) == (name in taken)


def test_all_reasons_come_at_once() -> None:
    history = History(frozenset({AUTHOR_ID}), (a_deed("submit", "submit", AUTHOR_ID, to="bureau_decision"),))
    facts = true_facts(level_may_open=False, own_data=False)
    actor = a_person("officer", number=AUTHOR_ID.int)
    decision = engine.decide(OPENING, "bureau_decision", "approve", actor, history, facts, Request(reason="ERROR"))
    assert codes(decision) == ["role_missing", "own_work", "own_work", "level_may_open", "own_data", "input_missing", "input_not_asked"]


def test_somebody_without_an_identity_may_do_nothing() -> None:
    nobody = replace(a_person("officer"), person_id=None)
    decision = engine.decide(OPENING, "drafting", "submit", nobody, History(), true_facts(), Request())
    assert codes(decision) == ["nobody_acts"]


def test_an_ended_case_takes_nothing_more() -> None:
    assert codes(engine.decide(OPENING, "opened", "approve", a_person("bureau_leader"), History(), true_facts(), Request())) == [
        "case_ended"
    ]


def test_without_a_known_office_only_a_grant_for_the_whole_house_counts() -> None:
    nowhere = replace(true_facts(), units=frozenset())
    submit = ("drafting", "submit")
    assert isinstance(engine.decide(OPENING, *submit, a_person("officer"), History(), nowhere, Request()), Move)
    assert codes(engine.decide(OPENING, *submit, a_person("officer", unit=OFFICE), History(), nowhere, Request())) == ["out_of_scope"]


# ---- joint stage


INTO_JOINT = a_deed("approve", "office_review", OTHER_ID, at="office_review", to="joint_review")
SECRECY = a_deed("pass_secrecy", "secrecy_review", uuid.UUID(int=99), at="joint_review", to="joint_review", review="secrecy")
SECURITY = a_deed("pass_security", "security_review", uuid.UUID(int=98), at="joint_review", to="joint_review", review="security")
REVIEWER = a_person("secrecy_reviewer", "security_reviewer")


def joint(action: str, *deeds: object) -> object:
    history = History(deeds=(INTO_JOINT, *deeds))  # type: ignore[arg-type]
    return engine.decide(OPENING, "joint_review", action, REVIEWER, history, true_facts(), Request())


@pytest.mark.parametrize(
    ("first", "then", "done"), [("pass_secrecy", "pass_security", SECRECY), ("pass_security", "pass_secrecy", SECURITY)]
)
def test_two_reviews_in_any_order_and_the_last_moves_the_case_on(first: str, then: str, done: object) -> None:
    staying, moving = joint(first), joint(then, done)
    assert isinstance(staying, Move)
    assert isinstance(moving, Move)
    assert (staying.target, moving.target) == ("joint_review", "central_review")
    assert staying.effects == ()


def test_a_review_is_not_done_twice() -> None:
    assert codes(joint("pass_secrecy", SECRECY)) == ["already_reviewed"]


def test_reviews_begin_anew_when_the_case_comes_back() -> None:
    back = a_deed("return", "countersign", OTHER_ID, at="joint_review", to="drafting")
    again = joint("pass_secrecy", SECRECY, back, INTO_JOINT)
    assert isinstance(again, Move)
    assert again.target == "joint_review"


# ---- level of openness


def levelled(request: Request, *before: str | None, proposed: str = "1", stated: bool = False) -> object:
    """A central review of content that proposes a level, after reviewers who said (or did not say) theirs."""
    deeds = [
        a_deed("pass_secrecy", "secrecy_review", OTHER_ID, level=level, conditions="已定条件" if level == "2" else None) for level in before
    ]
    history = History(deeds=(a_deed("submit", "submit", AUTHOR_ID), *deeds))
    facts = true_facts(open_type=proposed, states_conditions=stated)
    return engine.decide(OPENING, "central_review", "approve", a_person("central_reviewer"), history, facts, request)


@pytest.mark.parametrize(
    ("request_", "before", "proposed", "stated", "code"),
    [
        (Request(), (), "1", False, None),
        (Request(level="1"), (), "1", False, None),
        (Request(level="2", conditions="须说明用途"), (), "1", False, None),
        (Request(level="2"), (), "1", False, "conditions_missing"),
        (Request(level="2", conditions="  "), (), "1", False, "conditions_missing"),
        (Request(level="2"), (), "2", True, None),
        (Request(level="2", conditions="更严"), (), "2", True, None),
        (Request(level="1"), (), "2", True, "level_looser"),
        (Request(level="1"), ("2",), "1", False, "level_looser"),
        (Request(level="2"), (None, "2"), "1", False, None),
        (Request(), ("2",), "1", False, None),
        (Request(level="3"), (), "1", False, "level_unknown"),
        (Request(level="0"), (), "1", False, "level_unknown"),
        (Request(conditions="无人要求"), (), "1", False, "conditions_idle"),
        (Request(level="1", conditions="无人要求"), (), "1", False, "conditions_idle"),
        (Request(conditions="补充条件"), ("2",), "1", False, None),
    ],
)
def test_reviewers_may_make_the_level_stricter_never_looser(
    request_: Request, before: tuple[str | None, ...], proposed: str, stated: bool, code: str | None
) -> None:
    decision = levelled(request_, *before, proposed=proposed, stated=stated)
    assert isinstance(decision, Move) if code is None else codes(decision) == [code]


def test_what_reviewers_said_of_an_earlier_version_has_lapsed() -> None:
    deeds = (
        a_deed("submit", "submit", AUTHOR_ID),
        a_deed("pass_secrecy", "secrecy_review", OTHER_ID, level="2", conditions="用途"),
        a_deed("submit", "submit", AUTHOR_ID),
    )
    assert engine.standing_level(History(deeds=deeds), true_facts()) == "1"
    assert engine.standing_conditions(History(deeds=deeds)) is None
    assert engine.standing_level(History(deeds=deeds[:2]), true_facts()) == "2"


# ---- grade of a change


CHANGE = procedure.current("change")


@pytest.mark.parametrize(
    ("then", "now", "target"),
    [
        ((), "ordinary", "changed"),
        (("ordinary", None), "correction", "changed"),
        (("major", None), "ordinary", "bureau_decision"),
        (("ordinary", "major", None), "correction", "bureau_decision"),
    ],
)
def test_a_change_never_becomes_lighter_while_it_is_under_review(then: tuple[str | None, ...], now: str, target: str) -> None:
    deeds = [a_deed("submit", "submit", AUTHOR_ID), *(a_deed("approve", None, OTHER_ID, grade=grade) for grade in then)]
    reviewed = (a_deed("x", "secrecy_review", OTHER_ID), a_deed("x", "security_review", OTHER_ID))
    history, facts = History(deeds=(*deeds, *reviewed)), true_facts(grade=now, exposure="open")
    centre = a_person("central_reviewer")
    decision = engine.decide(CHANGE, "central_review", "approve", centre, history, facts, Request())
    assert isinstance(decision, Move)
    assert decision.target == target
    offered = [choice.move for choice in engine.choices(CHANGE, "central_review", centre, history, facts)]
    assert decision in offered


def test_a_returned_change_may_come_again_as_a_lighter_one() -> None:
    deeds = (
        a_deed("submit", "submit", AUTHOR_ID, grade="major"),
        a_deed("return", "office_review", OTHER_ID, at="office_review", to="drafting"),
    )
    facts = true_facts(grade="correction")
    assert engine.graded(History(deeds=deeds), facts) == {"grade": "correction"}
    assert engine.graded(History(deeds=deeds[:1]), facts) == {"grade": "major"}
    assert engine.graded(History(deeds=deeds[:1]), Facts()) == {}


# ---- decisions recorded from paper


NOTHING_YET = History()


def recorded(recorder: int = 99, *roles: str, history: History = NOTHING_YET, signers: tuple[Actor, ...] = (), **changes: object) -> object:
    request = Request(level="1", directive=a_directive(**changes))
    facts = replace(true_facts(), signers=signers)
    return engine.decide(OPENING, "bureau_decision", "approve", a_person(*roles, number=recorder), history, facts, request)


def a_signer(*roles: str, name: str = "王局长", number: int = 50) -> Actor:
    return replace(a_person(*roles, number=number), name=name)


def test_the_catalogue_administrator_may_record_what_a_leader_signed() -> None:
    assert isinstance(recorded(99, "catalogue_admin"), Move)
    assert codes(recorded(99, "officer")) == ["role_missing"]
    assert codes(
        engine.decide(OPENING, "bureau_decision", "approve", a_person("catalogue_admin"), History(), true_facts(), Request(level="1"))
    ) == ["role_missing"]


@pytest.mark.parametrize("duty", ["submit", "office_review", "secrecy_review", "security_review", "countersign", "central_review"])
def test_neither_recorder_nor_signer_may_have_decided_before(duty: str) -> None:
    history = History(deeds=(a_deed("approve", duty, uuid.UUID(int=50)),))
    assert codes(recorded(50, "catalogue_admin", history=history)) == ["own_work"]
    assert codes(recorded(99, "catalogue_admin", history=history, signers=(a_signer("bureau_leader"),))) == ["signer_own_work"]


def test_neither_recorder_nor_signer_may_have_written_the_content() -> None:
    history = History(authors=frozenset({uuid.UUID(int=50)}))
    assert codes(recorded(50, "catalogue_admin", history=history)) == ["own_work"]
    assert codes(recorded(99, "catalogue_admin", history=history, signers=(a_signer("bureau_leader"),))) == ["signer_own_work"]


@pytest.mark.parametrize(
    ("signers", "code"),
    [
        ((a_signer("bureau_leader"),), None),
        ((a_signer("bureau_leader", name="王 局　长"),), None),
        ((), None),
        ((a_signer("duty_officer"),), "signer_role_missing"),
        ((a_signer(),), "signer_role_missing"),
        ((a_signer("bureau_leader", name="李局长"),), "signer_misnamed"),
        ((a_signer("bureau_leader"), a_signer("bureau_leader", number=51)), "signer_ambiguous"),
    ],
)
def test_the_signer_is_the_one_who_may_decide(signers: tuple[Actor, ...], code: str | None) -> None:
    """A leader without an account may sign; whoever is registered signs only what he could decide himself."""
    decision = recorded(99, "catalogue_admin", signers=signers)
    assert isinstance(decision, Move) if code is None else codes(decision) == [code]


def test_an_account_that_nobody_has_signs_nothing() -> None:
    assert codes(recorded(99, "catalogue_admin", signer_id=uuid.UUID(int=50))) == ["signer_unknown"]


def test_a_signer_is_bound_to_his_office_where_the_move_is() -> None:
    document = raw(OPENING)
    for move in document["moves"]:
        move["scope"] = "office"
    request = Request(level="1", directive=a_directive())
    for unit, expected in ((OFFICE, []), (ELSEWHERE, ["signer_out_of_scope"])):
        signer = replace(a_person("bureau_leader", unit=unit), name="王局长")
        facts = replace(true_facts(), signers=(signer,))
        recorder = a_person("catalogue_admin", number=98)
        decision = engine.decide(procedure.parse(document), "bureau_decision", "approve", recorder, History(), facts, request)
        assert ([] if isinstance(decision, Move) else codes(decision)) == expected


@pytest.mark.parametrize("changes", [{"signer": " "}, {"number": ""}, {"scan_digest": "5c"}])
def test_a_paper_is_complete(changes: dict[str, object]) -> None:
    assert codes(recorded(99, "catalogue_admin", **changes)) == ["paper_incomplete"]


def test_a_paper_is_not_from_the_future() -> None:
    assert codes(recorded(99, "catalogue_admin", signed_on=TODAY + timedelta(days=1))) == ["paper_from_the_future"]


@pytest.mark.parametrize(("rules", "move"), MOVES, ids=NAMES)
def test_only_the_bureaus_decision_can_be_recorded_from_paper(rules: Procedure, move: Move) -> None:
    request = replace(everything_asked(move), directive=a_directive())
    actor = a_person("catalogue_admin", *move.roles)
    decision = engine.decide(rules, move.source, move.action, actor, history_before(move), true_facts(move.when), request)
    assert isinstance(decision, Move) == (move.source == "bureau_decision")


# ---- choices


def test_choices_show_every_action_of_the_stage_once_with_all_that_is_against_it() -> None:
    history = History(frozenset({uuid.UUID(int=99)}), (a_deed("submit", "submit", AUTHOR_ID, to="bureau_decision"),))
    offered = engine.choices(OPENING, "bureau_decision", a_person("officer"), history, true_facts(own_data=False))
    assert [choice.move.action for choice in offered] == ["approve", "return", "refuse"]
    assert [refusal.code for refusal in offered[0].refusals] == ["role_missing", "own_work", "own_data"]


def test_a_recorder_is_told_that_he_acts_from_paper() -> None:
    by_recorder = engine.choices(OPENING, "bureau_decision", a_person("catalogue_admin"), History(), true_facts())
    by_leader = engine.choices(OPENING, "bureau_decision", a_person("bureau_leader", "catalogue_admin"), History(), true_facts())
    assert [(choice.on_paper, choice.refusals) for choice in by_recorder] == [(True, ())] * 3
    assert not any(choice.on_paper for choice in by_leader)


def test_a_branch_that_is_not_open_is_said_to_be_so() -> None:
    change = procedure.current("change")
    offered = engine.choices(change, "second_look", a_person("office_reviewer"), History(), true_facts(grade="major", exposure="open"))
    approve = next(choice for choice in offered if choice.move.action == "approve")
    assert [refusal.code for refusal in approve.refusals] == ["not_this_way"]


def test_choices_follow_the_branch_that_is_open() -> None:
    change = procedure.current("change")
    for facts, target in (({"grade": "ordinary"}, "changed"), ({"grade": "major", "exposure": "shared"}, "bureau_decision")):
        offered = engine.choices(change, "central_review", a_person("central_reviewer"), History(), true_facts(**facts))  # type: ignore[arg-type]
        assert [choice.move.target for choice in offered if choice.move.action == "approve"] == [target]


PEOPLE = st.integers(min_value=1, max_value=5)
DEEDS = st.lists(
    st.builds(
        lambda duty, number: a_deed("x", duty, uuid.UUID(int=number)),
        st.sampled_from(sorted(OPENING.duties)),
        PEOPLE,
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(MOVES),
    PEOPLE,
    st.sets(st.sampled_from(sorted(ROLES))),
    DEEDS,
    st.sets(PEOPLE, max_size=2),
    st.sets(st.sampled_from(sorted(EVERYTHING_HOLDS))),
)
def test_what_is_offered_without_a_refusal_can_be_done(
    place: tuple[Procedure, Move], number: int, roles: set[str], deeds: list[object], authors: set[int], broken: set[str]
) -> None:
    rules, move = place
    history = History(frozenset(uuid.UUID(int=author) for author in authors), tuple(deeds))  # type: ignore[arg-type]
    facts = true_facts(move.when, **dict.fromkeys(broken, False))
    actor = a_person(*roles, number=number)
    offered = next(choice for choice in engine.choices(rules, move.source, actor, history, facts) if choice.move is move)
    request = everything_asked(move)
    if offered.on_paper:
        request = replace(request, directive=a_directive())
    decision = engine.decide(rules, move.source, move.action, actor, history, facts, request)
    assert (() if isinstance(decision, Move) else decision) == offered.refusals
