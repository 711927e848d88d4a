"""A small CKAN in this process, for what is written to one: its rules for names, tags, ids, updates and soft deletion.

What it holds can live in a file, so that it outlives a process that is killed.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.in_process_ckan_rules import complaints

SYSADMIN, EDITOR = "token-of-the-sysadmin", "token-of-an-editor"
Thing = dict[str, Any]
# What an update wipes when it is not sent; everything else that is not sent is kept.
WIPED = ("title", "version", "url", "author", "author_email", "maintainer", "maintainer_email", "notes", "license_id")
LABELS = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "api": "API"}


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of the program
    def __init__(self, status: int, kind: str, **error: Any) -> None:
        super().__init__(kind)
        self.status, self.error = status, {"__type": kind, **error}


def invalid(**error: Any) -> Refusal:
    return Refusal(409, "Validation Error", **error)


def missing() -> Refusal:
    return Refusal(404, "Not Found Error", message="Not found")


def forbidden(what: str = "this") -> Refusal:
    return Refusal(403, "Authorization Error", message=f"Access denied: User not authorized to {what}")


@dataclass
class Ckan:
    """Datasets and places by id; `asked` is every action that was answered, in order."""

    file: Path | None = None
    tokens: dict[str, str] = field(default_factory=lambda: {SYSADMIN: "sysadmin", EDITOR: "editor"})
    datasets: dict[str, Thing] = field(default_factory=dict)
    places: dict[str, Thing] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    clock: int = 0

    def __post_init__(self) -> None:
        if self.file and self.file.exists():
            self.datasets, self.places, self.clock = json.loads(self.file.read_text(encoding="utf-8"))

    def act(self, action: str, data: Thing, token: str) -> Any:
        """The result of an action; a Refusal when it is refused."""
        self.asked.append(action)
        kind, _, verb = action.partition("_")
        deeds: Mapping[str, Callable[[Thing, str | None], Any]] = {
            "status_show": lambda *_: {"ckan_version": "2.12.0"},
            "user_show": self._user_show,
            "organization_list_for_user": lambda _, role: list(self.places) if role else [],
            "package_show": self._package_show, "package_create": self._package_create, "package_update": self._package_update,
            "package_delete": self._package_delete, "dataset_purge": self._purge, "package_search": self._search,
        }  # fmt: skip
        deed = deeds.get(action) or (lambda sent, role: getattr(self, f"_place_{verb}")(kind, sent, role))
        result = deed(data, self.tokens.get(token))
        if self.file and is_write(action):
            draft = self.file.with_suffix(".draft")
            draft.write_text(json.dumps([self.datasets, self.places, self.clock]), encoding="utf-8")
            draft.replace(self.file)
        return result

    def writes(self) -> int:
        return sum(is_write(action) for action in self.asked)

    def shown(self) -> dict[str, Thing]:
        """Every dataset that the public sees, without what CKAN itself counts; by name."""
        active = [each for each in self.datasets.values() if each["state"] == "active"]
        assert len({each["name"] for each in active}) == len(active)
        return {each["name"]: {key: value for key, value in each.items() if key != "metadata_modified"} for each in active}

    def find(self, key: str) -> Thing:
        found = self.datasets.get(key) or next((each for each in self.datasets.values() if each["name"] == key), None)
        if found is None:
            raise missing()
        return found

    def _user_show(self, _: Thing, role: str | None) -> Any:
        if role is None:
            raise missing()
        return {"name": role}

    def _package_show(self, data: Thing, role: str | None) -> Thing:
        found = self.find(data["id"])
        if role is None and (found["state"] != "active" or found.get("private")):
            raise forbidden("read package")
        return found

    def _package_create(self, data: Thing, role: str | None) -> Thing:
        self._may(role)
        if "id" in data and role != "sysadmin":
            raise invalid(id=["The input field id was not expected."])
        ident = data.get("id") or str(uuid.uuid4())
        if ident in self.datasets:
            raise invalid(id=["Dataset id already exists"])
        made = {"private": False, "groups": [], "resources": [], "tags": [], "extras": [], **data, "id": ident, "state": "active"}
        return self._store(made, role)

    def _package_update(self, data: Thing, role: str | None) -> Thing:
        self._may(role)
        before = self.find(data["id"])
        wiped = dict.fromkeys(WIPED) | {"tags": [], "extras": []}
        kept = {key: before[key] for key in ("name", "owner_org", "private", "state", "type", "groups", "resources") if key in before}
        return self._store(kept | wiped | {"title": data.get("name", before["name"])} | data | {"id": before["id"]}, role)

    def _store(self, made: Thing, role: str | None) -> Thing:
        for complaint in complaints(made, [each for each in self.datasets.values() if each["id"] != made["id"]]):
            raise invalid(**complaint)
        owner = next((each for each in self.places.values() if made["owner_org"] in {each["id"], each["name"]}), None)
        if owner is None:
            raise invalid(owner_org=["Organization does not exist"])
        wanted = [next((one for one in self.places.values() if one["name"] == group["name"]), None) for group in made["groups"]]
        if None in wanted and role != "sysadmin":
            raise missing()
        for other in self.datasets.values():
            if other["name"] == made["name"] and other["id"] != made["id"] and other["state"] == "deleted":
                other["name"] = other["id"]
        self.clock += 1
        made |= {"owner_org": owner["id"], "groups": [{"name": each["name"]} for each in wanted if each]}
        made["tags"] = [{"name": name} for name in sorted({tag["name"] for tag in made["tags"]}, reverse=True)]
        made["resources"] = [
            {**each, "id": each.get("id") or str(uuid.uuid4()), "format": LABELS.get(each["format"].lower(), each["format"])}
            for each in made["resources"]
        ]
        made["metadata_modified"] = f"2026-03-02T00:00:{self.clock:09.6f}"
        self.datasets[made["id"]] = json.loads(json.dumps(made))
        return self.datasets[made["id"]]

    def _package_delete(self, data: Thing, role: str | None) -> None:
        self._may(role)
        self.find(data["id"])["state"] = "deleted"

    def _purge(self, data: Thing, role: str | None) -> None:
        if role != "sysadmin":
            raise forbidden("purge")
        del self.datasets[self.find(data["id"])["id"]]

    def _search(self, data: Thing, _: str | None) -> Thing:
        key, _, value = data["fq"].partition(":")
        wanted = {"key": key, "value": value.strip('"')}
        found = [each for each in self.datasets.values() if each["state"] == "active" and wanted in each["extras"]]
        return {"count": len(found), "results": found[data["start"] :]}

    def _place_show(self, kind: str, data: Thing, _: str | None) -> Thing:
        for each in self.places.values():
            if data["id"] in {each["id"], each["name"]} and each["type"] == kind:
                return each
        raise missing()

    def _place_create(self, kind: str, data: Thing, role: str | None) -> Thing:
        self._may(role)
        if "id" in data and role != "sysadmin":
            raise invalid(id=["The input field id was not expected."])
        if any(each["name"] == data["name"] for each in self.places.values()):
            raise invalid(name=["Group name already exists in database"])
        made = {"id": str(uuid.uuid4()), "state": "active", **data, "type": kind}
        self.places[made["id"]] = made
        return made

    def _place_patch(self, kind: str, data: Thing, role: str | None) -> Thing:
        self._may(role)
        found = self._place_show(kind, data, role)
        found.update({key: value for key, value in data.items() if key != "id"})
        return found

    def _place_delete(self, kind: str, data: Thing, role: str | None) -> None:
        self._may(role)
        found = self._place_show(kind, data, role)
        if any(each["owner_org"] == found["id"] and each["state"] == "active" for each in self.datasets.values()):
            raise invalid(message="Organization cannot be deleted while it still has datasets")
        found["state"] = "deleted"

    @staticmethod
    def _may(role: str | None) -> None:
        if role is None:
            raise forbidden("create packages")


def is_write(action: str) -> bool:
    return action.endswith(("_create", "_update", "_patch", "_delete", "_purge"))
