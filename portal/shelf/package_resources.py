"""The distributions of an open entry as CKAN resources."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.shelf.package_text import clean, naive
from schemas.codes import codelist

SHA_256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_TYPES: Mapping[str, str | None] = {"FILE": "file", "API": "api", "DATABASE": None}
# Where the English label of a format is a description, CKAN's own short label stands.
_LABELS: Mapping[str, str] = {
    "txt": "TXT",
    "wps": "WPS",
    "et": "ET",
    "dm": "DM",
    "dbf": "DBF",
    "access": "MDB",
    "sysbase": "Sybase",
    "rest-json": "API",
    "soap": "SOAP",
    "shp": "SHP",
    "tif": "TIFF",
    "rm": "RM",
    "swf": "SWF",
}


def resources(content: Mapping[str, Any], page: str, modified: datetime) -> list[dict[str, Any]]:
    """The resource dicts of a package in the order of its distributions; `page` is the address of the dataset's page."""
    offered = [each for each in content["document"].get("distributions", ()) if each["offered_to"] == "open"]
    return [_resource(content, position, each, page, modified) for position, each in enumerate(offered)]


def label(format_code: str) -> str:
    """The format as CKAN writes it: CSV, XLSX, GeoJSON."""
    if format_code in _LABELS:
        return _LABELS[format_code]
    entry = codelist("format").get(format_code)
    return entry.en if entry else format_code


def _resource(content: Mapping[str, Any], position: int, distribution: Mapping[str, Any], page: str, modified: datetime) -> dict[str, Any]:
    updated_on = content["document"].get("data_updated_on")
    shown = {
        "id": distribution["id"],
        "package_id": content["id"],
        "position": position,
        "name": clean(distribution["title"]),
        "description": clean(distribution["description"]) if "description" in distribution else None,
        "format": label(distribution["format"]),
        # What has no address of its own is explained on its page.
        "url": distribution.get("url") or f"{page}/resource/{distribution['id']}",
        "url_type": None,
        "resource_type": _TYPES[distribution["kind"]],
        # A page that explains is not of the type of the data.
        "mimetype": (distribution.get("media_type") or _media_type(distribution["format"])) if "url" in distribution else None,
        "mimetype_inner": None,
        "size": distribution.get("byte_size"),
        "hash": distribution.get("checksum", ""),
        "created": naive(content["created_at"]),
        "last_modified": f"{updated_on}T00:00:00" if updated_on else None,
        "metadata_modified": naive(modified),
        "cache_url": None,
        "cache_last_updated": None,
        "state": "active",
        "datastore_active": False,
    }
    return shown | {key: value for key, value in _of_our_own(distribution).items() if value}


def _of_our_own(distribution: Mapping[str, Any]) -> dict[str, str | None]:
    """Keys that CKAN keeps as they are; the first is the one that its DCAT plugin reads beside `hash`."""
    names = distribution.get("item_names")
    return {
        "hash_algorithm": SHA_256 if "checksum" in distribution else None,
        "cn_item_names": json.dumps(names, ensure_ascii=False) if names else None,
    }


def _media_type(format_code: str) -> str | None:
    entry = codelist("format").get(format_code)
    found = entry.attributes.get("mime") if entry else None
    return str(found) if found else None
