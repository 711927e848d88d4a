"""The procedure files: released once, sound, and described."""

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from schemas import library
from workflows import drawing, effects, engine, facts, procedure, proof
from workflows.blueprint import Procedure
from workflows.proof import FaultyProcedureError
from workflows.refusals import TEXTS, Refusal, RefusedError
from workflows.roles import ROLES, conflicts, may_join
from workflows.staffing import least_people, ways
from workflows.vocabulary import BRANCHES, DUTIES, EFFECTS, INPUTS, NEEDS

HERE = Path(__file__).parent
RELEASED = json.loads((HERE / "released_procedures.json").read_text(encoding="utf-8"))
PAGE = (HERE.parents[1] / "docs" / "procedures.md").read_text(encoding="utf-8")
Document = dict[str, Any]


def content(name: str, version: int) -> str:
    return (procedure.DIRECTORY / f"{name}.v{version}.json").read_text(encoding="utf-8")


def registration() -> Document:
    return deepcopy(json.loads(content("registration", 1)))


def test_a_released_file_never_changes() -> None:
    """A case finishes under the version it began with, so a new rule is a new file."""
    found = {f"{name}.v{version}": hashlib.sha256(content(name, version).encode()).hexdigest() for name, version in procedure.released()}
    assert found == RELEASED


@pytest.mark.parametrize(("name", "version"), procedure.released())
def test_a_file_satisfies_the_schema_and_says_its_own_name(name: str, version: int) -> None:
    document = json.loads(content(name, version))
    assert library.check("procedure", document) == ()
    assert (document["name"], document["version"]) == (name, version)


LEAST = {
    "registration": {4},
    "opening": {5},
    "registration_and_opening": {5},
    "inheritance": {2},
    "suspension": {2},
    "withdrawal": {2},
    "revocation": {3},
    "expunction": {2},
}


@pytest.mark.parametrize("name", LEAST)
def test_how_few_people_can_do_it(name: str) -> None:
    rules = procedure.current(name)
    assert {least_people((rules, way)) for way in ways(rules)} == LEAST[name]


@pytest.mark.parametrize(
    ("grade", "exposure", "people"),
    [
        ("correction", "open", 2),
        ("ordinary", "open", 3),
        ("major", "open", 5),
        ("correction", "shared", 2),
        ("ordinary", "shared", 3),
        ("major", "shared", 4),
    ],
)
def test_a_change_is_looked_at_by_more_people_the_graver_it_is(grade: str, exposure: str, people: int) -> None:
    assert least_people((procedure.current("change"), {"grade": grade, "exposure": exposure})) == people


def test_from_draft_to_open_takes_five_people_either_way() -> None:
    together = (procedure.current("registration_and_opening"), {})
    registered, opened = (procedure.current("registration"), {}), (procedure.current("opening"), {})
    assert least_people(together) == least_people(registered, opened) == 5


def without_separation(document: Document) -> None:
    for move in document["moves"]:
        move["not_by"] = []


def test_the_search_for_people_sees_what_the_separation_of_duties_costs() -> None:
    document = registration()
    without_separation(document)
    assert least_people((procedure.parse(document), {})) == 1


def test_administrators_cannot_fill_in_for_a_business_role() -> None:
    document = registration()
    without_separation(document)
    document["moves"][-3]["roles"] = ["system_admin"]
    assert least_people((procedure.parse(document), {})) == 2


def spoilt(change: Callable[[Document], None]) -> Document:
    document = registration()
    change(document)
    return document


def unreachable(document: Document) -> None:
    document["stages"].append({**document["stages"][1], "name": "limbo"})
    document["moves"].append({**document["moves"][4], "from": "limbo"})


def trapped(document: Document) -> None:
    document["moves"] = [move for move in document["moves"] if move["from"] != "bureau_decision"]
    waiting = {"from": "bureau_decision", "to": "bureau_decision", "action": "wait", "duty": "bureau_decision"}
    document["moves"].append({**document["moves"][-1], **waiting})


def impossible(document: Document) -> None:
    for move in document["moves"]:
        if move["from"] == "bureau_decision":
            move["only_by"], move["not_by"] = ["submit"], ["submit"]


def setting(place: int, **changes: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["moves"][place] |= changes

    return change


SPOILT: tuple[tuple[str, Callable[[Document], None]], ...] = (
    ("limbo: never reached", unreachable),
    ("bureau_decision: cannot end", trapped),
    ("no crew can finish it", impossible),
    ("begin: unknown word wizard", setting(0, roles=["wizard"])),
    ("begin: unknown word moonlight", setting(0, needs=["moonlight"])),
    ("begin: unknown word explode", setting(0, effects=["explode"])),
    ("begin: unknown word blood", setting(0, asks=["blood"])),
    ("submit: unknown word haggle", setting(1, duty="haggle")),
    ("approve: unknown word second_look", setting(4, not_by=["second_look"])),
    ("begin: unknown word mood", setting(0, when={"mood": ["good"]})),
    ("begin: unknown word fatal", setting(0, when={"grade": ["fatal"]})),
    ("begin: no stage nowhere", setting(0, to="nowhere")),
    ("begin: nobody may do it", setting(0, roles=[])),
    ("return from office_review: asks for no reason", setting(5, asks=[])),
    ("approve from office_review: two moves at the same time", lambda document: document["moves"].append(document["moves"][4])),
    ("drafting: only an end has an outcome", lambda document: document["stages"][0].update(outcome="done")),
    ("drafting: only a joint stage has reviews", lambda document: document["stages"][0].update(kind="joint")),
    ("approve from bureau_decision: renews without applying the level", setting(-3, effects=["renew"])),
    ("approve from bureau_decision: renews without applying the level", setting(-3, effects=["renew", "apply_level"])),
    ("approve from bureau_decision: puts in force without asking for title_free", setting(-3, needs=["not_revoked"])),
    ("nothing begins a case", lambda document: document["moves"].pop(0)),
    ("office_review: no basis NOWHERE-1", lambda document: document["stages"][1]["clocks"][0].update(basis="NOWHERE-1")),
    ("two stages have the same name", lambda document: document["stages"].append(document["stages"][0])),
)


@pytest.mark.parametrize(("fault", "change"), SPOILT, ids=[fault for fault, _ in SPOILT])
def test_a_faulty_procedure_is_refused_when_it_is_proved(fault: str, change: Callable[[Document], None]) -> None:
    with pytest.raises(FaultyProcedureError) as refused:
        proof.prove(procedure.parse(spoilt(change)))
    assert any(fault in found for found in refused.value.faults)


def test_a_key_that_nobody_knows_is_refused() -> None:
    with pytest.raises(TypeError):
        procedure.parse(spoilt(lambda document: document["moves"][0].update(urgent=True)))


def test_every_word_a_procedure_may_use_has_something_behind_it() -> None:
    of_history = {"untouched", "jointly_reviewed"}
    assert set(effects.EFFECTS) == EFFECTS
    assert set(facts.JUDGEMENTS) | of_history == set(NEEDS) | set(BRANCHES)


def test_every_word_of_the_vocabulary_is_used_by_some_procedure() -> None:
    moves = [move for rules in procedure.every() for move in rules.moves]
    assert {need for move in moves for need in move.needs} == set(NEEDS)
    assert {effect for move in moves for effect in move.effects} == EFFECTS
    assert {word for move in moves for word in (*move.asks, *move.accepts)} == set(INPUTS)
    assert {duty for rules in procedure.every() for duty in rules.duties} == set(DUTIES)


PARAMETERS = {"action": "approve", "roles": "officer bureau_leader", "duty": "author", "input": "level", "level": "2", "reason": "X"}


@pytest.mark.parametrize("code", [*TEXTS, *NEEDS])
def test_every_refusal_has_a_text_in_both_languages(code: str) -> None:
    refusal = Refusal(code, PARAMETERS)
    zh, en = refusal.text("zh"), refusal.text("en")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in zh)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in en)
    assert "{" not in zh + en


def test_a_refusal_speaks_the_words_of_the_office_and_carries_all_reasons() -> None:
    refused = RefusedError([Refusal("role_missing", {"roles": "bureau_leader"}), Refusal("level_looser", {"level": "2"})])
    assert refused.text("zh") == "此步由局领导办理。开放等级只能从严（目前为有条件开放）；要放宽请退回申报处室。"
    assert refused.text("en").startswith("This step is for: Bureau leader.")
    assert [refusal.code for refusal in refused.refusals] == ["role_missing", "level_looser"]


def test_the_three_administrators_exclude_one_another_and_every_business_role() -> None:
    """三员分立."""
    administrators = {code for code, role in ROLES.items() if role.is_administrator}
    assert administrators == {"system_admin", "security_admin", "audit_admin"}
    for one in ROLES:
        for other in ROLES:
            assert conflicts(one, other) == (one != other and bool({one, other} & administrators))
    assert may_join("secrecy_reviewer", ["security_reviewer"])
    assert not may_join("audit_admin", ["officer"])


def test_the_page_in_the_docs_is_the_procedures() -> None:
    assert drawing.page() == PAGE


@pytest.mark.parametrize("rules", procedure.every(), ids=str)
def test_the_drawing_names_every_stage_and_every_move(rules: Procedure) -> None:
    drawn = drawing.mermaid(rules)
    assert f"```mermaid\n{drawn}\n```" in PAGE
    for stage in rules.stages:
        assert f'state "{stage.title.zh} {stage.title.en}" as {stage.name}' in drawn
    for move in rules.moves:
        arrow = next(line for line in drawn.splitlines() if line.startswith(f"    {move.source or '[*]'} --> {move.target}:"))
        assert move.title.zh in arrow


def test_levels_are_those_of_the_code_list() -> None:
    assert set(engine.LEVELS) == set(library.codelist("open_type").codes()) - {"3"}
