"""The ways to narrow the list, declared once: the address, the search, the counts and the boxes come from here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from portal.i18n.tongue import marked
from portal.shelf.criteria import All, And, Expression, Nothing, Phrase, Sort, Term, Words
from portal.shelf.words import words

LONGEST_SEARCH = 200
MOST_WORDS = 10
MOST_CHOSEN = 12
_QUOTED_OR_WORD = re.compile(r'"([^"]+)"|“([^”]+)”|(\S+)')


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the list.

    `name` is the URL parameter and the shelf's exact field at once, CKAN's where CKAN has one. Of an
    `is_single` fact an entry has one value, so choosing another replaces the first; of the others it may have
    several, and each choice narrows further.
    """

    name: str
    label: str
    codelist: str | None = None
    is_single: bool = False
    has_box: bool = True


FILTERS = (
    Filter("business_line", marked("Line of work"), "business_line", is_single=True),
    Filter("groups", marked("Data domain")),
    Filter("tags", marked("Tag")),
    Filter("res_format", marked("Data format")),
    Filter("open_type", marked("Openness"), "open_type", is_single=True),
    Filter("district", marked("District"), "district"),
    Filter("update_frequency", marked("Update frequency"), "update_frequency", is_single=True),
    Filter("organization", marked("Provider"), is_single=True),
    # Without a box of their own; links from dataset pages and from other sites lead here.
    Filter("scenario", marked("Uses"), "app_scenario", has_box=False),
    Filter("national_theme", marked("National subject"), "gbt21063_4_theme", is_single=True, has_box=False),
    Filter("license_id", marked("Licence"), is_single=True, has_box=False),
)
BY_NAME: Mapping[str, Filter] = {each.name: each for each in FILTERS}


@dataclass(frozen=True, slots=True)
class Sorting:
    """An order of the list; `value` is how CKAN writes it in the address."""

    value: str
    label: str
    order: tuple[Sort, ...]


RELEVANCE = Sorting("score desc", marked("Relevance"), (Sort("score", descending=True), Sort("metadata_modified", descending=True)))
NEWEST = Sorting("metadata_modified desc", marked("Last updated"), (Sort("metadata_modified", descending=True),))
BY_TITLE = Sorting("title_string asc", marked("Name"), (Sort("title_string", descending=False),))


@dataclass(frozen=True, slots=True)
class Selection:
    """A state of the list; every state has an address. `chosen` are (filter, value) pairs in the order they were asked for."""

    words: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    page: int = 1
    more: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """The words and quoted phrases of the search; phrases keep their quotes."""
        return tuple(match.group(0) for match in _QUOTED_OR_WORD.finditer(self.words))[:MOST_WORDS]

    @property
    def is_plain(self) -> bool:
        """Whether this is the whole list, only perhaps another page of it."""
        return not (self.words or self.chosen or self.sort or self.more)

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(value for chosen, value in self.chosen if chosen == name)

    def choosing(self, filter_: Filter, value: str) -> "Selection":
        """With this value too, or instead where an entry has only one."""
        kept = tuple(pair for pair in self.chosen if not (filter_.is_single and pair[0] == filter_.name))
        return replace(self, chosen=(*kept, (filter_.name, value)), page=1, more="")

    def dropping(self, name: str, value: str | None = None) -> "Selection":
        """Without this value, or without any value of this filter."""
        kept = tuple(pair for pair in self.chosen if pair[0] != name or value not in {None, pair[1]})
        return replace(self, chosen=kept, page=1)

    def without_term(self, term: str) -> "Selection":
        return replace(self, words=" ".join(each for each in self.terms if each != term), page=1)

    def sorting(self) -> Sorting:
        """The order asked for; without a word, the best match for a search and the newest first otherwise."""
        default = RELEVANCE if self.words else NEWEST
        return next((each for each in self.sortings() if each.value == self.sort), default)

    def sortings(self) -> tuple[Sorting, ...]:
        return (RELEVANCE, NEWEST, BY_TITLE) if self.words else (NEWEST, BY_TITLE)

    def expression(self) -> Expression:
        asked = [term for term in self.terms if words(term)]
        if self.terms and not asked:
            return Nothing()  # signs alone are no words, and nothing is called by them
        parts = (*(_expression(term) for term in asked), *(Term(name, value) for name, value in self.chosen))
        return And(parts) if parts else All()

    def query(self) -> str:
        """The state as the query of an address; what is as it is by itself is left out."""
        pairs = [("q", self.words), *self.chosen, ("sort", self.sort), ("more", self.more)]
        pairs.append(("page", str(self.page) if self.page > 1 else ""))
        return urlencode([pair for pair in pairs if pair[1]])


def selection(query: QueryParams) -> Selection:
    """The state that an address asks for. What makes no sense counts as not asked: a link from elsewhere still shows a list."""
    chosen = [(name, value.strip()) for name, value in query.multi_items() if name in BY_NAME and value.strip()]
    page = query.get("page", "1")
    return Selection(
        words=" ".join(query.get("q", "").split())[:LONGEST_SEARCH],
        chosen=_settled(chosen),
        sort=query.get("sort", "").partition(",")[0].strip(),
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 and int(page) else 1,  # noqa: PLR2004 a million pages
        more=query.get("more", "") if query.get("more") in BY_NAME else "",
    )


def _settled(chosen: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each pair once, the last value of a single one, and no more than a person would choose."""
    last = {name: value for name, value in chosen if BY_NAME[name].is_single}
    kept = (pair for pair in dict.fromkeys(chosen) if last.get(pair[0], pair[1]) == pair[1])
    return tuple(kept)[:MOST_CHOSEN]


def _expression(term: str) -> Expression:
    match = _QUOTED_OR_WORD.fullmatch(term)
    quoted = match and (match.group(1) or match.group(2))
    return Phrase(quoted) if quoted else Words(term)
