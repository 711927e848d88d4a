"""Why something could not be delivered, told apart by what to do about it.

RemoteError
├── MissingError     there is no such thing at the target (an answer, not a failure)
├── LaterError       the target or the way to it is in trouble: tried again after a while
├── InvalidError     the target refuses the content: a person has to look
├── ForbiddenError   the target does not let us: a person has to look
└── ConflictError    something that is not ours stands where ours should: never overwritten
"""

from collections.abc import Mapping

LONGEST_REASON = 300
TEXTS: Mapping[str, tuple[str, str]] = {
    "missing": ("对方没有“{key}”。", "The target has no “{key}”."),
    "unreachable": ("连接不上：{reason}", "Not reachable: {reason}"),
    "unsure": (
        "对方的回答无法理解（{reason}），不知是否已执行。",
        "The target's answer makes no sense ({reason}); whether it acted is unknown.",
    ),
    "invalid": ("对方不接受内容：{reason}", "The target refuses the content: {reason}"),
    "forbidden": ("对方不允许：{reason}", "The target does not allow it: {reason}"),
    "token": ("对方不认令牌（过期或被撤销），请更换 {file}。", "The target does not know the token (expired or withdrawn); renew {file}."),
    "token_unreadable": ("令牌文件 {file} 无法读取或为空。", "The token file {file} cannot be read or is empty."),
    "foreign": ("对方已有同名的“{key}”，不是本目录发布的，不予覆盖。", "The target has a “{key}” that is not ours; it is not overwritten."),
    "hidden": ("“{key}”在对方被我们看不到的内容占用。", "“{key}” is taken at the target by something that we may not see."),
    "organization_missing": (
        "对方没有组织“{key}”，配置不允许新建：请对方建立，或在 organization 中指定。",
        "The target has no organization “{key}” and making one is not allowed: ask for it, or name another under organization.",
    ),
    "organization_foreign": (
        "对方的组织“{key}”不是本目录建立的：确认属于本单位后，在 organization 中写明。",
        "The organization “{key}” at the target is not ours: if it stands for this unit, say so under organization.",
    ),
    "not_withdrawn": ("撤下后对方仍显示“{key}”。", "“{key}” is still shown at the target after it was withdrawn."),
    "not_written": ("写入后对方没有“{key}”。", "“{key}” is not at the target after it was written."),
    "unit_unknown": ("发布日志里没有提供单位“{key}”。", "The publication log does not have the unit “{key}”."),
    "log": (
        "发布日志与已投递的记录不衔接，请运行 bianmu remote reconcile。",
        "The log does not continue what was delivered; run “bianmu remote reconcile”.",
    ),
}  # fmt: skip


class RemoteError(Exception):
    """Something that could not be delivered: a stable code and the facts of the case."""

    kind = "later"

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = {name: value[:LONGEST_REASON] for name, value in parameters.items()}

    def __str__(self) -> str:
        return wording(self.code, self.parameters, "en")


class MissingError(RemoteError):
    """There is no such thing at the target."""


class LaterError(RemoteError):
    """To be tried again; what was asked may or may not have been done."""


class InvalidError(RemoteError):
    """The target refuses the content; `complaints` is its own error dict."""

    kind = "invalid"

    def __init__(self, complaints: Mapping[str, object]) -> None:
        shown = {key: value for key, value in complaints.items() if key != "__type"}
        super().__init__("invalid", reason="; ".join(f"{key}: {value}" for key, value in shown.items()))
        self.complaints = shown

    def says(self, field: str, *words: str) -> bool:
        """Whether it complains about this field in one of these words."""
        said = str(self.complaints.get(field, "")).lower()
        return any(word in said for word in words)


class ForbiddenError(RemoteError):
    """The target does not let us."""

    kind = "forbidden"


class ConflictError(RemoteError):
    """Something that is not ours stands where ours should."""

    kind = "conflict"


def wording(code: str, parameters: Mapping[str, str], locale: str) -> str:
    """One line about a failure that was kept as code and facts; `locale` is `zh` or `en`."""
    chinese, english = TEXTS[code]
    return (english if locale == "en" else chinese).format(**parameters)
