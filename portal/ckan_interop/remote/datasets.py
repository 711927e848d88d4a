"""One entry at one target: looked for first, then made, changed or taken away, then read back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.ckan_interop.remote import comparing, payload
from portal.ckan_interop.remote.connection import Connection
from portal.ckan_interop.remote.payload import ENTRY_MARK, INSTANCE_MARK
from portal.ckan_interop.remote.receipts import Adjustment, Difference, Receipt, same
from portal.ckan_interop.remote.refusals import ConflictError, ForbiddenError, InvalidError, LaterError, MissingError

Dataset = Mapping[str, Any]
_TAKEN = ("already in use", "already exists")


@dataclass(frozen=True, slots=True)
class Ours:
    """By what we know a dataset of ours: its entry, its name, the id it got there, and who we are or were."""

    id: str
    name: str
    remote_id: str | None
    instances: tuple[str, ...]

    def owns(self, found: Dataset) -> bool:
        """Whether it bears our mark, or is the one we made and its mark was rubbed off."""
        marks = payload.extras_of(found)
        if ENTRY_MARK in marks or INSTANCE_MARK in marks:
            return marks.get(ENTRY_MARK) == self.id and marks.get(INSTANCE_MARK) in self.instances
        return bool(found["id"] == self.remote_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A dataset as it should stand there. `settled` is how the target differed from the very same when it was last read back."""

    ours: Ours
    payload: Dataset
    groups: frozenset[str]
    adjustments: tuple[Adjustment, ...]
    settled: tuple[Difference, ...] = ()


def publish(remote: Connection, wanted: Wanted) -> Receipt:
    """Bring the dataset to where it should be. Raises RemoteError."""
    found = find(remote, wanted.ours)
    act = "created"
    if found is None:
        found, remote_id = _create(remote, wanted)
    if found is not None:
        act, remote_id = _change(remote, wanted, found), found["id"]
    return _read_back(remote, wanted, act, remote_id)


def withdraw(remote: Connection, ours: Ours, *, erased: bool) -> Receipt:
    """Take the dataset away, and prove that it is gone; `erased` things are destroyed as far as we may. Raises RemoteError."""
    try:
        found = find(remote, ours)
    except ConflictError:
        found = None  # what stands under our name is not ours to take away
    except ForbiddenError:
        return Receipt("absent", ours.remote_id or ours.id, ours.name, "403")
    if found is None:
        return Receipt("absent", ours.remote_id or ours.id, ours.name, "404")
    if found["state"] == "deleted" and not (erased and found.get("resources")):
        return Receipt("absent", found["id"], found["name"], "deleted")
    act = _destroy(remote, found, ours) if erased else _delete(remote, found)
    return Receipt(act, found["id"], found["name"], _gone(remote, found["id"]))


def find(remote: Connection, ours: Ours) -> Dataset | None:
    """The dataset of ours, shown or deleted; None when there is none. Raises ConflictError when another has its name."""
    for key in dict.fromkeys(filter(None, (ours.remote_id, ours.id))):
        found = show(remote, key)
        if found is not None:
            return _unless_foreign(found, ours)
    try:
        found = show(remote, ours.name) if ours.name else None
    except ForbiddenError:
        raise ConflictError("hidden", key=ours.name) from None
    if found is None or (found["state"] == "deleted" and not ours.owns(found)):
        return None  # a deleted one gives its name up as soon as somebody wants it
    return _unless_foreign(found, ours)


def show(remote: Connection, key: str) -> Dataset | None:
    """A dataset by id or name; None when there is none."""
    try:
        found = remote.call("package_show", {"id": key})
    except MissingError:
        return None
    if not isinstance(found, Mapping) or "id" not in found:
        raise LaterError("unsure", reason="package_show")
    return {"state": "active"} | dict(found)


def _unless_foreign(found: Dataset, ours: Ours) -> Dataset:
    if not ours.owns(found):
        raise ConflictError("foreign", key=str(found.get("name", ours.name)))
    return found


def _create(remote: Connection, wanted: Wanted) -> tuple[Dataset | None, str]:
    """Make the dataset: (None, its id); or the dataset that stands there after all, and its id."""
    sent = dict(wanted.payload)
    if not remote.may_choose_ids:
        del sent["id"]
    try:
        made = remote.call("package_create", sent)
        return None, str(made["id"])
    except InvalidError as error:
        if "id" in sent and error.says("id", "not expected"):
            remote.may_choose_ids = False
            return _create(remote, wanted)
        if not (error.says("name", *_TAKEN) or error.says("id", *_TAKEN)):
            raise
        stands = find(remote, wanted.ours)
        if stands is None:
            raise ConflictError("hidden", key=wanted.ours.name) from None
        return stands, stands["id"]
    except LaterError:
        # It may have been made all the same: look before anything is tried again.
        stands = find(remote, wanted.ours)
        if stands is None:
            raise
        return stands, stands["id"]


def _change(remote: Connection, wanted: Wanted, found: Dataset) -> str:
    apart = comparing.differences(wanted.payload, found, wanted.groups)
    if not apart or same(apart, wanted.settled):
        return "unchanged"
    try:
        remote.call("package_update", payload.merged(wanted.payload, found, wanted.groups))
    except InvalidError as error:
        if error.says("name", *_TAKEN):
            raise ConflictError("hidden", key=wanted.ours.name) from None
        raise
    return "restored" if found["state"] == "deleted" else "updated"


def _read_back(remote: Connection, wanted: Wanted, act: str, remote_id: str) -> Receipt:
    found = show(remote, remote_id)
    if found is None or found["state"] != "active":
        raise LaterError("not_written", key=wanted.ours.name)
    apart = comparing.differences(wanted.payload, found, wanted.groups)
    return Receipt(act, found["id"], found["name"], str(found.get("metadata_modified", "")), wanted.adjustments, apart)


def _delete(remote: Connection, found: Dataset) -> str:
    try:
        # By id: by name, CKAN leaves memberships behind that come back with the dataset.
        remote.call("package_delete", {"id": found["id"]})
    except MissingError:
        return "absent"
    return "withdrawn"


def _destroy(remote: Connection, found: Dataset, ours: Ours) -> str:
    try:
        remote.call("dataset_purge", {"id": found["id"]})
    except MissingError:
        return "absent"
    except ForbiddenError:
        # Only their administrators purge: leave them an empty one.
        marks = [{"key": ENTRY_MARK, "value": ours.id}, {"key": INSTANCE_MARK, "value": ours.instances[-1]}]
        empty = {key: "" for key in payload.TEXTS if key not in {"name", "title", "type"}}
        about = {"id": found["id"], "name": found["name"], "title": found["name"], "owner_org": found.get("owner_org"), "private": True}
        remote.call("package_update", empty | about | {"tags": [], "groups": [], "resources": [], "extras": marks})
        return _delete(remote, found)
    return "purged"


def _gone(remote: Connection, remote_id: str) -> str:
    """How the target says that a dataset is gone."""
    try:
        found = show(remote, remote_id)
    except ForbiddenError:
        return "403"
    if found is None:
        return "404"
    if found["state"] != "deleted":
        raise LaterError("not_withdrawn", key=str(found.get("name", remote_id)))
    return "deleted"
