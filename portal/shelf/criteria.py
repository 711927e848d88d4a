"""What can be asked of a shelf: values without behaviour, built by whoever parses a request.

`portal.shelf.words` says what counts as a word, `portal.shelf.fields` where it is looked for.
"""

from dataclasses import dataclass
from datetime import datetime

TEXT_FIELDS = ("text", "title", "notes", "name", "author", "maintainer", "res_name", "res_description")

# A moment is compared as a moment (aware), anything else as text by code points.
Bound = str | datetime


@dataclass(frozen=True, slots=True)
class All:
    """Every entry."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No entry."""


@dataclass(frozen=True, slots=True)
class And:
    """Entries that meet every part; without parts, every entry."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Entries that meet one part at least; without parts, none."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Entries that do not meet the part."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class Words:
    """Entries with all words of the text, in any order; `field` (see TEXT_FIELDS) narrows where they are looked for.

    A text without any word asks for nothing and is met by every entry.
    """

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Entries with the words of the text side by side, as they stand."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """Entries of which one value of an exact field is this one; of a text field, as `Phrase`."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Entries of which one value of an exact field begins so; of a text field, as `Words` with a star behind the last."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Entries of which one value matches the pattern (`*` any characters, `?` one).

    Of a text field, or of the whole text when `field` is None, a word of letters and digits has to match;
    of a pattern with Han characters, the runs between the wildcards are required as words are.
    """

    field: str | None
    pattern: str


@dataclass(frozen=True, slots=True)
class Range:
    """Entries of which one value of the field lies between the bounds; None is no bound."""

    field: str
    low: Bound | None
    high: Bound | None
    include_low: bool = True
    include_high: bool = True


@dataclass(frozen=True, slots=True)
class Exists:
    """Entries that say anything in the field."""

    field: str


Expression = All | Nothing | And | Or | Not | Words | Phrase | Term | Prefix | Wildcard | Range | Exists


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order: score, metadata_modified, metadata_created, name, title_string or id."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Criteria:
    """A whole request. Ties of `sort` are broken by id; without `sort` the newest come first.

    Of each field in `facets` the `facet_limit` most frequent values (all when negative) of at least
    `facet_mincount` entries are counted.
    """

    query: Expression
    sort: tuple[Sort, ...] = ()
    start: int = 0
    rows: int = 10
    facets: tuple[str, ...] = ()
    facet_limit: int = 50
    facet_mincount: int = 1
