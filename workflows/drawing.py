"""Procedures drawn and described: `python -m workflows.drawing docs/procedures.md` writes the page that a test compares."""

import sys
from collections.abc import Iterator
from pathlib import Path

from workflows import procedure, roles
from workflows.blueprint import Clock, Move, Procedure, Stage, StageKind
from workflows.staffing import Facts, least_people, ways

BEGINNING = """# Procedures

Approval is data: each procedure below is a file `workflows/procedures/<name>.v<version>.json`. This page is made from those
files by `python -m workflows.drawing docs/procedures.md`; a test compares the two.

- A case runs under the version it began with. A released file never changes (`tests/workflows/released_procedures.json` holds
  the digests); a new rule is a new version beside it, and new cases begin under the newest.
- **Nobody passes his own work.** What somebody did on a case (writing counts) bars him from the moves that name it under
  “not by”, administrators included. Nobody decides at two levels of one case; the two reviews of a joint stage may be one person's.
- **Returning and refusing need a reason**, overall and where wanted by field.
- **批示登记:** moves marked “paper” may be entered by the catalogue administrator from a leader's signed paper: signer, number,
  date and scan are kept, with the name of who entered it, who is barred as if the decision were his own. The signer has one
  of the move's roles and no barred duty; a leader without an account may sign, and the record says that he has none.
- **The grade of a change** only rises from one handing in to the next; what was set stricter in it holds to the end.
- A legal limit never pauses; an inside limit runs only while the case is in the stage. Both count working days.
- “People” is the least number of people who can take an entry through, found by trying every way of staffing it.
"""


def mermaid(rules: Procedure) -> str:
    """The life of a case as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", *(f'    state "{_both(stage)}" as {stage.name}' for stage in rules.stages)]
    for (source, target), labels in _arrows(rules).items():
        lines.append(f"    {source} --> {target}: {' / '.join(labels)}")
    lines += [f"    {stage.name} --> [*]" for stage in rules.stages if stage.kind is StageKind.END]
    return "\n".join(lines)


def page() -> str:
    """The whole of docs/procedures.md."""
    registration, opening = (procedure.current(name) for name in ("registration", "opening"))
    both = least_people((registration, {}), (opening, {}))
    parts = [BEGINNING, f"From draft to open, by registration and then opening: **{both} people**.\n", _roles()]
    return "\n".join([*parts, *(_section(rules) for rules in procedure.every())])


def _both(stage: Stage) -> str:
    return f"{stage.title.zh} {stage.title.en}"


def _arrows(rules: Procedure) -> dict[tuple[str, str], list[str]]:
    """The moves between two places, each title once."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in rules.moves:
        labels = arrows.setdefault((move.source or "[*]", move.target), [])
        if move.title.zh not in labels:
            labels.append(move.title.zh)
    return arrows


def _roles() -> str:
    rows = [f"| {role.title.zh} | {role.title.en} | `{role.code}` |" for role in roles.ROLES.values()]
    return "\n".join(["| 角色 | role | code |", "|---|---|---|", *rows, ""])


def _section(rules: Procedure) -> str:
    drawn = ["```mermaid", mermaid(rules), "```", ""]
    heading = f"## {rules.title.zh} {rules.title.en} (`{rules}`)"
    return "\n".join([heading, "", *_basis(rules), "", *_staff(rules), "", *drawn, *_stages(rules), *_moves(rules)])


def _basis(rules: Procedure) -> Iterator[str]:
    for basis in rules.basis:
        clause = basis.instrument.zh + (basis.article.zh if basis.standing == "law" else "")
        yield f"- `{basis.id}` {clause}：{basis.point.zh}"


def _staff(rules: Procedure) -> Iterator[str]:
    for facts in ways(rules):
        case = ", ".join(f"{fact} = {value}" for fact, value in facts.items())
        yield f"- People{f' when {case}' if case else ''}: **{_people(rules, facts)}**"


def _people(rules: Procedure, facts: Facts) -> int:
    people = least_people((rules, facts))
    if people is None:
        raise AssertionError  # a procedure that nobody can finish is refused when it is loaded
    return people


def _stages(rules: Procedure) -> list[str]:
    rows = [f"| `{stage.name}` | {_both(stage)} | {stage.kind.value} | {_limits(stage)} |" for stage in rules.stages]
    return ["| stage | title | kind | limits (working days) |", "|---|---|---|---|", *rows, ""]


def _limits(stage: Stage) -> str:
    return "; ".join(map(_limit, stage.clocks)) or "–"


def _limit(clock: Clock) -> str:
    return f"{clock.kind} {clock.working_days} from the {clock.starts} ({clock.basis})"


def _moves(rules: Procedure) -> list[str]:
    head = ["| from | action | to | roles | not by | needs | when | asks, accepts | effects |", "|---|---|---|---|---|---|---|---|---|"]
    return [*head, *map(_move, rules.moves), ""]


def _move(move: Move) -> str:
    actors = ", ".join(roles.ROLES[role].title.zh for role in move.roles) + (" (paper)" if move.recorded_by else "")
    cells = (
        f"`{move.source}`" if move.source else "–",
        f"`{move.action}` {move.title.zh}",
        f"`{move.target}`",
        f"{actors}, {move.scope.value}",
        f"all but {_codes(move.only_by)}" if move.only_by else _codes(move.not_by),
        _codes(move.needs),
        "; ".join(f"{branch.fact}: {', '.join(branch.values)}" for branch in move.when),
        _codes((*move.asks, *(f"({name})" for name in move.accepts))),
        _codes(move.effects),
    )
    return "| " + " | ".join(cell or "–" for cell in cells) + " |"


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def main(arguments: list[str]) -> None:
    """Write the page to the file that is named."""
    Path(arguments[0]).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
