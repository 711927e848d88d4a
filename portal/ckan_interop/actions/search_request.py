"""The parameters of `package_search`, read into the criteria of the shelf."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.ckan_interop import search_syntax
from portal.ckan_interop.actions.call import Call
from portal.ckan_interop.arguments import Arguments
from portal.ckan_interop.errors import SearchError, SearchQueryError, ValidationError
from portal.ckan_interop.fields import MULTIVALUED, SORTABLE
from portal.ckan_interop.wording import Message
from portal.shelf.criteria import Criteria, Expression, Sort

DEFAULT_SORT = "score desc, metadata_modified desc"
DEFAULT_ROWS, MOST_ROWS = 10, 1_000
# "All values" is as many as a person could ever look through, or one question for codes would hold up everybody else.
DEFAULT_FACET_LIMIT, MOST_FACET_VALUES = 50, 10_000
PARAMETERS = frozenset(
    {
        "q", "fl", "fq", "rows", "sort", "start", "wt", "qf", "bf", "boost", "facet", "facet.mincount", "facet.limit", "facet.field",
        "extras", "fq_list", "tie", "defType", "mm", "df", "include_private", "include_drafts", "include_deleted", "use_default_schema",
    },
)  # fmt: skip
_LOCAL, _LOCAL_END = "{!", "}"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What was asked.

    `sort` is the order in words as the answer repeats it, `fields` are those of `fl`, or none; `counts_by_value` says
    that facets come in the order of their values rather than of their counts.
    """

    criteria: Criteria
    sort: str
    fields: tuple[str, ...]
    counts_by_value: bool


def read(call: Call) -> SearchRequest:
    """The request of a call."""
    arguments = call.arguments
    _refuse_unknown(arguments.values)
    facet_limit = arguments.integer("facet.limit", DEFAULT_FACET_LIMIT)
    rows = arguments.natural("rows", DEFAULT_ROWS, hints=("Please enter an integer value",))
    order, sort = _order(arguments.text("sort") or "")
    criteria = Criteria(
        query=_expression(call),
        sort=order,
        start=arguments.natural("start", 0),
        rows=min(rows, MOST_ROWS),
        facets=_facets(arguments),
        facet_limit=min(facet_limit, MOST_FACET_VALUES) if facet_limit >= 0 else MOST_FACET_VALUES,
        facet_mincount=arguments.natural("facet.mincount", 1),
    )
    fields = tuple(name for text in arguments.texts("fl") for name in text.replace(",", " ").split())
    return SearchRequest(criteria, sort, fields, counts_by_value=facet_limit < 0)


def _refuse_unknown(names: Iterable[str]) -> None:
    unknown = sorted(name for name in names if name not in PARAMETERS and not name.startswith("ext_"))
    if unknown:
        raise SearchQueryError(f"Invalid search parameters: {unknown}")


def _expression(call: Call) -> Expression:
    now = call.now()
    queries = [search_syntax.query(_plain(text, "q"), now) for text in call.arguments.texts("q")]
    restrictions = [
        search_syntax.restriction(_plain(text, parameter), parameter, now)
        for parameter in ("fq", "fq_list")
        for text in call.arguments.texts(parameter)
    ]
    return search_syntax.together(queries + restrictions)


def _plain(text: str, parameter: str) -> str:
    """The text, unless it reaches for the engine's inside with local parameters."""
    if not text.lstrip().startswith(_LOCAL):
        return text
    if parameter == "fq":
        raise SearchError("Local parameters must be defined at the beginning of param 'fq'.")
    if parameter == "q" and _LOCAL_END not in text:
        raise SearchQueryError("Unbalanced local parameters in param 'q'.")
    raise SearchError(f"Local parameters are not supported in param '{parameter}'.")


def _order(text: str) -> tuple[tuple[Sort, ...], str]:
    words = text if text.strip() not in ("", "rank") else DEFAULT_SORT
    return tuple(sort for part in words.split(",") for sort in _sort(part)), words


def _sort(part: str) -> Iterable[Sort]:
    name, _, direction = part.strip().partition(" ")
    descending = {"asc": False, "desc": True}.get(direction.strip().lower())
    if name in MULTIVALUED:
        raise SearchError(f"can not sort on multivalued field: {name}")
    if name.startswith("views_") and descending is not None:
        return
    if name not in SORTABLE or descending is None:
        raise SearchQueryError('Invalid "sort" parameter')
    yield Sort(SORTABLE[name], descending)


def _facets(arguments: Arguments) -> tuple[str, ...]:
    wanted = arguments["facet.field"]
    if isinstance(wanted, str) and wanted:
        wanted = _from_json(wanted)
    names = _names(wanted) if wanted else ()
    return names if str(arguments.values.get("facet", "true")).lower() == "true" else ()


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError({"facet.field": [Message("Could not parse as valid JSON"), Message("Not a list")]}) from None


def _names(wanted: Any) -> tuple[str, ...]:
    if not isinstance(wanted, list):
        raise ValidationError({"facet.field": [Message("Not a list")]})
    wrong = [name for name in wanted if not isinstance(name, str)]
    if wrong:
        raise ValidationError({"facet.field": [Message("Not a string: {value}", value=str(name)) for name in wrong]})
    return tuple(dict.fromkeys(wanted))
