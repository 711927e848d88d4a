"""The actions on single datasets and on plain lists of them."""

from portal.ckan_interop.actions.call import Call
from portal.ckan_interop.arguments import Arguments
from portal.ckan_interop.envelope import array, rendered
from portal.ckan_interop.errors import NotFoundError, ValidationError
from portal.ckan_interop.wording import Message

FEW, MOST = 10, 1_000


def package_list(call: Call) -> bytes:
    """The names of all datasets, in order.

    :param limit: at most so many names (optional; 0 and none mean all)
    :param offset: leave out so many at the beginning (optional)
    """
    limit = call.arguments.natural("limit", 0)
    offset = call.arguments.natural("offset", 0)
    return rendered(call.snapshot.names(limit or None, offset))


def package_show(call: Call) -> bytes:
    """A dataset with everything about it.

    :param id: the id or name of the dataset (`name_or_id` is taken too)
    """
    key = call.arguments.text("id") or call.arguments.text("name_or_id")
    if not key:
        raise ValidationError({"name_or_id": [Message("Missing value")]})
    found = call.snapshot.package(key)
    if found is None:
        raise NotFoundError
    return found


def current_package_list_with_resources(call: Call) -> bytes:
    """The datasets with everything about them, the last changed first.

    :param limit: at most so many (optional, default 10, at most 1000)
    :param offset: leave out so many at the beginning (optional)
    :param page: the page of `limit` datasets, from 1 (deprecated, ignored beside `offset`)
    """
    limit = min(call.arguments.natural("limit", FEW), MOST)
    return array(call.snapshot.recent(limit, _offset(call.arguments, limit)))


def resource_show(call: Call) -> bytes:
    """One resource of a dataset.

    :param id: the id of the resource
    """
    found = call.snapshot.resource(call.arguments.required("id"))
    if found is None:
        raise NotFoundError
    return rendered(found)


def package_autocomplete(call: Call) -> bytes:
    """Datasets with a part of this text in their name or title.

    :param q: the text
    :param limit: at most so many (optional, default 10)
    """
    text = call.arguments.required("q")
    found = call.snapshot.autocomplete(text, min(call.arguments.natural("limit", FEW), MOST))
    return rendered([_match(text, name, title) for name, title in found])


def package_relationships_list(call: Call) -> bytes:
    """The relationships of a dataset: there are none here, related datasets stand in the extra `cn_related_codes`.

    :param id: the id or name of the dataset
    :param id2: the id or name of a second dataset (optional)
    :param rel: the kind of relationship (optional)
    """
    keys = [call.arguments.required("id"), call.arguments.text("id2")]
    if any(call.snapshot.package(key) is None for key in keys if key) or call.arguments.text("rel"):
        raise NotFoundError
    return rendered([])


def resource_view_list(call: Call) -> bytes:
    """The views of a resource: there are none here.

    :param id: the id of the resource
    """
    if call.snapshot.resource(call.arguments.required("id")) is None:
        raise NotFoundError
    return rendered([])


def _offset(arguments: Arguments, limit: int) -> int:
    if "offset" in arguments or "page" not in arguments:
        return arguments.natural("offset", 0)
    page = arguments.natural("page", 1)
    if page == 0:
        raise ValidationError({"page": [Message("Must be larger than 0")]})
    return (page - 1) * limit


def _match(text: str, name: str, title: str) -> dict[str, str]:
    if text.lower() in name:
        return {"name": name, "title": title, "match_field": "name", "match_displayed": name}
    return {"name": name, "title": title, "match_field": "title", "match_displayed": f"{title} ({name})"}
