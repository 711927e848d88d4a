"""The actions on the site as a whole."""

from typing import Any

from portal.ckan_interop.actions.call import Call
from portal.ckan_interop.envelope import rendered
from portal.shelf import licences
from portal.shelf.licences import Licence

# Clients take this number as a sign of what they may send; it names the generation of the API, not a program.
CKAN_VERSION = "2.11.0"
# Names for a kind of terms, not for one text of a licence.
GENERIC = frozenset({"notspecified", "other-at", "other-closed", "other-open", "other-pd"})


def site_read(call: Call) -> bytes:  # noqa: ARG001 - every action is given the call
    """Whether the site may be read: always true. Old clients ask this first."""
    return rendered(value=True)


def status_show(call: Call) -> bytes:
    """What this site is: title, description, address, language, generation of the API."""
    return rendered(
        {
            "site_title": call.site.site_title,
            "site_description": call.site.site_description,
            "site_url": call.site.site_url,
            "error_emails_to": "",
            "locale_default": "zh_Hans_CN",
            "extensions": [],
            "ckan_version": CKAN_VERSION,
        },
    )


def license_list(call: Call) -> bytes:  # noqa: ARG001 - every action is given the call
    """The licences that datasets may have. As in CKAN all values are texts, yes and no included."""
    return rendered([_licence(licence) for licence in licences.register()])


def organization_list_for_user(call: Call) -> bytes:  # noqa: ARG001 - every action is given the call
    """The organizations that the caller may edit: none, nobody edits here."""
    return rendered([])


def follower_count(call: Call) -> bytes:  # noqa: ARG001 - every action is given the call
    """How many people follow this: nobody can here.

    :param id: the id of the thing
    """
    return rendered(0)


def _licence(licence: Licence) -> dict[str, Any]:
    return {
        "id": licence.id,
        "title": licence.title,
        "url": licence.url,
        "domain_content": "False",
        "domain_data": "False",
        "domain_software": "False",
        "family": "",
        "is_generic": str(licence.id in GENERIC),
        "maintainer": "",
        "od_conformance": "approved" if licence.is_open else "not reviewed",
        "osd_conformance": "not reviewed",
        "status": "active",
    }
