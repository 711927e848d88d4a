"""Which actions there are."""

import inspect
from collections.abc import Mapping

from portal.ckan_interop.actions import groups, organizations, packages, search, site, tags
from portal.ckan_interop.actions.call import Action, Call
from portal.ckan_interop.envelope import rendered
from portal.ckan_interop.errors import NotFoundError
from portal.ckan_interop.wording import Message


def help_show(call: Call) -> bytes:
    """What an action does and which parameters it takes.

    :param name: the name of the action
    """
    action = ACTIONS.get(call.arguments.required("name"))
    if action is None:
        raise NotFoundError(Message("Action function not found"))
    return rendered(inspect.getdoc(action))


ACTIONS: Mapping[str, Action] = {
    "current_package_list_with_resources": packages.current_package_list_with_resources,
    "dataset_follower_count": site.follower_count,
    "format_autocomplete": search.format_autocomplete,
    "group_autocomplete": groups.group_autocomplete,
    "group_follower_count": site.follower_count,
    "group_list": groups.group_list,
    "group_list_authz": groups.group_list_authz,
    "group_package_show": groups.group_package_show,
    "group_show": groups.group_show,
    "help_show": help_show,
    "license_list": site.license_list,
    "organization_autocomplete": organizations.organization_autocomplete,
    "organization_follower_count": site.follower_count,
    "organization_list": organizations.organization_list,
    "organization_list_for_user": site.organization_list_for_user,
    "organization_show": organizations.organization_show,
    "package_autocomplete": packages.package_autocomplete,
    "package_list": packages.package_list,
    "package_relationships_list": packages.package_relationships_list,
    "package_search": search.package_search,
    "package_show": packages.package_show,
    "resource_show": packages.resource_show,
    "resource_view_list": packages.resource_view_list,
    "site_read": site.site_read,
    "status_show": site.status_show,
    "tag_autocomplete": tags.tag_autocomplete,
    "tag_list": tags.tag_list,
    "tag_search": tags.tag_search,
    "tag_show": tags.tag_show,
    "user_follower_count": site.follower_count,
    "vocabulary_list": tags.vocabulary_list,
    "vocabulary_show": tags.vocabulary_show,
}
