"""The licences of our code list under the ids that CKAN sites know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.codes import codelist

# The ids that CKAN counts as open; `isopen` must come out the same at every site that harvests us.
_OPEN_IDS = frozenset({"cc-zero", "cc-by", "cc-by-sa", "odc-by", "odc-odbl", "odc-pddl", "other-at", "other-open", "other-pd"})


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as CKAN shows it; `url` is empty when it has no address."""

    id: str
    title: str
    url: str
    is_open: bool


def register() -> tuple[Licence, ...]:
    """Every licence of the code list, in its order."""
    return tuple(_licence(entry.code) for entry in codelist("license").entries)


def of_package(code: str | None) -> dict[str, Any]:
    """The licence keys of a package; `license_url` is left out, not null, when there is none."""
    if code is None:
        return {"license_id": None, "license_title": None, "isopen": False}
    licence = _licence(code)
    keys: dict[str, Any] = {"license_id": licence.id, "license_title": licence.title, "isopen": licence.is_open}
    return keys | ({"license_url": licence.url} if licence.url else {})


def titles() -> Mapping[str, str]:
    """The title of each licence by its CKAN id."""
    return {licence.id: licence.title for licence in register()}


def _licence(code: str) -> Licence:
    entry = codelist("license").get(code)
    if entry is None:
        return Licence(code, code, "", is_open=False)
    known_as = str(entry.attributes.get("ckan_license_id", code))
    return Licence(known_as, entry.zh, str(entry.attributes.get("legal") or entry.uri or ""), known_as in _OPEN_IDS)
