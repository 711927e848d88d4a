"""A dataset as the flat fields of a search index, for `fl`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from portal.ckan_interop.fields import EXTRA

Package = Mapping[str, Any]

_AS_IS = (
    "id", "name", "title", "notes", "url", "version", "author", "maintainer", "license_id", "owner_org", "creator_user_id", "state", "type",
)  # fmt: skip
_MADE: Mapping[str, Callable[[Package], Any]] = {
    "title_string": lambda package: package["title"],
    "dataset_type": lambda package: package["type"],
    "capacity": lambda _package: "public",
    "organization": lambda package: package["organization"]["name"],
    "groups": lambda package: [group["name"] for group in package["groups"]],
    "tags": lambda package: [tag["name"] for tag in package["tags"]],
    "metadata_created": lambda package: f"{package['metadata_created']}Z",
    "metadata_modified": lambda package: f"{package['metadata_modified']}Z",
    "res_name": lambda package: [resource["name"] for resource in package["resources"]],
    "res_description": lambda package: [resource["description"] or "" for resource in package["resources"]],
    "res_format": lambda package: [resource["format"] for resource in package["resources"]],
    "res_url": lambda package: [resource["url"] for resource in package["resources"]],
}


def picked(package: Package, fields: Iterable[str]) -> dict[str, Any]:
    """Of a package only these fields; what it does not have is left out. `extras_KEY` comes out as `KEY`, as in CKAN."""
    extras = {extra["key"]: extra["value"] for extra in package["extras"]}
    chosen = {field.removeprefix(EXTRA): _value(package, extras, field) for field in fields}
    return {field: value for field, value in chosen.items() if value not in (None, [])}


def _value(package: Package, extras: Mapping[str, str], field: str) -> Any:
    if field in _AS_IS:
        return package.get(field)
    if field in _MADE:
        return _MADE[field](package)
    return extras.get(field.removeprefix(EXTRA))
