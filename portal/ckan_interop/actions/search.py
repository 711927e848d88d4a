"""The actions that search."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.ckan_interop.actions import flat, search_request
from portal.ckan_interop.actions.call import Call
from portal.ckan_interop.envelope import array, rendered
from portal.shelf import licences
from portal.shelf.criteria import All, Criteria
from portal.shelf.store import Found, Snapshot

FORMAT_SUGGESTIONS = 5


def package_search(call: Call) -> bytes:
    """Datasets that match a search, and how many there are of what kind.

    :param q: words, all required; "phrases", +must, -mustnot; with a colon in it, Lucene's language (optional)
    :param fq: a filter in Lucene's language (optional)
    :param fq_list: more filters, all of them to be met (optional)
    :param sort: `field asc` or `field desc`, several with commas: score, metadata_modified, metadata_created, name,
        title_string, id (optional, default `score desc, metadata_modified desc`)
    :param rows: at most so many datasets (optional, default 10, at most 1000)
    :param start: leave out so many at the beginning (optional)
    :param facet: whether to count (optional, default true)
    :param facet.field: the fields of which to count values, as a JSON list (optional)
    :param facet.limit: at most so many values of each field, all (but never over 10,000) when negative (optional, default 50)
    :param facet.mincount: only values of so many datasets (optional, default 1)
    :param fl: flat dicts of only these fields instead of whole datasets (optional)
    """
    request = search_request.read(call)
    found = call.snapshot.find(request.criteria)
    counted = {field: _counts(found, field, by_value=request.counts_by_value) for field in request.criteria.facets}
    shown = {field: _items(call.snapshot, field, counts) for field, counts in counted.items()}
    # The keys in CKAN's order, the datasets as the shelf holds them.
    return b"".join(
        (
            rendered({"count": found.count, "facets": counted})[:-1],
            b', "results": ',
            _results(found, request.fields),
            b", ",
            rendered({"sort": request.sort, "search_facets": shown})[1:],
        ),
    )


def format_autocomplete(call: Call) -> bytes:
    """Formats of resources with a text in them, in lower case, the most frequent first.

    :param q: the text
    :param limit: at most so many (optional, default 5)
    """
    text, limit = call.arguments.required("q"), call.arguments.natural("limit", FORMAT_SUGGESTIONS)
    found = call.snapshot.find(Criteria(All(), rows=0, facets=("res_format",), facet_limit=-1))
    names = [count.value.lower() for count in found.facets["res_format"]]
    return rendered([name for name in dict.fromkeys(names) if text.lower() in name][:limit])


def _results(found: Found, fields: Sequence[str]) -> bytes:
    if not fields:
        return array(found.packages)
    return rendered([flat.picked(json.loads(package), fields) for package in found.packages])


def _counts(found: Found, field: str, *, by_value: bool) -> dict[str, int]:
    counts = {count.value: count.count for count in found.facets.get(field, ())}
    # Without a limit CKAN gives the values in the order of its index.
    return dict(sorted(counts.items())) if by_value else counts


def _items(snapshot: Snapshot, field: str, counts: Mapping[str, int]) -> dict[str, Any]:
    title = _titles(snapshot, field)
    items = [{"name": value, "display_name": title(value) or value, "count": count} for value, count in counts.items()]
    return {"title": field, "items": sorted(items, key=lambda item: str(item["display_name"]), reverse=True)}


def _titles(snapshot: Snapshot, field: str) -> Callable[[str], str | None]:
    """How the values of a field are called."""
    if field == "organization":
        return {department.slug: department.title for department in snapshot.departments()}.get
    if field == "groups":
        return {theme.slug: theme.title_zh for theme in snapshot.themes()}.get
    return licences.titles().get if field == "license_id" else lambda value: value
