"""What is sent to a target for an entry, a unit and a data domain, and the mark by which we know our own again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.ckan_interop.remote.receipts import Adjustment
from portal.shelf import package_tags
from portal.shelf.package import theme_id
from portal.shelf.package_extras import KEYS
from portal.shelf.package_text import clean
from schemas.codes import codelist

ENTRY_MARK, PLACE_MARK, INSTANCE_MARK = "bianmu_entry_id", "bianmu_place_id", "bianmu_instance"
# Part of what decides whether everything is looked at again after an upgrade: raise it when the payload changes.
FORM = 1
TEXTS = ("name", "title", "notes", "url", "version", "type", "license_id", "author", "author_email", "maintainer", "maintainer_email")
OF_A_RESOURCE = ("id", "name", "description", "format", "url", "resource_type", "mimetype", "size", "hash", "last_modified")
OF_OUR_RESOURCES = (*OF_A_RESOURCE, "hash_algorithm", "cn_item_names")
# Everything that CKAN itself shows of a dataset; what else stands there was put by the target and is sent back as it is.
_OF_CKAN = frozenset(
    {
        *TEXTS, "id", "state", "private", "owner_org", "groups", "tags", "extras", "resources", "organization", "num_resources", "num_tags",
        "isopen", "license_title", "license_url", "creator_user_id", "metadata_created", "metadata_modified", "relationships_as_subject",
        "relationships_as_object", "tracking_summary", "plugin_data", "tag_string", "revision_id", "revision_timestamp",
    }
)  # fmt: skip
_MORE_ITEMS = re.compile(r"cn_data_items_[0-9]+")
Package = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """An organization or a group as we want it at the target: `kind` is organization or group."""

    kind: str
    id: str
    name: str
    title: str
    description: str


def organization(department: Mapping[str, Any]) -> Place:
    """The place of a unit, from the content of its publication record."""
    document = department["document"]
    return Place("organization", department["id"], department["slug"], clean(document["name"]), clean(document.get("description", "")))


def theme(code: str) -> Place:
    """The place of a data domain."""
    entry = codelist("sh_data_domain").get(code)
    return Place("group", theme_id(code), str(entry.attributes["slug"]) if entry else code, entry.zh if entry else code, "")


def of_package(package: Package, *, owner: str, groups: Sequence[str], instance: str) -> dict[str, Any]:
    """The dataset to be sent, complete; `owner` and `groups` are the target's organization id and group names."""
    marks = [{"key": ENTRY_MARK, "value": package["id"]}, {"key": INSTANCE_MARK, "value": instance}]
    return {key: package[key] for key in TEXTS} | {
        "id": package["id"],
        "state": "active",
        "private": False,
        "owner_org": owner,
        "groups": [{"name": name} for name in groups],
        "tags": [{"name": tag["name"]} for tag in package["tags"]],
        "extras": [*package["extras"], *marks],
        "resources": [{key: each[key] for key in OF_OUR_RESOURCES if key in each} for each in package["resources"]],
    }


def merged(payload: Package, found: Package, our_groups: Iterable[str]) -> dict[str, Any]:
    """The payload with what the target has beside ours: an update replaces everything that it does not name."""
    kept = {key: value for key, value in found.items() if key not in _OF_CKAN}
    ours = set(our_groups)
    groups = [{"name": each["name"]} for each in found.get("groups", ()) if each["name"] not in ours]
    extras = [{"key": each["key"], "value": each["value"]} for each in found.get("extras", ()) if not is_ours(each["key"])]
    return kept | dict(payload) | {"id": found["id"], "groups": [*payload["groups"], *groups], "extras": [*payload["extras"], *extras]}


def is_ours(key: str) -> bool:
    """Whether an extra of this key is ours to set and to take away."""
    return key in KEYS or key in {ENTRY_MARK, PLACE_MARK, INSTANCE_MARK} or bool(_MORE_ITEMS.fullmatch(key))


def extras_of(found: Package) -> dict[str, str]:
    """The extras of something at the target as a mapping."""
    return {each["key"]: each["value"] for each in found.get("extras") or ()}


def adjustments(content: Mapping[str, Any], package: Package) -> tuple[Adjustment, ...]:
    """What of an entry had to be changed to be fit for CKAN."""
    document = content["document"]
    keywords, email = document.get("keywords", []), document.get("public_contact", {}).get("email", "")
    tags = [tag["name"] for tag in package["tags"]]
    made = [Adjustment("name", content["code"], package["name"])] if content["code"] != package["name"] else []
    if package_tags.lossy(keywords):
        made.append(Adjustment("tags", "、".join(keywords), "、".join(tags)))
    if email and not package["maintainer_email"]:
        made.append(Adjustment("maintainer_email", email, ""))
    return tuple(made)
