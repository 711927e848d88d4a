"""Facts in the reader's words: labels of codes, openness, numbers, sizes, shortened texts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from portal.i18n.tongue import Tongue, marked
from portal.public.parts import Link, Openness
from portal.shelf import package_resources
from portal.shelf.answers import Department, Theme
from portal.shelf.store import Snapshot
from schemas.codes import codelist

UNCONDITIONAL, CONDITIONAL = "1", "2"
# The same zone as the registry's; this side imports nothing of the registry.
OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
_KIBI = 1024

_OPENNESS: Mapping[str, tuple[str, str]] = {
    UNCONDITIONAL: ("open", marked("Anybody may take and use this data directly; no application is needed.")),
    CONDITIONAL: (
        "conditional",
        marked("The description is public; the data is provided on application to those who meet the conditions."),
    ),
}
_NOT_OPEN = ("closed", marked("This data is not open to the public."))


def label(tongue: Tongue, list_name: str, code: str) -> str:
    """The label of a code; an unknown code stands for itself."""
    entry = codelist(list_name).get(code)
    return entry.label(tongue.locale) if entry else code


def openness(tongue: Tongue, open_type: str) -> Openness:
    kind, explanation = _OPENNESS.get(open_type, _NOT_OPEN)
    return Openness(kind, label(tongue, "open_type", open_type), tongue.gettext(explanation))


def licence(tongue: Tongue, code: str | None) -> Link:
    """The licence, leading to its text where that has an address."""
    if code is None:
        return Link(tongue.gettext("not specified; please ask the provider"))
    return Link(label(tongue, "license", code), licence_address(code))


def licence_address(code: str) -> str | None:
    """Where the text of a licence can be read."""
    entry = codelist("license").get(code)
    return (str(entry.attributes.get("legal") or entry.uri or "") or None) if entry else None


def formats(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The formats of the data as short labels, in the order of the entry."""
    return tuple(dict.fromkeys(package_resources.label(code) for code in document.get("formats", ())))


def size(value: int) -> str:
    """Bytes in the unit a person would use: 800 B, 12.5 KB, 640 KB, 3.1 MB."""
    units, amount = iter(("B", "KB", "MB", "GB")), float(value)
    unit = next(units)
    for larger in units:
        if amount < _KIBI:
            break
        amount, unit = amount / _KIBI, larger
    return f"{amount:,.1f}".removesuffix(".0") + f" {unit}"


def shortened(text: str, length: int) -> str:
    """The beginning of a text, on one line, with an ellipsis when something was left out."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip("，、；。,; ") + "…"


def day(moment: datetime) -> str:
    """The calendar day in the office at this moment."""
    return moment.astimezone(OFFICE_ZONE).date().isoformat()


def separator(tongue: Tongue) -> str:
    """What stands between the members of a list."""
    return "、" if tongue.locale == "zh" else ", "


def department_name(tongue: Tongue, department: Department) -> str:
    english = department.document.get("name_en")
    return str(english) if tongue.locale == "en" and english else department.title


def provider(snapshot: Snapshot, tongue: Tongue, slug: str) -> Link:
    """The unit that answers for an entry."""
    department = snapshot.department(slug)
    if department is None:
        return Link(slug)
    name = department_name(tongue, department)
    return Link(name, at(tongue, "organization", slug), is_data=name == department.title)


def theme_title(tongue: Tongue, theme: Theme) -> str:
    return theme.title_zh if tongue.locale == "zh" else theme.title_en


def at(tongue: Tongue, *steps: str) -> str:
    """An address on this site, whatever is in the steps."""
    return tongue.path(path(*steps))


def path(*steps: str) -> str:
    """The same without a tongue, as other sites should write it."""
    return "/" + "/".join(quote(step, safe="") for step in steps)
