"""What CKAN has no field for, as extras: unique ASCII keys, values always text, structures as JSON text.

The keys without `cn_` are those that CKAN's own DCAT plugin reads; those with it are ours. Nothing is here but
what is named here, and all of it belongs to the open audience.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.shelf import package_tags
from portal.shelf.package_text import clean
from schemas.codes import codelist

# Every key that can occur; more parts of a long list are called cn_data_items_2, cn_data_items_3 and so on.
KEYS = frozenset(
    {
        "access_rights", "business_line", "cn_category_code", "cn_category_name", "cn_data_items", "cn_department_theme", "cn_districts",
        "cn_first_published_on", "cn_format_note", "cn_formats", "cn_national_theme", "cn_needed_by", "cn_open_condition", "cn_open_scope",
        "cn_open_type", "cn_produced_by", "cn_provider_uscc", "cn_record_count", "cn_related_codes", "cn_resource_code", "cn_scenarios",
        "cn_update_cycle", "contact_email", "contact_name", "contact_phone", "frequency", "identifier", "issued", "keywords", "language",
        "modified", "publisher_name", "publisher_uri", "spatial_text", "temporal_end", "temporal_start", "theme",
    },
)  # fmt: skip
# An index built on Lucene refuses a dataset with a value of over 32,766 bytes, so long lists are cut into parts.
PART_BYTES = 30_000
_ITEM_KEYS: Mapping[str, str] = {
    "name": "name",
    "description": "desc",
    "data_type": "type",
    "length": "length",
    "unit": "unit",
    "is_key": "key",
    "open_type": "open",
    "data_element": "data_element",
    "code_list": "code_list",
    "example": "example",
}
_NOT_OPEN = "3"


def extras(content: Mapping[str, Any], department: Mapping[str, Any], site_url: str) -> list[dict[str, str]]:
    """The extras of a package by key; what an entry does not say has no extra."""
    document = content["document"]
    values = _identity(content) | _provider(document, department, site_url) | _description(document) | _use(document) | _coverage(document)
    values |= _relations(content) | _items(document["items"])
    return [{"key": key, "value": _text(values[key])} for key in sorted(values) if values[key] not in (None, "", [])]


def _identity(content: Mapping[str, Any]) -> dict[str, Any]:
    category = content["document"]["category_code"]
    return {
        "identifier": content["code"],
        "cn_resource_code": content["code"],
        "cn_category_code": category,
        "cn_category_name": _category_name(category),
        "business_line": content.get("business_line"),
        "issued": content["issued_on"],
    }


def _provider(document: Mapping[str, Any], department: Mapping[str, Any], site_url: str) -> dict[str, Any]:
    contact = document.get("public_contact", {})
    return {
        "publisher_name": department["document"]["name"],
        "publisher_uri": f"{site_url}/organization/{department['slug']}",
        "cn_provider_uscc": department["document"].get("credit_code"),
        "contact_name": contact.get("office"),
        "contact_phone": contact.get("phone"),
        "contact_email": contact.get("email"),
    }


def _description(document: Mapping[str, Any]) -> dict[str, Any]:
    keywords = document.get("keywords", [])
    return {
        "keywords": keywords if package_tags.lossy(keywords) else None,
        "theme": list(dict.fromkeys(filter(None, (_uri("sh_data_domain", code) for code in document["themes"])))),
        "cn_scenarios": document.get("scenarios"),
        "cn_national_theme": document.get("national_theme"),
        "cn_department_theme": document.get("department_theme"),
        "cn_formats": document["formats"],
        "cn_format_note": document.get("format_note"),
        "cn_record_count": document.get("record_count"),
        "language": _uri("language", document.get("language")),
    }


def _use(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "access_rights": _uri("open_type", document["open_type"]),
        "cn_open_type": document["open_type"],
        "cn_open_condition": document.get("open_condition"),
        "cn_open_scope": document.get("open_scope"),
    }


def _coverage(document: Mapping[str, Any]) -> dict[str, Any]:
    districts = document.get("districts", [])
    return {
        "frequency": _uri("update_frequency", document["update_frequency"]),
        "cn_update_cycle": document["update_frequency"],
        "modified": document.get("data_updated_on"),
        "cn_first_published_on": document.get("first_published_on"),
        "temporal_start": document.get("temporal_start"),
        "temporal_end": document.get("temporal_end"),
        "cn_districts": districts,
        "spatial_text": "、".join(_district(code) for code in districts),
    }


def _relations(content: Mapping[str, Any]) -> dict[str, Any]:
    service_items = content.get("service_items", {})
    return {
        "cn_related_codes": [each["code"] for each in content.get("related", ())],
        "cn_produced_by": service_items.get("produced_by"),
        "cn_needed_by": service_items.get("needed_by"),
    }


def _items(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    shown = [_item(each) for each in items if each["open_type"] != _NOT_OPEN]
    parts = _parts(shown)
    return {f"cn_data_items_{number}" if number > 1 else "cn_data_items": part for number, part in enumerate(parts, 1)}


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    shown = {short: item[name] for name, short in _ITEM_KEYS.items() if name in item}
    if _size(shown) > PART_BYTES:
        # Only a code table makes one item that long; its name stays, its codes are on the dataset's page.
        shown["code_list"] = {key: value for key, value in shown.get("code_list", {}).items() if key != "codes"}
    return shown


def _parts(items: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    parts: list[list[Mapping[str, Any]]] = []
    filled = PART_BYTES
    for item in items:
        size = _size(item) + len(", ")
        if filled + size > PART_BYTES:
            parts.append([])
            filled = 0
        parts[-1].append(item)
        filled += size
    return parts


def _size(value: Any) -> int:
    return len(_text(value).encode())


def _text(value: Any) -> str:
    return clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _district(code: str) -> str:
    entry = codelist("district").get(code)
    return entry.zh if entry else code


def _category_name(code: str) -> str | None:
    nearest = codelist("resource_category").nearest(code)
    return nearest.zh if nearest else None


def _uri(name: str, code: str | None) -> str | None:
    """The name on the web of a code, or the code itself where it has none."""
    entry = codelist(name).get(code) if code else None
    return entry.uri or entry.code if entry else code
