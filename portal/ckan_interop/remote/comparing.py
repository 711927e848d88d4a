"""What was sent held against what the target shows, after what every CKAN does to it is allowed for.

Allowed for: empty texts that become null, trimmed titles, labels of formats in other letters, the order of tags and extras,
fractions of seconds, and whatever is at the target beside ours (extras, groups, keys of its own).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal.ckan_interop.remote import payload as sending
from portal.ckan_interop.remote.payload import OF_OUR_RESOURCES, TEXTS, Package, Place
from portal.ckan_interop.remote.receipts import Difference, shown


def differences(payload: Package, found: Package, our_groups: Iterable[str]) -> tuple[Difference, ...]:
    """Every field in which the target's dataset is not what was sent."""
    ours = frozenset(our_groups)
    return tuple(_apart(_flat(payload, ours), _flat(found, ours)))


def of_place(place: Place, found: Mapping[str, Any], marks: Mapping[str, str]) -> tuple[Difference, ...]:
    """Every field in which an organization or group at the target is not what we want it to be."""
    extras = sending.extras_of(found)
    wanted = {"name": place.name, "title": place.title, "description": place.description, "state": "active", **marks}
    there = {key: extras.get(key) if key in marks else found.get(key) for key in wanted}
    return tuple(_apart({key: _text(value) for key, value in wanted.items()}, {key: _text(value) for key, value in there.items()}))


def _apart(sent: Mapping[str, object], found: Mapping[str, object]) -> Iterator[Difference]:
    for key in sorted(sent.keys() | found.keys()):
        if sent.get(key) != found.get(key):
            yield Difference(key, shown(sent.get(key)), shown(found.get(key)))


def _flat(dataset: Package, our_groups: frozenset[str]) -> dict[str, object]:
    flat: dict[str, object] = {key: _text(dataset.get(key)) for key in (*TEXTS, "state", "owner_org")}
    flat["private"] = bool(dataset.get("private"))
    flat["tags"] = sorted({tag["name"] for tag in dataset.get("tags") or ()})
    flat["groups"] = sorted({group["name"] for group in dataset.get("groups") or ()} & our_groups)
    flat |= {f"extras/{key}": value for key, value in sending.extras_of(dataset).items() if sending.is_ours(key)}
    resources = dataset.get("resources") or []
    flat["resources"] = [each["id"] for each in resources]
    for each in resources:
        flat |= {f"resources/{each['id']}/{key}": _value(key, each.get(key)) for key in OF_OUR_RESOURCES}
    return {key: value for key, value in flat.items() if value is not None}


def _value(key: str, value: object) -> str | None:
    text = _text(value)
    if text and key == "format":
        return text.lower()
    return text.removesuffix(".000000") if text and key == "last_modified" else text


def _text(value: object) -> str | None:
    """Empty and absent are the same; numbers may come back as text."""
    return (str(value).strip() or None) if value is not None else None
