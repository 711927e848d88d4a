"""Which entries meet an expression: one bitmap, exact."""

from collections.abc import Iterator, Sequence
from functools import reduce

from pyroaring import BitMap

from portal.shelf import fields, phrases, terms
from portal.shelf.criteria import TEXT_FIELDS, All, And, Exists, Expression, Not, Nothing, Or, Phrase, Prefix, Range, Term, Wildcard, Words
from portal.shelf.exact import Exact
from portal.shelf.fields import HEADING, NUMBER_OF, TITLE, WHOLE
from portal.shelf.lookup import Index, Zone
from portal.shelf.words import PAIR, Run, Word, is_han, wording, words

WHOLE_TEXT = frozenset({None, "text"})
# Fields with a text and without exact values: a term of theirs is a phrase.
TEXT_ONLY = frozenset({"text", "title", "notes"})


class Evaluation:
    """Evaluates expressions on one snapshot.

    In the zone `heads` words that may stand anywhere are looked for in title and tags only; everything else stays as it
    is. So "found in the heads too" is what ranks an entry higher.
    """

    def __init__(self, index: Index, zone: Zone = "docs") -> None:
        self.index = index
        self.zone: Zone = zone
        self.exact = Exact(index)

    def of(self, expression: Expression) -> BitMap:  # noqa: PLR0911 - a kind of expression a line
        match expression:
            case All():
                return self.index.standing
            case Nothing():
                return BitMap()
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return BitMap.union(BitMap(), *map(self.of, parts))
            case Not(part):
                return self.index.standing - self.of(part)
            case Exists(field):
                return self.exact.filled(field)
            case Range():
                return self.exact.between(expression)
            case _:
                return self._text(expression) if _is_text(expression) else self._exact(expression)

    def _all_of(self, parts: Sequence[Expression]) -> BitMap:
        found = self.index.standing
        for part in parts:
            found &= self.of(part) if found else found  # noqa: PLR6104
        return found
