"""An open entry as the package of a CKAN: what its API shows, and what another CKAN can take in as it stands.

Pure: the same content gives the same package on every node. Only the fields named here come out, so a fact
that is not meant for the public cannot slip through by being new.
"""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.shelf import licences, package_extras, package_resources, package_tags
from portal.shelf.package_text import clean, naive
from schemas.codes import codelist

# CKAN names a person who made a dataset; here that is the site itself, the same on every node.
SITE_USER_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "bianmu:user:site"))
# What CKAN takes for an address; anything else would make it refuse the whole dataset.
_EMAIL = re.compile(r"[A-Za-z0-9_%+\-]+(?:\.[A-Za-z0-9_%+\-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


def package(content: Mapping[str, Any], department: Mapping[str, Any], *, site_url: str, modified: datetime) -> dict[str, Any]:
    """The package dict of an entry.

    `content` is the content of an entry's publication record, `department` that of its provider's record,
    `modified` the time of the record (aware). Every key of CKAN's own answer is there, `license_url` only when
    the licence has an address. Feeding the answer to `package_create` of another CKAN succeeds.
    """
    document = content["document"]
    page = f"{site_url}/dataset/{content['name']}"
    shown = {
        "id": content["id"],
        "name": content["name"],
        "title": clean(document["title"]),
        "notes": clean(document["abstract"]),
        "url": page,
        "version": str(content["revision"]),
        "type": "dataset",
        "state": "active",
        "private": False,
        "creator_user_id": SITE_USER_ID,
        "metadata_created": naive(content["created_at"]),
        "metadata_modified": naive(modified),
        "owner_org": department["id"],
        "organization": organization(department),
        "groups": [group(code) for code in sorted(document["themes"], key=theme_title)],
        "tags": package_tags.tags(document.get("keywords", ())),
        "resources": package_resources.resources(content, page, modified),
        "extras": package_extras.extras(content, department, site_url),
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }
    shown |= _people(document, department) | licences.of_package(document.get("licence"))
    # Whatever the licence says, what has to be applied for is not open.
    shown["isopen"] = shown["isopen"] and document["open_type"] == "1"
    return shown | {"num_resources": len(shown["resources"]), "num_tags": len(shown["tags"])}


def organization(department: Mapping[str, Any]) -> dict[str, Any]:
    """A unit as it stands inside a package; `department` is the content of its publication record."""
    document = department["document"]
    return {
        "id": department["id"],
        "name": department["slug"],
        "title": clean(document["name"]),
        "type": "organization",
        "description": clean(document.get("description", "")),
        "image_url": "",
        "created": naive(department["created_at"]),
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def group(code: str) -> dict[str, Any]:
    """A data domain as it stands inside a package."""
    theme = codelist("sh_data_domain").get(code)
    return {
        "id": theme_id(code),
        "name": theme.attributes["slug"] if theme else code,
        "title": theme_title(code),
        "display_name": theme_title(code),
        "description": "",
        "image_display_url": "",
    }


def theme_id(code: str) -> str:
    """The id of a data domain, the same on every node."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"bianmu:theme:{code}"))


def theme_title(code: str) -> str:
    """The Chinese title of a data domain."""
    theme = codelist("sh_data_domain").get(code)
    return theme.zh if theme else code


def _people(document: Mapping[str, Any], department: Mapping[str, Any]) -> dict[str, str | None]:
    contact = document.get("public_contact", {})
    email = contact.get("email", "")
    return {
        "author": clean(department["document"]["name"]),
        "author_email": None,
        "maintainer": clean(contact.get("office", "")) or clean(department["document"]["name"]),
        "maintainer_email": email if _EMAIL.fullmatch(email) else None,
    }
