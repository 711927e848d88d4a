"""The targets of delivery, as `remotes.toml` in the home folder names them; every mistake is told in one line."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILE = "remotes.toml"
MOST_WORKERS, LONGEST_TIMEOUT = 8, 600
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_REMOTE_NAME = re.compile(r"[a-z0-9_-]{2,100}")
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line about what is wrong in the file."""

    english: str
    chinese: str

    def text(self, locale: str) -> str:
        return f"{FILE}: {self.english}" if locale == "en" else f"{FILE}：{self.chinese}"


@dataclass(frozen=True, slots=True)
class Target:
    """A CKAN to which open entries are delivered.

    `organization` and `group` name theirs for ours (slug → name); what they name is used as it is and never changed.
    `instance` is who we are in the marks that we leave; empty means the address of our site.
    """

    name: str
    url: str
    token_file: Path
    kind: str = "ckan"
    instance: str = ""
    create_organizations: bool = True
    groups: bool = True
    create_groups: bool = True
    organization: Names = field(default_factory=dict)
    group: Names = field(default_factory=dict)
    workers: int = 1
    timeout_seconds: int = 60
    plain_http: bool = False
    ca_file: str = ""
    proxy: str = ""


class MistakesError(Exception):
    """The file cannot be used; `mistakes` holds all of them."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(mistake.english for mistake in mistakes))
        self.mistakes = mistakes


def read(home: Path) -> tuple[Target, ...]:
    """The targets in their order; () when there is no file. Raises MistakesError."""
    try:
        content = tomllib.loads((home / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MistakesError((Mistake(f"cannot be read: {error}", f"无法读取：{error}"),)) from None
    mistakes = tuple(_mistakes(content))
    if mistakes:
        raise MistakesError(mistakes)
    return tuple(_target(each, home) for each in content.get("remote", ()))


def _target(table: Mapping[str, Any], home: Path) -> Target:
    return Target(**{**table, "url": table["url"].rstrip("/"), "token_file": home / table["token_file"]})


def _mistakes(content: Mapping[str, Any]) -> Iterator[Mistake]:
    for key in content:
        if key != "remote":
            yield Mistake(f"unknown key “{key}”; targets are [[remote]] tables", f"不认识的键“{key}”；投递目标写作 [[remote]]")
    tables = content.get("remote", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        yield Mistake("“remote” has to be [[remote]] tables", "“remote”应写作 [[remote]] 表")
        return
    for place, table in enumerate(tables, 1):
        label = str(table.get("name") or f"#{place}")
        yield from _of_table(table, label)
    names = [table.get("name") for table in tables]
    for name in sorted({str(each) for each in names if names.count(each) > 1}):
        yield Mistake(f"the name “{name}” stands twice", f"名称“{name}”出现两次")


def _of_table(table: Mapping[str, Any], label: str) -> Iterator[Mistake]:
    for key in sorted(_REQUIRED - set(table)):
        yield Mistake(f"{label}: “{key}” is missing", f"{label}：缺少“{key}”")
    for key, value in table.items():
        if key not in _RULES:
            yield Mistake(f"{label}: unknown key “{key}”", f"{label}：不认识的键“{key}”")
            continue
        holds, english, chinese = _RULES[key]
        if not holds(value):
            yield Mistake(f"{label}: “{key}” has to be {english}", f"{label}：“{key}”应为{chinese}")
    if _is_address(table.get("url")) and _is_open_wire(str(table["url"])) and table.get("plain_http") is not True:
        yield Mistake(
            f"{label}: the token would travel unprotected; use https, or say plain_http = true",
            f"{label}：令牌将明文传输；请用 https，或写明 plain_http = true",
        )


def _is_open_wire(url: str) -> bool:
    address = urlsplit(url)
    return address.scheme == "http" and address.hostname not in _HERE


def _is_address(value: object) -> bool:
    try:
        address = urlsplit(value) if isinstance(value, str) else None
        usable = address and address.scheme in {"http", "https"} and address.hostname and (address.port or True)
    except ValueError:
        return False
    return bool(usable and address and not (address.username or address.query or address.fragment))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_number(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_mapping(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(theirs, str) and _REMOTE_NAME.fullmatch(theirs) for theirs in value.values())


_SWITCH = (_is_switch, "true or false", " true 或 false")
_TEXT = (_is_text, "a text", "文字")
_MAPPING = (
    _is_mapping,
    'names like {"ours" = "theirs"}, theirs of a-z, 0-9, - and _',
    "形如 {“我方” = “对方”} 的名称，对方名称只含 a-z、0-9、-、_",
)
_RULES: Mapping[str, tuple[Callable[[Any], bool], str, str]] = {
    "name": (lambda value: isinstance(value, str) and bool(_NAME.fullmatch(value)), "a-z, 0-9 and -", "小写字母、数字和 -"),
    "kind": (lambda value: value == "ckan", "ckan", " ckan"),
    "url": (_is_address, "an http(s) address without a name, query or fragment", "不带账号、查询和片段的 http(s) 地址"),
    "token_file": (lambda value: _is_text(value) and bool(value), "the path of a file", "文件路径"),
    "instance": _TEXT,
    "create_organizations": _SWITCH,
    "groups": _SWITCH,
    "create_groups": _SWITCH,
    "organization": _MAPPING,
    "group": _MAPPING,
    "workers": (_is_number(1, MOST_WORKERS), f"a number from 1 to {MOST_WORKERS}", f" 1 至 {MOST_WORKERS} 的整数"),
    "timeout_seconds": (_is_number(1, LONGEST_TIMEOUT), f"a number from 1 to {LONGEST_TIMEOUT}", f" 1 至 {LONGEST_TIMEOUT} 的整数"),
    "plain_http": _SWITCH,
    "ca_file": _TEXT,
    "proxy": _TEXT,
}
_REQUIRED = {each.name for each in fields(Target) if each.default is MISSING and each.default_factory is MISSING}
