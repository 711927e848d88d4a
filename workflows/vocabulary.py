"""The words that a procedure file may use: needs, branches, inputs, effects, duties, outcomes.

A word that is not here is refused when a procedure is proved; whoever adds one gives it a text or a function.
"""

from collections.abc import Mapping

from schemas.bilingual import Text

# Facts that must hold, each with what is said when it does not.
NEEDS: Mapping[str, Text] = {
    "not_revoked": Text("该目录已注销或清除，不能再办理。", "This entry is revoked or destroyed; nothing more can be done with it."),
    "shared": Text("该目录尚未登记到共享目录，请先办理登记。", "This entry is not on the shared catalogue; register it first."),
    "not_shared": Text("该目录已在共享目录上，修改请办理变更。", "This entry is on the shared catalogue already; use a change."),
    "open": Text("该目录目前没有开放。", "This entry is not open now."),
    "not_open": Text("该目录已开放或暂停开放，修改请办理变更。", "This entry is open or suspended already; use a change."),
    "open_or_suspended": Text("该目录没有开放，无需撤回。", "This entry is not open; there is nothing to withdraw."),
    "suspended": Text("该目录目前没有处于暂停状态。", "This entry is not suspended now."),
    "no_rival_case": Text(
        "该目录另有审批单在办，请待其办结或作罢。", "Another case on the content of this entry is running; wait for its end or abandon it."
    ),
    "no_stop_running": Text("该目录已暂停，须先完成复核。", "This entry was suspended; the second look must come first."),
    "jointly_reviewed": Text(
        "尚未经保密、安全与个人信息会签，请退回后重新提交。", "The joint review has not been held; return the case so that it is."
    ),
    "untouched": Text("已有人办理，不能再撤回。", "Somebody has acted on it already; it cannot be taken back."),
    "document_valid": Text("内容尚不符合规范，请按问题清单修改。", "The content is not valid yet; see the list of problems."),
    "assessments_passed": Text(
        "保密风险评估和个人信息保护影响评估须写明结论、评估人和日期，且结论不得为“不通过”（国令809号第十三条）。",
        "Both assessments (secrecy risk, personal information) need a result other than FAIL, a person and a date (Order 809, Art 13).",
    ),
    "something_changed": Text("与现行版本相比没有变化。", "Nothing differs from the version in force."),
    "proposed_for_opening": Text(
        "开放属性为“非开放”，请先改为无条件开放或有条件开放。", "The entry says “not open”; propose with or without conditions first."
    ),
    "level_may_open": Text("重要数据、核心数据不得开放。", "Important and core data is never opened."),
    "own_data": Text(
        "数据通过共享获得，不列入本单位开放清单（国令809号第二十五条）。",
        "The data was received by sharing and is not for this bureau to open (Order 809, Article 25).",
    ),
    "open_distribution": Text(
        "无条件开放须至少有一个面向社会提供的分发（文件、接口或数据库表）。",
        "Opening without conditions needs a distribution offered to the public.",
    ),
    "still_fit_to_be_open": Text(
        "该目录已开放，变更后仍须符合开放要求（开放属性、数据级别、数据来源、分发）；不再开放的请办理撤回。",
        "This entry is open and must stay fit to be open (class, data level, origin, distribution); to close it, use a withdrawal.",
    ),
    "assessed_while_open": Text(
        "该目录已开放，两项评估须写明结论、评估人和日期，且结论不得为“不通过”。",
        "This entry is open, so both assessments need a result other than FAIL, a person and a date.",
    ),
    "base_in_force": Text(
        "草稿所依据的版本已不是现行版本，请按现行版本重新起草。",
        "The version that this draft was begun from is no longer in force; begin again from the one that is.",
    ),
    "title_free": Text("本单位已有同名目录，请更改名称。", "Another entry of this unit has this title; change it."),
    "evidence_complete": Text(
        "承接须写明原共享或开放情况、证据类型、证据和首次发布日期。",
        "Taking over needs what the entry was, the kind of evidence, the evidence, and the day of first publication.",
    ),
}

# Facts that a move may depend on, with the values they can have.
BRANCHES: Mapping[str, tuple[str, ...]] = {
    "grade": ("correction", "ordinary", "major"),
    "exposure": ("open", "shared"),
    "former": ("OPEN", "SHARED"),
}

# What a move may ask for or accept, each with its name on a form.
INPUTS: Mapping[str, Text] = {
    "comment": Text("意见或理由", "comment"),
    "reasons": Text("逐项理由", "reasons by field"),
    "level": Text("开放等级", "level of openness"),
    "conditions": Text("开放条件", "conditions of opening"),
    "reason": Text("原因", "reason"),
}

EFFECTS = frozenset(
    {
        "draft",
        "seal",
        "reopen",
        "issue_code",
        "apply_level",
        "share",
        "open",
        "renew",
        "suspend",
        "restore",
        "withdraw",
        "begin_change",
        "revoke",
        "erase",
    }
)

# What somebody has done on a case, as the end of "you …".
DUTIES: Mapping[str, Text] = {
    "author": Text("编写过内容", "wrote the content"),
    "submit": Text("提交过", "submitted it"),
    "second_look": Text("做过复核", "took the second look"),
    "office_review": Text("做过处室审核", "did the office review"),
    "secrecy_review": Text("做过保密审查", "did the secrecy review"),
    "security_review": Text("做过安全与个人信息审查", "did the security review"),
    "countersign": Text("办理过会签", "acted in the joint review"),
    "central_review": Text("做过归口审核", "did the central review"),
    "bureau_decision": Text("做过局领导审签或决定", "decided for the bureau"),
    "suspend": Text("办理过暂停", "suspended it"),
    "propose": Text("提出过", "proposed it"),
    "confirmation": Text("做过确认", "confirmed it"),
}

OUTCOMES: Mapping[str, Text] = {
    "done": Text("办结", "done"),
    "refused": Text("不予通过", "refused"),
    "abandoned": Text("作罢", "abandoned"),
}
