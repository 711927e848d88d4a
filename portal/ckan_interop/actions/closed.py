"""Actions of CKAN that exist by name and are closed to everybody: the writing ones, and what tells about people.

A caller is told that it is refused, not that the action is unknown: a program that was written for CKAN then
says the right thing to its user. `help_show` does not list them.
"""

from collections.abc import Mapping

from portal.ckan_interop.actions.call import Action, Call
from portal.ckan_interop.errors import NotAuthorizedError

_CHANGED = ("create", "update", "patch", "delete", "purge")

# What answers GET with the advice to POST, and POST with a refusal.
WRITING = frozenset(
    {
        *(f"{noun}_{verb}" for noun in ("organization", "group") for verb in _CHANGED),
        *(f"{noun}_{verb}" for noun in ("package", "resource", "user") for verb in _CHANGED[:-1]),
        *(f"{noun}_member_{verb}" for noun in ("organization", "group") for verb in ("create", "delete")),
        *(f"{noun}_{verb}" for noun in ("vocabulary", "resource_view", "package_relationship") for verb in ("create", "update", "delete")),
        *(f"{noun}_{verb}" for noun in ("member", "tag", "package_collaborator") for verb in ("create", "delete")),
        *(f"bulk_update_{way}" for way in ("private", "public", "delete")),
        *(f"{verb}_{noun}" for verb in ("follow", "unfollow") for noun in ("dataset", "group", "organization", "user")),
        "api_token_create",
        "api_token_revoke",
        "config_option_update",
        "dataset_purge",
        "job_cancel",
        "job_clear",
        "package_create_default_resource_views",
        "package_owner_org_update",
        "package_resource_reorder",
        "package_revise",
        "resource_create_default_resource_views",
        "resource_view_clear",
        "resource_view_reorder",
        "user_invite",
    },
)

# What only reads, and tells about people or about the inside.
PRIVATE = frozenset(
    {
        *(f"{noun}_follower_list" for noun in ("dataset", "group", "organization", "user")),
        *(f"am_following_{noun}" for noun in ("dataset", "group", "organization", "user")),
        "api_token_list",
        "config_option_list",
        "config_option_show",
        "get_site_user",
        "job_list",
        "job_show",
        "member_list",
        "member_roles_list",
        "package_collaborator_list",
        "package_collaborator_list_for_user",
        "user_autocomplete",
        "user_list",
        "user_show",
    },
)

# Where CKAN says more than "Access denied"; the two spaces stand around the name that an anonymous caller has not.
REFUSALS: Mapping[str, str] = {
    "package_create": "User  not authorized to create packages",
    "organization_create": "User None not authorized to create organizations",
    "group_create": "User None not authorized to create groups",
}


def refusal(name: str) -> Action | None:
    """An action that refuses everybody; None when CKAN has none of this name that would have to be refused."""
    if name not in WRITING | PRIVATE:
        return None

    def refuse(_call: Call) -> bytes:
        raise NotAuthorizedError(REFUSALS.get(name, ""))

    return refuse
