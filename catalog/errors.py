"""What can go wrong in the registry, as a tree.

CatalogError
├── NotFoundError            there is no such thing
├── NotPermittedError        this person may not
├── ConflictError            it collides with what is there
│   └── StaleDraftError      somebody saved this draft after you opened it
├── InvalidDocumentError     the content breaks the schema; carries every problem
└── BrokenPromiseError       the database is not what this program may work on

No HTTP here: the doors put the status on (see `portal.error_pages`).
"""

from collections.abc import Mapping

from schemas.problems import Problem

TEXTS: Mapping[str, tuple[str, str]] = {
    "not_found": ("没有找到{kind}“{key}”，请核对后重试。", "There is no {kind} “{key}”; check the name and try again."),
    "not_permitted": ("您没有办理这件事的权限：{act}。", "You may not do this: {act}."),
    "stale_draft": (
        "草稿已被他人保存（当前第 {current} 版，您打开的是第 {expected} 版），请先查看对方的修改再保存。",
        "Somebody saved this draft after you opened it (now version {current}, yours is {expected}); look at the change first.",
    ),
    "invalid_document": ("内容有 {count} 处不符合规范。", "The content breaks the schema in {count} places."),
    "draft_exists": ("该目录已有一份草稿，请在原草稿上修改。", "This entry already has a draft; work on that one."),
    "draft_sealed": ("该版本已提交审核，退回之前不能修改。", "This version is under review; it cannot be edited before it is returned."),
    "taken": ("{kind}“{key}”已被占用，请换一个。", "{kind} “{key}” is already taken; choose another."),
    "kind_is_fixed": (
        "“{key}”已登记，单位与处室不能互改，请另行登记。",
        "“{key}” is registered; a unit cannot become an office or the reverse; register another.",
    ),
    "ambiguous_title": (
        "有 {count} 条目录同名，请用资源代码指明是哪一条。",
        "{count} entries have this title; say by resource code which one is meant.",
    ),
    "circular_unit": ("单位“{key}”不能隶属于自己的下级。", "Unit “{key}” cannot stand below one of its own parts."),
    "destroyed": ("第 {number} 版内容已清除，无法办理。", "The content of version {number} was destroyed; nothing can be done with it."),
    "under_review": ("该目录正在审核，审核结束之前不能修改。", "This entry is under review; it cannot be changed before the review ends."),
    "import_refused": ("导入文件有 {count} 处问题，未写入任何内容。", "The file has {count} problems; nothing was written."),
    "revoked": ("该目录已注销，编码保留，不能再办理。", "This entry is revoked; its code is kept and nothing more can be done with it."),
    "not_in_force": ("该目录目前不在{audience}目录上，无法办理。", "This entry is not on the {audience} catalogue now."),
    "already_bootstrapped": (
        "系统已有管理员，不能再次初始化；请由系统管理员新增人员。",
        "There are administrators already; ask the system administrator to add people.",
    ),
    "exclusive_role": (
        "角色“{role}”与已有角色“{held}”互斥，不能由同一人担任。",
        "Role “{role}” and role “{held}” exclude one another for the same person.",
    ),
    "wrong_password": ("账号或口令不正确。", "The account or the password is wrong."),
    "unresolved": ("“{field}”所指的“{key}”不存在，请先登记。", "“{field}” names “{key}”, which does not exist; register it first."),
    "database_newer": (
        "数据库版本（{found}）比本程序新，请升级程序后再运行。",
        "The database is of a newer version ({found}) than this program; upgrade the program.",
    ),
    "database_older": (
        "数据库版本（{found}）较旧，请先运行 bianmu db upgrade。",
        "The database is of an older version ({found}); run “bianmu db upgrade” first.",
    ),
    "database_empty": ("数据库尚未建立，请先运行 bianmu db upgrade。", "The database is empty; run “bianmu db upgrade” first."),
    "database_unreachable": ("无法打开数据库：{reason}", "The database cannot be opened: {reason}"),
    "key_missing": ("找不到审计密钥文件 {path}。", "The audit key file {path} is missing."),
    "broken_head": ("日志头缺失，请用备份恢复。", "The head of the journal is missing; restore from a backup."),
}


class CatalogError(Exception):
    """A refusal of the registry: a stable code, the facts of the case, and a text in two languages."""

    def __init__(self, code: str, **parameters: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters

    def text(self, locale: str = "zh") -> str:
        """One line that says what, where and how to mend it; `locale` is `zh` or `en`."""
        chinese, english = TEXTS[self.code]
        return (english if locale == "en" else chinese).format(**self.parameters)

    def __str__(self) -> str:
        return self.text("en")


KINDS: Mapping[str, str] = {
    "unit": "单位",
    "business system": "业务系统",
    "service item": "服务事项",
    "data resource": "目录",
    "version": "版本",
    "draft": "草稿",
    "account": "账号",
    "role": "角色",
    "case": "审批单",
    "procedure": "流程",
    "batch": "批次",
    "batch entry": "批次条目",
}


class NotFoundError(CatalogError):
    """There is no such thing; `kind` is one of KINDS."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__("not_found", kind=kind, key=str(key))

    def text(self, locale: str = "zh") -> str:
        kind = str(self.parameters["kind"])
        template = TEXTS["not_found"][1 if locale == "en" else 0]
        return template.format(kind=kind if locale == "en" else KINDS[kind], key=self.parameters["key"])


class NotPermittedError(CatalogError):
    """This person may not."""

    def __init__(self, act: str) -> None:
        super().__init__("not_permitted", act=act)


class ConflictError(CatalogError):
    """It collides with what is there."""


class StaleDraftError(ConflictError):
    """Somebody saved this draft after you opened it."""

    def __init__(self, expected: int, current: int) -> None:
        super().__init__("stale_draft", expected=expected, current=current)


class InvalidDocumentError(CatalogError):
    """The content breaks the schema; `problems` holds all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("invalid_document", count=len(problems))
        self.problems = problems


class BrokenPromiseError(CatalogError):
    """The database is not what this program may work on."""
