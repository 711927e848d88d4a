"""The organizations and groups of a target in which our entries stand: found, made where we may, kept as we have them."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from catalog import digest
from portal.ckan_interop.remote import comparing, ledger, payload
from portal.ckan_interop.remote.connection import Connection
from portal.ckan_interop.remote.payload import INSTANCE_MARK, PLACE_MARK, Place
from portal.ckan_interop.remote.receipts import Receipt, same
from portal.ckan_interop.remote.refusals import ConflictError, ForbiddenError, InvalidError, LaterError, MissingError, RemoteError
from schemas.codes import codelist

_SHOWN = {
    "include_datasets": False,
    "include_users": False,
    "include_followers": False,
    "include_extras": True,
    "include_dataset_count": False,
}
_TAKEN = "already exists"


class Places:
    """The places of one run at one target; each is looked at once at most."""

    def __init__(self, state: sqlite3.Connection, remote: Connection, instances: Iterable[str], now: datetime, *, look: bool) -> None:
        self._state, self._remote, self._now, self._look = state, remote, now, look
        self._instances = tuple(instances)
        self._target = remote.target
        self._known: dict[str, str | RemoteError] = {}
        self.written: list[tuple[str, Receipt]] = []
        self.group_names = frozenset(self._target.group.get(slug, slug) for slug in _theme_slugs()) if self._target.groups else frozenset()

    def owner(self, department: Mapping[str, Any]) -> str:
        """The id of the organization for a unit. Raises RemoteError."""
        return self._settled(payload.organization(department), self._target.organization)

    def groups(self, codes: Iterable[str]) -> tuple[list[str], list[str]]:
        """The groups for these data domains that can be used, and the slugs of those that cannot. Raises LaterError."""
        used, left_out = [], []
        for place in (payload.theme(code) for code in codes):
            try:
                if self._target.groups:
                    self._settled(place, self._target.group)
                    used.append(self._target.group.get(place.name, place.name))
            except LaterError:
                raise
            except RemoteError:
                left_out.append(place.name)
        return used, left_out

    def clear_away(self) -> list[tuple[str, RemoteError]]:
        """Delete the organizations of units, and the groups of data domains, that are no more; what could not be deleted."""
        failures = []
        themes = {payload.theme(each.code).id for each in codelist("sh_data_domain").entries}
        departments = {row[0] for row in self._state.execute("SELECT id FROM department")}
        for place_id, kind, remote_id in self._state.execute("SELECT id, kind, remote_id FROM place").fetchall():
            if place_id not in themes | departments:
                try:
                    self._withdraw(place_id, kind, remote_id)
                except RemoteError as error:
                    failures.append((place_id, error))
        return failures

    def _settled(self, place: Place, names: Mapping[str, str]) -> str:
        if place.id not in self._known:
            try:
                self._known[place.id] = self._named(place, names[place.name]) if place.name in names else self._kept(place)
            except RemoteError as error:
                self._known[place.id] = error
        found = self._known[place.id]
        if isinstance(found, RemoteError):
            raise found
        return found

    def _named(self, place: Place, name: str) -> str:
        """What somebody told us to use is used, and not changed."""
        found = self._show(place.kind, name)
        if found is None:
            raise ForbiddenError("organization_missing", key=name)
        return str(found["id"])

    def _kept(self, place: Place) -> str:
        """What is ours is as we have it."""
        made_of, before = digest.of([place.name, place.title, place.description, self._marks(place)]), ledger.place(self._state, place.id)
        if before and before[1] == made_of and not self._look:
            return before[0]
        found = (self._show(place.kind, before[0]) if before else None) or self._show(place.kind, place.name)
        act, remote_id = self._change(place, found, before) if found else ("created", self._create(place))
        receipt = self._read_back(place, act, remote_id)
        ledger.keep_place(self._state, place.id, place.kind, made_of, receipt, self._now)
        if receipt.wrote:
            self.written.append((place.name, receipt))
        return receipt.remote_id

    def _create(self, place: Place) -> str:
        is_allowed = self._target.create_organizations if place.kind == "organization" else self._target.create_groups
        if not is_allowed:
            raise ForbiddenError("organization_missing", key=place.name)
        sent = {"id": place.id, "name": place.name, "title": place.title, "description": place.description, "extras": self._extras(place)}
        if not self._remote.may_choose_ids:
            del sent["id"]
        try:
            return str(self._remote.call(f"{place.kind}_create", sent)["id"])
        except InvalidError as error:
            if "id" in sent and error.says("id", "not expected"):
                self._remote.may_choose_ids = False
                return self._create(place)
            if error.says("name", _TAKEN):
                raise ConflictError("hidden", key=place.name) from None
            raise
        except LaterError:
            found = self._show(place.kind, place.name)
            if found is None:
                raise
            return str(found["id"])

    def _change(self, place: Place, found: Mapping[str, Any], before: tuple[str, str, Receipt] | None) -> tuple[str, str]:
        marks = payload.extras_of(found)
        is_ours = marks.get(PLACE_MARK) == place.id and marks.get(INSTANCE_MARK) in self._instances
        if not is_ours and not (before and before[0] == found["id"] and PLACE_MARK not in marks):
            raise ConflictError(f"{'organization_' if place.kind == 'organization' else ''}foreign", key=place.name)
        apart = comparing.of_place(place, found, self._marks(place))
        if not apart or (before and same(apart, before[2].differences)):
            return "unchanged", found["id"]
        others = [{"key": key, "value": value} for key, value in marks.items() if not payload.is_ours(key)]
        texts = {"name": place.name, "title": place.title, "description": place.description, "state": "active"}
        self._remote.call(f"{place.kind}_patch", {"id": found["id"], **texts, "extras": [*others, *self._extras(place)]})
        return "updated", found["id"]

    def _read_back(self, place: Place, act: str, remote_id: str) -> Receipt:
        found = self._show(place.kind, remote_id)
        if found is None:
            raise LaterError("not_written", key=place.name)
        return Receipt(act, remote_id, found["name"], "", (), comparing.of_place(place, found, self._marks(place)))

    def _withdraw(self, place_id: str, kind: str, remote_id: str) -> None:
        try:
            self._remote.call(f"{kind}_delete", {"id": remote_id})
        except InvalidError:
            return  # somebody else's datasets are in it
        except MissingError:
            pass
        if self._is_shown(kind, remote_id):
            raise LaterError("not_withdrawn", key=remote_id)
        ledger.drop_place(self._state, place_id)
        self.written.append((place_id, Receipt("withdrawn", remote_id)))

    def _is_shown(self, kind: str, remote_id: str) -> bool:
        try:
            found = self._show(kind, remote_id)
        except ConflictError:
            return False
        return found is not None and found.get("state") != "deleted"

    def _show(self, kind: str, key: str) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = self._remote.call(f"{kind}_show", {"id": key, **_SHOWN})
        except MissingError:
            return None
        except ForbiddenError:
            raise ConflictError("hidden", key=key) from None
        return found

    def _marks(self, place: Place) -> dict[str, str]:
        return {PLACE_MARK: place.id, INSTANCE_MARK: self._instances[-1]}

    def _extras(self, place: Place) -> list[dict[str, str]]:
        return [{"key": key, "value": value} for key, value in self._marks(place).items()]


def _theme_slugs() -> list[str]:
    return [payload.theme(each.code).name for each in codelist("sh_data_domain").entries]
