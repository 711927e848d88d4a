"""The ways to get the data of an entry: files and interfaces, with what one should know before fetching."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.i18n.tongue import Tongue
from portal.public import wording
from portal.public.parts import Fact, Link
from portal.shelf import package_resources


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """A way to get the data; without `fetch_href` it has no address of its own and its page says whom to ask."""

    title: str
    href: str
    sign: str
    format: str
    size: str
    description: str
    fetch_href: str | None
    fetch_label: str


def distribution_row(tongue: Tongue, name: str, distribution: Mapping[str, Any]) -> DistributionRow:
    """`name` is the dataset's."""
    is_file = distribution["kind"] == "FILE"
    return DistributionRow(
        title=distribution["title"],
        href=wording.at(tongue, "dataset", name, "resource", distribution["id"]),
        sign="download" if is_file else "interface",
        format=package_resources.label(distribution["format"]),
        size=wording.size(distribution["byte_size"]) if "byte_size" in distribution else "",
        description=distribution.get("description", ""),
        fetch_href=safe_address(distribution.get("url", "")),
        fetch_label=tongue.gettext("Download") if is_file else tongue.gettext("Go to the interface"),
    )


def facts(tongue: Tongue, distribution: Mapping[str, Any]) -> Iterator[Fact]:
    """What there is to know of one distribution."""
    yield Fact(tongue.gettext("Data format"), (Link(wording.label(tongue, "format", distribution["format"])),))
    if "byte_size" in distribution:
        exact = tongue.ngettext("%(num)s byte", "%(num)s bytes", distribution["byte_size"])
        yield Fact(tongue.gettext("Size"), (Link(wording.size(distribution["byte_size"])),), note=exact)
    if distribution.get("media_type"):
        yield Fact(tongue.gettext("Media type"), (Link(distribution["media_type"]),), is_code=True)
    if distribution.get("checksum"):
        note = tongue.gettext("Compare it after downloading to be sure that the file is complete.")
        yield Fact(tongue.gettext("Checksum"), (Link(distribution["checksum"]),), note=note, is_code=True)
    if distribution.get("item_names"):
        names = tuple(Link(name, is_data=True) for name in distribution["item_names"])
        yield Fact(tongue.gettext("Data items in it"), names, separator=wording.separator(tongue))


def safe_address(url: str) -> str | None:
    """The address if a browser may be sent there: the web or this site, and nothing that runs."""
    try:
        scheme, host = urlsplit(url).scheme, urlsplit(url).netloc
    except ValueError:
        return None
    is_web, is_ours = scheme in {"http", "https"} and host, url.startswith("/") and not url.startswith(("//", "/\\"))
    return url if is_web or is_ours else None
