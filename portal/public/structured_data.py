"""A dataset as schema.org describes it, for search engines; it says nothing that the page does not say."""

from collections.abc import Mapping
from typing import Any

from portal.public import wording
from schemas.codes import codelist

# Enough to be found by; the page itself lists them all.
MOST_ITEMS = 50


def dataset(content: Mapping[str, Any], provider: str, address: str, catalogue: tuple[str, str]) -> dict[str, Any]:
    """A schema.org Dataset; `catalogue` is the title and the address of this site."""
    document = content["document"]
    is_free = document["open_type"] == wording.UNCONDITIONAL
    described: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "name": document["title"],
        "description": document["abstract"],
        "identifier": content["code"],
        "version": str(content["revision"]),
        "inLanguage": document.get("language", "zh-Hans"),
        "datePublished": content["issued_on"],
        "dateModified": document.get("data_updated_on"),
        "keywords": list(document.get("keywords", ())),
        "creator": {"@type": "Organization", "name": provider},
        "isAccessibleForFree": is_free,
        "conditionsOfAccess": None if is_free else document.get("open_condition"),
        "license": _licence(document.get("licence")),
        "temporalCoverage": _period(document),
        "spatialCoverage": [_name("district", code) for code in document.get("districts", ())],
        "variableMeasured": [item["name"] for item in document["items"][:MOST_ITEMS]],
        "includedInDataCatalog": {"@type": "DataCatalog", "name": catalogue[0], "url": catalogue[1]},
        "distribution": [_download(each) for each in document.get("distributions", ()) if each.get("url")],
    }
    return {key: value for key, value in described.items() if value not in (None, [], "")}


def _licence(code: str | None) -> str | None:
    return (wording.licence_address(code) or _name("license", code)) if code else None


def _period(document: Mapping[str, Any]) -> str | None:
    start, end = document.get("temporal_start"), document.get("temporal_end")
    return f"{start or '..'}/{end or '..'}" if start or end else None


def _name(list_name: str, code: str) -> str:
    entry = codelist(list_name).get(code)
    return entry.zh if entry else code


def _download(distribution: Mapping[str, Any]) -> dict[str, Any]:
    described = {
        "@type": "DataDownload",
        "name": distribution["title"],
        "contentUrl": distribution["url"],
        "encodingFormat": distribution.get("media_type") or distribution["format"],
        "contentSize": str(distribution["byte_size"]) if "byte_size" in distribution else None,
    }
    return {key: value for key, value in described.items() if value is not None}
