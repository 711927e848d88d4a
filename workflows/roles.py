"""The roles of the office, as data: what they are called, and which of them one person may not hold together."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.bilingual import Text


@dataclass(frozen=True, slots=True)
class Role:
    """A role that can be granted. An administrator of the machinery does no business and no other administration."""

    code: str
    title: Text
    is_administrator: bool = False


ROLES = {
    role.code: role
    for role in (
        Role("officer", Text("数据专员", "Data officer")),
        Role("office_reviewer", Text("处室审核员", "Office reviewer")),
        Role("central_reviewer", Text("归口审核员", "Central reviewer")),
        Role("catalogue_admin", Text("目录管理员", "Catalogue administrator")),
        Role("bureau_leader", Text("局领导", "Bureau leader")),
        Role("secrecy_reviewer", Text("保密审查员", "Secrecy reviewer")),
        Role("security_reviewer", Text("安全审查员", "Security reviewer")),
        Role("duty_officer", Text("值班员", "Duty officer")),
        Role("system_admin", Text("系统管理员", "System administrator"), is_administrator=True),
        Role("security_admin", Text("安全管理员", "Security administrator"), is_administrator=True),
        Role("audit_admin", Text("审计管理员", "Audit administrator"), is_administrator=True),
    )
}


def conflicts(role_a: str, role_b: str) -> bool:
    """Whether one person may not hold both: 三员分立, the three administrators exclude one another and all business."""
    return role_a != role_b and (ROLES[role_a].is_administrator or ROLES[role_b].is_administrator)


def may_join(role: str, held: Iterable[str]) -> bool:
    """Whether somebody who holds these roles may be given one more."""
    return not any(conflicts(role, other) for other in held)
