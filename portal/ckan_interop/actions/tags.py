"""The actions on tags and vocabularies. Tags are free here: there is no vocabulary."""

from typing import Any

from portal.ckan_interop.actions.call import Call
from portal.ckan_interop.arguments import Arguments
from portal.ckan_interop.envelope import array, rendered, with_member
from portal.ckan_interop.errors import NotFoundError
from portal.ckan_interop.wording import Message
from portal.shelf import package_tags
from portal.shelf.criteria import Criteria, Term

MOST_PACKAGES = 1_000


def tag_list(call: Call) -> bytes:
    """The names of the tags that datasets have.

    :param query: only tags with this text in them, case ignored (optional; `q` is taken too)
    :param all_fields: whole tags instead of names (optional, default false)
    :param vocabulary_id: a vocabulary (optional; there is none here)
    """
    full = call.arguments.flag("all_fields", default=False)
    wanted = _wanted(call.arguments)
    if call.arguments.text("vocabulary_id") and not wanted:
        raise _no_vocabulary(call.arguments)
    names = _found(call, wanted)
    return rendered([{**_short(name), "display_name": name} for name in names] if full else names)


def tag_show(call: Call) -> bytes:
    """A tag.

    :param id: the name or id of the tag
    :param include_datasets: its datasets too, at most 1000 (optional, default false)
    :param vocabulary_id: a vocabulary (optional; there is none here)
    """
    name = call.snapshot.tag(call.arguments.required("id"))
    if name is None or call.arguments.text("vocabulary_id"):
        raise NotFoundError
    shown = rendered({**_short(name), "display_name": name})
    if not call.arguments.flag("include_datasets", default=False):
        return shown
    found = call.snapshot.find(Criteria(Term("tags", name), rows=MOST_PACKAGES))
    return with_member(shown, "packages", array(found.packages))


def tag_search(call: Call) -> bytes:
    """Tags with a text in them, case ignored, and how many there are.

    :param query: the text, or a list of texts that all have to be in the tag (`q` is taken too)
    :param limit: at most so many (optional)
    :param offset: leave out so many at the beginning (optional)
    :param vocabulary_id: a vocabulary (optional; there is none here)
    """
    names = _searched(call)
    return rendered({"count": len(names), "results": [_short(name) for name in _page(call.arguments, names)]})


def tag_autocomplete(call: Call) -> bytes:
    """The names of tags with a text in them, case ignored.

    :param query: the text, or a list of texts that all have to be in the tag (`q` is taken too)
    :param limit: at most so many (optional)
    :param offset: leave out so many at the beginning (optional)
    :param vocabulary_id: a vocabulary (optional; there is none here)
    """
    return rendered(_page(call.arguments, _searched(call)))


def vocabulary_list(call: Call) -> bytes:  # noqa: ARG001 - every action is given the call
    """The vocabularies: there are none here."""
    return rendered([])


def vocabulary_show(call: Call) -> bytes:
    """A vocabulary: there is none here, so every id is unknown.

    :param id: the id or name of the vocabulary
    """
    name = call.arguments.required("id")
    raise NotFoundError(Message('Could not find vocabulary "{name}"', name=name))


def _wanted(arguments: Arguments) -> tuple[str, ...]:
    return tuple(filter(None, arguments.texts("query") or arguments.texts("q")))


def _searched(call: Call) -> list[str]:
    wanted = _wanted(call.arguments)
    return _found(call, wanted) if wanted else []


def _found(call: Call, wanted: tuple[str, ...]) -> list[str]:
    if call.arguments.text("vocabulary_id"):
        return []
    first, *others = wanted or ("",)
    return [name for name in call.snapshot.tags(first or None) if all(other.casefold() in name.casefold() for other in others)]


def _page(arguments: Arguments, names: list[str]) -> list[str]:
    offset = arguments.natural("offset", 0)
    return names[offset : offset + arguments.natural("limit", len(names))]


def _short(name: str) -> dict[str, Any]:
    return {"id": package_tags.tag_id(name), "name": name, "vocabulary_id": None}


def _no_vocabulary(arguments: Arguments) -> NotFoundError:
    return NotFoundError(Message('Could not find vocabulary "{name}"', name=arguments.text("vocabulary_id")))
