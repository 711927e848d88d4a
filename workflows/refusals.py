"""Refusals: "no" as a value, with a stable code and a text in two languages, all of them at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from catalog import errors
from catalog.errors import CatalogError
from schemas.bilingual import Text
from schemas.codes import codelist
from schemas.problems import Problem
from workflows.roles import ROLES
from workflows.vocabulary import DUTIES, INPUTS, NEEDS

TEXTS: Mapping[str, Text] = {
    "no_such_move": Text("当前环节不能办理“{action}”。", "“{action}” cannot be done in this stage."),
    "case_ended": Text("该审批单已办结。", "This case has ended."),
    "already_running": Text("该目录已有同类审批单在办。", "A case of this kind is running for this entry already."),
    "nobody_acts": Text("只有登记在册的人员可以办理。", "Only a registered person may do this."),
    "case_moved_on": Text("该审批单已由他人办理，请查看后再办。", "Somebody else has acted on this case; look at it again first."),
    "not_this_way": Text(
        "情况已变化，此步不再适用，请退回后重新提交。", "Things have changed and this step no longer applies; return the case."
    ),
    "role_missing": Text("此步由{roles}办理。", "This step is for: {roles}."),
    "out_of_scope": Text("您的权限不包括该目录的责任处室或提供单位。", "Your role does not cover the office or unit of this entry."),
    "own_work": Text("您在本审批单中{duty}，不能办理此步。", "You {duty} in this case and may not take this step."),
    "signer_own_work": Text("批示人在本审批单中{duty}，此步不能由其决定。", "The signer {duty} in this case and may not decide this step."),
    "signer_unknown": Text("批示人的账号不存在。", "The signer's account does not exist."),
    "signer_misnamed": Text("批示人姓名与其账号不符。", "The signer's name is not that of the account."),
    "signer_ambiguous": Text(
        "登记在册的人员中有重名，请指明批示人的账号。", "More than one registered person has the signer's name; say whose account it is."
    ),
    "signer_role_missing": Text(
        "此步由{roles}决定，批示人没有这一角色。", "This step is decided by: {roles}. The signer has no such role."
    ),
    "signer_out_of_scope": Text(
        "批示人的权限不包括该目录的责任处室或提供单位。", "The signer's role does not cover the office or unit of this entry."
    ),
    "not_yours": Text("只有提交人本人可以撤回。", "Only the one who handed it in may take it back."),
    "already_reviewed": Text("此项审查已完成。", "This review is done already."),
    "input_missing": Text("请填写{input}。", "Give the {input}."),
    "input_not_asked": Text("此步不接受{input}。", "This step does not take the {input}."),
    "level_unknown": Text("开放等级只能是无条件开放或有条件开放。", "The level is opening without or with conditions."),
    "level_looser": Text(
        "开放等级只能从严（目前为{level}）；要放宽请退回申报处室。",
        "The level can only become stricter (now {level}); else return the case.",
    ),
    "conditions_missing": Text("有条件开放须写明开放条件。", "Opening with conditions needs its conditions."),
    "conditions_idle": Text("无条件开放不附条件。", "Opening without conditions has no conditions."),
    "reason_unknown": Text("“{reason}”不在原因代码表中。", "“{reason}” is not in the list of reasons."),
    "paper_not_taken": Text("此步不能凭批示登记。", "This step cannot be recorded from a paper."),
    "paper_incomplete": Text("批示登记须有批示人、文号和扫描件。", "Recording a paper needs its signer, its number and its scan."),
    "scan_unknown": Text("找不到批示扫描件，请先上传。", "The scan of the paper is not here; upload it first."),
    "paper_from_the_future": Text("批示日期晚于今天。", "The paper is dated after today."),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not. Parameters are codes and names, never content."""

    code: str
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)

    def text(self, locale: str = "zh") -> str:
        """One sentence; `locale` is `zh` or `en`."""
        return _template(self.code).text(locale).format(**{name: _word(name, value, locale) for name, value in self.parameters.items()})

    def to_json(self) -> dict[str, object]:
        """Code and parameters, as a batch keeps them."""
        return {"code": self.code, "parameters": dict(self.parameters)}


def reasons(error: CatalogError) -> tuple[Refusal, ...]:
    """Every reason of an error as a refusal that can be kept: its own ones, or the one that the catalogue gave."""
    if isinstance(error, RefusedError):
        return error.refusals
    return (Refusal(error.code, {name: str(value) for name, value in error.parameters.items()}),)


def _template(code: str) -> Text:
    return TEXTS.get(code) or NEEDS.get(code) or Text(*errors.TEXTS[code])


class RefusedError(CatalogError):
    """The act is not possible; `refusals` holds all the reasons, `problems` what is wrong with the content."""

    def __init__(self, refusals: Iterable[Refusal], problems: tuple[Problem, ...] = ()) -> None:
        self.refusals = tuple(refusals)
        self.problems = problems
        super().__init__("refused", reasons=" ".join(refusal.code for refusal in self.refusals))

    def text(self, locale: str = "zh") -> str:
        return (" " if locale.startswith("en") else "").join(refusal.text(locale) for refusal in self.refusals)


def _level(value: str, locale: str) -> str:
    code = codelist("open_type").get(value)
    return code.label(locale) if code else value


def _roles(value: str, locale: str) -> str:
    return (", " if locale.startswith("en") else "、").join(ROLES[role].title.text(locale) for role in value.split())


WORDS: Mapping[str, Callable[[str, str], str]] = {
    "roles": _roles,
    "level": _level,
    "duty": lambda value, locale: DUTIES[value].text(locale),
    "input": lambda value, locale: INPUTS[value].text(locale),
}


def _word(name: str, value: str, locale: str) -> str:
    """A parameter in the reader's language: codes become the words of the office."""
    return WORDS[name](value, locale) if name in WORDS else value
