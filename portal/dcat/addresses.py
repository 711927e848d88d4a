"""The names on the web of what the catalogue holds. They are ours for ever, and each of them leads somewhere."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import phonenumbers
from rdflib import URIRef

from schemas.formats import is_uri, is_web_address

IANA_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+-]+/[A-Za-z0-9._+-]+")
_REGION = "CN"
# Digits of a service number such as 12345, and of a number within a city.
_LONGEST_SHORT, _LONGEST_LOCAL = 6, 8


class Addresses:
    """Addresses on one site; `site_url` has no slash at the end."""

    def __init__(self, site_url: str) -> None:
        self.site_url = site_url.rstrip("/")
        self.catalog = self.at("catalog")
        self.home = URIRef(f"{self.site_url}/")

    def at(self, *steps: str) -> URIRef:
        """An address below the site, whatever is in the steps."""
        return URIRef("/".join((self.site_url, *(quote(step, safe="") for step in steps))))

    def dataset(self, content: Mapping[str, Any]) -> URIRef:
        """The dataset itself, by its id: its page is found from there."""
        return self.at("dataset", content["id"])

    def page(self, name: str) -> URIRef:
        """The page about a dataset."""
        return self.at("dataset", name)

    def distribution(self, content: Mapping[str, Any], distribution: Mapping[str, Any]) -> URIRef:
        return self.at("dataset", content["id"], "resource", distribution["id"])

    def distribution_page(self, content: Mapping[str, Any], distribution: Mapping[str, Any]) -> URIRef:
        return self.at("dataset", content["name"], "resource", distribution["id"])

    def unit(self, slug: str) -> URIRef:
        return self.at("organization", slug)

    def theme(self, slug: str) -> URIRef:
        return self.at("group", slug)

    def service_item(self, code: str) -> URIRef:
        return self.at("service-item", code)

    def of_catalog(self, fragment: str) -> URIRef:
        """What has no page of its own and is explained in the catalogue."""
        return part(self.catalog, fragment)


def part(whole: URIRef, name: str) -> URIRef:
    """A part of something, which is explained where the whole is."""
    return URIRef(f"{whole}#{quote(name, safe='')}")


def web(address: str | None) -> URIRef | None:
    """An address that was written by hand, if it can be one on the web."""
    return URIRef(address) if address and is_web_address(address) else None


def mail(address: str | None) -> URIRef | None:
    if not address:
        return None
    name = f"mailto:{quote(address, safe='@+')}"
    return URIRef(name) if is_uri(name) else None


def telephone(number: str | None) -> URIRef | None:
    """The number as RFC 3966 writes it; a short number is good within the country only and says so."""
    try:
        parsed = phonenumbers.parse((number or "").replace("转", " ext. "), _REGION)
    except phonenumbers.NumberParseException:
        return None
    digits = phonenumbers.national_significant_number(parsed)
    if len(digits) > _LONGEST_LOCAL:
        return URIRef(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966))
    # In between stand numbers that lack their area code: nobody can tell whose they are.
    return URIRef(f"tel:{digits};phone-context=+{parsed.country_code}") if len(digits) <= _LONGEST_SHORT else None


def media_type(name: str | None) -> URIRef | None:
    """The entry of a media type in IANA's register."""
    return URIRef(IANA_MEDIA_TYPES + name) if name and _MEDIA_TYPE.fullmatch(name) else None
